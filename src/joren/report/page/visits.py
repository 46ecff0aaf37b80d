"""The section on visits: what the template shows, ready to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from joren.journeys import STATES
from joren.language import gettext as _
from joren.report.contents import EventAccount, Funnel, LandingPage, Visits
from joren.report.formatting import Formatter
from joren.report.page.drawings import NARROW, WIDE
from joren.report.page.sankey import sankey
from joren.report.run_on import run_on
from joren.report.visit_words import channel_name, state_name, step_name

#: The funnel that is drawn; the table has all.
SHOWN_DAYS = 7
#: A phone has room for the first moves only.
NARROW_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Ways:
    """The diagram of the ways, in two widths."""

    alternative: str
    wide: Markup
    narrow: Markup


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One step in every funnel: within a visit, a day, a week, a month."""

    name: str
    cells: tuple[tuple[str, str], ...]  # how many, and their share of those who entered


@dataclass(frozen=True, slots=True)
class Compared:
    """One place: the share of stays there that end the visit, of newcomers and of customers; None: nobody was there."""

    state: str
    newcomers: float | None
    customers: float | None


def shown(visits: Visits, fmt: Formatter) -> dict[str, Any]:
    """Everything that the template calls by name."""
    columns = max((step.step for step in visits.journey.steps), default=-1) + 1
    funnel = next((each for each in visits.funnels if each.within == SHOWN_DAYS), None)
    pages = [page for page in visits.landing if page.page]
    return {
        "visits": visits,
        "funnel": funnel,
        "funnel_heads": [_within(each) for each in visits.funnels],
        "funnel_rows": _funnel_rows(visits.funnels, fmt),
        "pages": pages[:10],
        "leaky": _leaky(pages, fmt),
        "journey_drawn": Ways(
            _alternative(visits, fmt),
            sankey(visits.journey.steps, fmt, width=WIDE, columns=columns),
            sankey(visits.journey.steps, fmt, width=NARROW, columns=min(columns, NARROW_COLUMNS)),
        )
        if visits.journey.steps
        else None,
        "steps_table": [
            (fmt.count(step.step + 1), state_name(step.origin), state_name(step.to), fmt.count(step.people))
            for step in visits.journey.steps
        ],
        "compared": _compared(visits),
        "cart_words": _cart_words(visits, fmt),
        "events_words": _events_words(visits.account, fmt),
        "state_name": state_name,
        "step_name": step_name,
        "channel_name": channel_name,
        "span": lambda seconds: _span(seconds, fmt),
    }


def _within(funnel: Funnel) -> str:
    if funnel.within == "visit":
        return _("Within one visit")
    return _("Within a day") if funnel.within == 1 else _("Within {days} days").format(days=funnel.within)


def _funnel_rows(funnels: tuple[Funnel, ...], fmt: Formatter) -> list[FunnelRow]:
    if not funnels:
        return []
    return [
        FunnelRow(
            step_name(step.key),
            tuple(
                (fmt.count(each.steps[at].count), fmt.share(each.steps[at].of_first) if at else "") for each in funnels
            ),
        )
        for at, step in enumerate(funnels[0].steps)
    ]


def _leaky(pages: list[LandingPage], fmt: Formatter) -> str:
    worst = max((page for page in pages if page.leaky), key=lambda page: page.excess, default=None)
    if worst is None:
        return _("No busy page loses clearly more visits than the others.")
    return _(
        "Begin with {page}: {rate} of {n} visits bounced there, {excess} more than the average page loses."
    ).format(
        page=worst.page,
        rate=fmt.share(worst.bounce_rate, 0),
        n=fmt.count(worst.sessions),
        excess=fmt.count(worst.excess),
    )


def _alternative(visits: Visits, fmt: Formatter) -> str:
    journey = visits.journey
    return _(
        "Bands from place to place for {people} people, of whom {customers} ordered."
        " All numbers stand in the table below."
    ).format(people=fmt.count(journey.people), customers=fmt.count(journey.customers))


def _compared(visits: Visits) -> list[Compared]:
    """Where newcomers and customers leave, place by place; empty where the two cannot be told apart."""
    found = {segment.key: segment.journey for segment in visits.segments}
    if set(found) != {"newcomers", "customers"}:
        return []
    rates = {key: {drop.state: drop.rate for drop in journey.drop_offs} for key, journey in found.items()}
    return [
        Compared(state, rates["newcomers"].get(state), rates["customers"].get(state))
        for state in STATES
        if state in rates["newcomers"] or state in rates["customers"]
    ]


def _cart_words(visits: Visits, fmt: Formatter) -> str:
    carts = visits.carts
    if not carts.bought + carts.left:
        return ""
    told = _("{left} of {all} carts were left.").format(
        left=fmt.count(carts.left), all=fmt.count(carts.bought + carts.left)
    )
    if not carts.left_value:
        return told
    return run_on([told, _("{value} lay in them.").format(value=fmt.money_rounded(carts.left_value))])


def _events_words(account: EventAccount, fmt: Formatter) -> str:
    told = [
        _("{used} of {n} events were used.").format(used=fmt.count(account.rows_used), n=fmt.count(account.rows_read))
    ]
    reasons = (
        (account.other_names, _("{n} tell nothing about a visit.")),
        (account.bad_time, _("{n} have no time that can be.")),
        (account.nobody, _("{n} are nobody's.")),
        (account.bots, _("{n} came from machines.")),
    )
    return run_on([*told, *(message.format(n=fmt.count(many)) for many, message in reasons if many)])


def _span(seconds: float | None, fmt: Formatter) -> str:
    """A span of seconds in the unit that suits it."""
    if seconds is None:
        return ""
    if seconds < 90:
        return _("{n} s").format(n=fmt.count(seconds))
    if seconds < 5400:
        return _("{n} min").format(n=fmt.count(seconds / 60))
    return _("{n} h").format(n=fmt.number(seconds / 3600))
