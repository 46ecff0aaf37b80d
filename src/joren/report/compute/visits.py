"""How visits become orders, as the report shows it."""

from __future__ import annotations

from datetime import date, timedelta

from joren.journeys import journey_map
from joren.language import gettext as _
from joren.metrics.carts import CartFigures, cart_figures
from joren.metrics.channels import source_mix
from joren.metrics.conversion import VisitFigures, by_month, visit_days, visit_figures
from joren.metrics.funnel import funnels
from joren.metrics.landing import landing_pages
from joren.orders.customers import customers
from joren.orders.table import Orders
from joren.report.contents import Figure, SegmentJourney, Unit, Visits
from joren.visits.table import Events

#: The figures are over the longest of these spans that the events cover twice; over all days where none fits.
WINDOWS = (90, 30, 7)
#: How many landing pages the report names.
PAGES = 20


def visits(events: Events, orders: Orders) -> Visits:
    """Everything that the report says about visits."""
    since, before = _window(events)
    until = events.as_of
    return Visits(
        files=events.names,
        first_day=events.first_day,
        since=since,
        until=until,
        figures=_figures(events, since, before),
        funnels=funnels(events, since=since, until=until),
        landing=landing_pages(events, since=since, until=until, most=PAGES),
        channels=source_mix(events, since=since, until=until),
        carts=cart_figures(events, since=since, until=until),
        journey=journey_map(events),
        segments=_segments(events, orders),
        account=events.account,
    )


def _window(events: Events) -> tuple[date, date | None]:
    """The first day of the window, and that of the window before it if the events reach so far."""
    covered = (events.as_of - events.first_day).days + 1
    for days in WINDOWS:
        if covered >= 2 * days:
            since = events.as_of - timedelta(days=days - 1)
            return since, since - timedelta(days=days)
    return events.first_day, None


def _figures(events: Events, since: date, before: date | None) -> tuple[Figure, ...]:
    now, carts = visit_figures(events, since=since), cart_figures(events, since=since)
    then, carts_then = None, None
    if before is not None:
        last = since - timedelta(days=1)
        then = visit_figures(events, since=before, until=last)
        carts_then = cart_figures(events, since=before, until=last)
    trends = by_month(visit_days(events))

    def figure(key: str, unit: Unit, *, up: bool | None = True) -> Figure:
        value = _read(key, now, carts)
        return Figure(
            key,
            unit,
            value,
            None if then is None or carts_then is None else _read(key, then, carts_then),
            why_none=None if value is not None else _("The events tell of none."),
            trend=trends.get(key, ()),
            higher_is_better=up,
        )

    return (
        figure("sessions", Unit.COUNT),
        figure("visitors", Unit.COUNT),
        figure("bounce_rate", Unit.SHARE, up=False),
        figure("session_conversion", Unit.SHARE),
        figure("visitor_conversion", Unit.SHARE),
        figure("cart_abandonment_rate", Unit.SHARE, up=False),
    )


def _read(key: str, figures: VisitFigures, carts: CartFigures) -> float | None:
    if key == "cart_abandonment_rate":
        return carts.abandonment_rate
    value: float | None = getattr(figures, "people" if key == "visitors" else key)
    return value


def _segments(events: Events, orders: Orders) -> tuple[SegmentJourney, ...]:
    """Those who had ordered before the first event, and all others; none where the events know no such customer."""
    known = customers(orders)
    known = known.filter(known.first_on < events.first_day)
    ids = orders.engine.run(known.select(who="customer_id"))
    if not ids.num_rows:
        return ()
    theirs = events.engine.bring(ids, "known_customers")
    others = events.events.select("who").distinct().anti_join(theirs, "who")
    found = journey_map(events, people=theirs)
    if not found.people:
        return ()
    return (SegmentJourney("newcomers", journey_map(events, people=others)), SegmentJourney("customers", found))
