"""How many visits and visitors end in an order, and how many visits go no further than where they began."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import ibis

from joren.engine.columns import numbers
from joren.metrics.impossible import check_at_most, check_counts, check_not_zero
from joren.metrics.reading import Point
from joren.orders.days import day_of, number_of
from joren.periods import Period, start_of
from joren.visits.sessions import orders_placed, sessions
from joren.visits.table import Events


def conversion_rate(*, visitors: float, customers: float) -> float:
    """The share of the visitors who became customers (or of the visits that ended in an order).

    Raises `ImpossibleError` (a ValueError) for no visitors, or more customers than visitors.

    >>> conversion_rate(visitors=12_330, customers=1_908)
    0.15474452554744525
    """
    check_counts(customers=customers)
    check_not_zero(visitors=visitors)
    check_at_most("visitors", visitors, customers=customers)
    return customers / visitors


def bounce_rate(*, sessions: float, bounced: float) -> float:
    """The share of the visits that went no further: one page, no order, over within 10 seconds.

    Raises `ImpossibleError` (a ValueError) for no visits, or more bounced than there were.

    >>> bounce_rate(sessions=200, bounced=90)
    0.45
    """
    check_counts(bounced=bounced)
    check_not_zero(sessions=sessions)
    check_at_most("sessions", sessions, bounced=bounced)
    return bounced / sessions


@dataclass(frozen=True, slots=True)
class VisitFigures:
    """The visits that began on the days `since` … `until`. Money in minor units."""

    since: date
    until: date
    sessions: int
    people: int
    bounced: int
    views: int
    ordering_sessions: int  # visits with an order
    customers: int  # of the people, those who ordered on these days, in a visit or not
    orders: int  # placed on these days, in a visit or not
    revenue: int
    outside: int  # of the orders, those placed in no visit

    @property
    def bounce_rate(self) -> float | None:
        """Bounced ÷ visits; None when there are none."""
        return bounce_rate(sessions=self.sessions, bounced=self.bounced) if self.sessions else None

    @property
    def session_conversion(self) -> float | None:
        """Visits with an order ÷ visits."""
        return conversion_rate(visitors=self.sessions, customers=self.ordering_sessions) if self.sessions else None

    @property
    def visitor_conversion(self) -> float | None:
        """Visitors who ordered ÷ visitors."""
        return conversion_rate(visitors=self.people, customers=self.customers) if self.people else None

    @property
    def views_per_session(self) -> float | None:
        """Pages seen ÷ visits."""
        return self.views / self.sessions if self.sessions else None


@dataclass(frozen=True, slots=True)
class VisitDay:
    """The visits that began on one of the shop's days."""

    day: date
    sessions: int
    bounced: int
    ordering_sessions: int


def visit_figures(events: Events, *, since: date | None = None, until: date | None = None) -> VisitFigures:
    """Visits, visitors, bounces and conversion over the days `since` … `until` (default: all days of the data)."""
    first, last = since or events.first_day, until or events.as_of
    seen = begun_between(sessions(events), first, last)
    placed = begun_between(orders_placed(events), first, last)
    visitors = seen.select("who").distinct()
    of_visits = seen.agg(
        sessions=seen.count(),
        people=seen.who.nunique(),
        bounced=seen.count(where=seen.bounced),
        views=seen.views.sum().fill_null(0),
        ordering_sessions=seen.count(where=seen.orders > 0),
    )
    of_visitors = placed.semi_join(visitors, "who")
    in_visits = placed.semi_join(sessions(events), ["who", "start"])
    parts = (
        of_visits,
        of_visitors.agg(customers=of_visitors.who.nunique()),
        placed.agg(orders=placed.count(), revenue=placed.value.sum().fill_null(0)),
        in_visits.agg(within=in_visits.count()),
    )
    found: dict[str, int] = {}
    for part in parts:
        found |= events.engine.run(part).to_pylist()[0]
    outside = found["orders"] - found.pop("within")
    return VisitFigures(first, last, **found, outside=outside)


def visit_days(events: Events) -> tuple[VisitDay, ...]:
    """Every day from the first to the last, those without a visit too."""
    table = sessions(events)
    days = table.group_by("day").agg(
        sessions=table.count(),
        bounced=table.count(where=table.bounced),
        ordering=table.count(where=table.orders > 0),
    )
    rows = events.engine.run(days)
    columns = (numbers(rows, name).tolist() for name in ("day", "sessions", "bounced", "ordering"))
    found = {day: counts for day, *counts in zip(*columns, strict=True)}
    first, last = number_of(events.first_day), number_of(events.as_of)
    return tuple(VisitDay(day_of(day), *found.get(day, (0, 0, 0))) for day in range(first, last + 1))


def by_month(days: tuple[VisitDay, ...]) -> dict[str, tuple[Point, ...]]:
    """The months of `sessions`, `bounce_rate` and `session_conversion`; a month without visits has no rate."""
    months: dict[date, list[VisitDay]] = {}
    for day in days:
        months.setdefault(start_of(day.day, Period.MONTH), []).append(day)
    return {
        "sessions": tuple(Point(start, sum(day.sessions for day in held)) for start, held in months.items()),
        "bounce_rate": tuple(_share_by_month(months, "bounced")),
        "session_conversion": tuple(_share_by_month(months, "ordering_sessions")),
    }


def _share_by_month(months: dict[date, list[VisitDay]], name: str) -> Iterator[Point]:
    for start, held in months.items():
        whole = sum(day.sessions for day in held)
        yield Point(start, sum(getattr(day, name) for day in held) / whole if whole else None)


def begun_between(table: ibis.Table, since: date, until: date) -> ibis.Table:
    """The rows whose `day` lies in `since` … `until`."""
    return table.filter((table.day >= number_of(since)) & (table.day <= number_of(until)))
