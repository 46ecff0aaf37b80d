"""The funnel: how many who saw a product filled a cart, began a checkout and ordered, each step after the last.

A person has come to a step when there is a chain of events, each at or after the one before, that begins with a view
on one of the days asked for and reaches the step within the time allowed. Of all chains that end in an event, the one
with the latest view is the shortest; so it is enough to carry, from step to step, the latest beginning so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import ibis

from joren.metrics.conversion import begun_between
from joren.orders.days import number_of
from joren.visits.sessions import day_of_second, sessions, with_start
from joren.visits.table import Events

#: The steps, in their order. One of which the data has no event is left out.
STEPS = ("product", "cart", "checkout", "order")

#: How much time there is from the view to the order: within one visit, or so many days.
Within = Literal["visit"] | int
WITHIN: tuple[Within, ...] = ("visit", 1, 7, 30)

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many came to a step, of whom `lost` went no further."""

    key: str
    count: int
    of_first: float  # of those who entered the funnel
    of_previous: float
    lost: int  # came to the step before and not to this one


@dataclass(frozen=True, slots=True)
class Funnel:
    """One funnel. `within="visit"` counts visits, a number of days counts people."""

    within: Within
    steps: tuple[FunnelStep, ...]


def funnels(events: Events, *, since: date | None = None, until: date | None = None) -> tuple[Funnel, ...]:
    """The funnels within a visit and within 1, 7 and 30 days, of those who saw a product on `since` … `until`.

    Who entered less than the time allowed before the end of the data may still go on. Empty when no product view or
    nothing after it is in the data.
    """
    first, last = since or events.first_day, until or events.as_of
    steps = _steps_in(events)
    if len(steps) < 2 or steps[0] != "product":
        return ()
    chained = events.keep(("funnel", first, last), lambda: _chains(events, steps, first, last), "funnel")
    entered = _entered(events, first, last)
    counted = [_by_people(events, chained, steps, days) for days in WITHIN if days != "visit"]
    visits = _by_visit(events, chained, steps)
    return tuple(
        _funnel(within, steps, counts)
        for within, counts in zip(
            WITHIN, [(entered[1], *visits), *((entered[0], *each) for each in counted)], strict=True
        )
    )


def _steps_in(events: Events) -> tuple[str, ...]:
    rows = events.events
    asked = [rows.count(where=_is_step(rows, step)).name(step) for step in STEPS]
    found = events.engine.run(rows.agg(asked)).to_pylist()[0]
    return tuple(step for step in STEPS if found[step])


def _is_step(rows: ibis.Table, step: str) -> Any:
    return rows.fills if step == "cart" else rows.kind == step


def _entered(events: Events, first: date, last: date) -> tuple[int, int]:
    """People and visits that saw a product."""
    rows = events.events.filter(events.events.kind == "product")
    rows = rows.filter(day_of_second(rows.second, events).between(number_of(first), number_of(last)))
    visits = begun_between(sessions(events), first, last)
    visits = visits.filter(visits.products > 0)
    people = events.engine.run(rows.agg(people=rows.who.nunique())).to_pylist()[0]["people"]
    return people, events.engine.run(visits.agg(visits=visits.count())).to_pylist()[0]["visits"]


def _chains(events: Events, steps: tuple[str, ...], first: date, last: date) -> ibis.Table:
    """Each event after the view, with `since_view`: the latest view from which a chain leads to it (null: none).

    Of those who did nothing but look, who are most, no row is sorted.
    """
    rows = events.events
    step = ibis.cases(*((_is_step(rows, key), place) for place, key in enumerate(steps)), else_=-1)
    rows = rows.select("who", "second", step=step.cast("int64"))
    rows = rows.filter(rows.step >= 0)
    further = rows.filter(rows.step > 0).select("who").distinct()
    rows = rows.semi_join(further, "who")
    day = day_of_second(rows.second, events)
    rows = rows.mutate(since_view=ibis.ifelse(
        (rows.step == 0) & day.between(number_of(first), number_of(last)), rows.second, ibis.null("int64")
    ))  # fmt: skip
    for place in range(1, len(steps)):
        rows = _carried(rows, place)
    return with_start(rows, events)


def _carried(rows: ibis.Table, place: int) -> ibis.Table:
    so_far = ibis.window(group_by="who", order_by=["second", "step"], preceding=None, following=0)
    latest = ibis.ifelse(rows.step == place - 1, rows.since_view, ibis.null("int64")).max().over(so_far)
    rows = rows.mutate(since_view=ibis.ifelse(rows.step == place, latest, rows.since_view))
    return rows.filter(rows.step > 0) if place == 1 else rows


def _by_people(events: Events, chained: ibis.Table, steps: tuple[str, ...], days: Any) -> tuple[int, ...]:
    within = (chained.second - chained.since_view <= days * _DAY).fill_null(False)
    return _counted(events, chained.filter(within), steps, lambda rows, here: rows.who.nunique(where=here))


def _by_visit(events: Events, chained: ibis.Table, steps: tuple[str, ...]) -> tuple[int, ...]:
    within = chained.filter((chained.since_view >= chained.start).fill_null(False))
    once = within.select("who", "start", "step").distinct()
    return _counted(events, once, steps, lambda rows, here: rows.count(where=here))


def _counted(events: Events, rows: ibis.Table, steps: tuple[str, ...], count: Any) -> tuple[int, ...]:
    asked = {key: count(rows, rows.step == place) for place, key in enumerate(steps) if place}
    found = events.engine.run(rows.agg(**asked)).to_pylist()[0]
    return tuple(found[key] or 0 for key in steps[1:])


def _funnel(within: Within, steps: tuple[str, ...], counts: tuple[int, ...]) -> Funnel:
    entered = counts[0]
    before = (entered, *counts[:-1])
    return Funnel(
        within,
        tuple(
            FunnelStep(key, count, count / entered if entered else 0.0, count / ahead if ahead else 0.0, ahead - count)
            for key, count, ahead in zip(steps, counts, before, strict=True)
        ),
    )
