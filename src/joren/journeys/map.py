"""The journey map: the ways from the first visit to the first order, and where people leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from joren.journeys.states import STATES, moves
from joren.visits.carts import carts
from joren.visits.table import Events

#: How many places of each person a map tells one by one.
STEPS = 5


@dataclass(frozen=True, slots=True)
class Transition:
    """The moves from one place to the next within a visit; `to="leave"` ends a visit without an order."""

    origin: str
    to: str
    count: int
    people: int
    probability: float  # of all moves from `origin`
    median_seconds: float | None  # None for leaving


@dataclass(frozen=True, slots=True)
class Step:
    """The people whose place number `step` (from 0) was `origin` and whose next was `to`.

    After the last step told, `to` is what came of it in the end: `order` or `leave`.
    """

    step: int
    origin: str
    to: str
    people: int


@dataclass(frozen=True, slots=True)
class DropOff:
    """The visits that ended in one place without an order. Money in minor units."""

    state: str
    visits: int
    people: int
    rate: float  # of the stays in this place, how many ended the visit
    gone: int  # people who left from here last, and have not ordered
    cart_value: int  # of the carts left behind in these visits, as far as it is known


@dataclass(frozen=True, slots=True)
class JourneyMap:
    """The ways of some people: how they went, step by step, and where they left."""

    people: int
    visits: int
    customers: int  # of the people, those who ordered
    transitions: tuple[Transition, ...]  # the most frequent first
    steps: tuple[Step, ...]
    drop_offs: tuple[DropOff, ...]  # the place from which most have gone first


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in two maps: how likely a stay there ends the visit."""

    state: str
    rate: float
    other_rate: float
    visits: int
    other_visits: int

    @property
    def points(self) -> float:
        """How much more of the first map's people leave from here: a difference of shares."""
        return self.rate - self.other_rate


def journey_map(events: Events, *, people: ibis.Table | None = None, steps: int = STEPS) -> JourneyMap:
    """The map of all people, or of those in the column `who` of `people`, with `steps` places told one by one."""
    rows = moves(events)
    if people is not None:
        rows = rows.semi_join(people.select(who=people.who.cast("string")), "who")
    run = events.engine.run
    extent = rows.agg(
        people=rows.who.nunique(),
        visits=rows.count(where=rows.next == "leave") + rows.count(where=rows.state == "order"),
        customers=rows.who.nunique(where=rows.ordered),
    )
    counts = run(extent).to_pylist()[0]
    found = _transitions(run(transitions(rows)).to_pylist())
    lost = {row["state"]: row["value"] for row in run(_carts_left(events, rows)).to_pylist()}
    gone = {row["state"]: row["gone"] for row in run(_gone(rows)).to_pylist()}
    return JourneyMap(
        people=counts["people"],
        visits=counts["visits"],
        customers=counts["customers"] or 0,
        transitions=found,
        steps=_steps(run(first_steps(rows, steps)).to_pylist()),
        drop_offs=_drop_offs(found, gone, lost),
    )


def journey_maps(
    events: Events, segments: ibis.Table | Mapping[str, ibis.Table], *, steps: int = STEPS
) -> dict[str, JourneyMap]:
    """A map for each segment: a table with the columns `who` and `segment`, or a table of `who` for each name."""
    if not isinstance(segments, Mapping):
        names = events.engine.run(segments.select("segment").distinct().order_by("segment"))["segment"].to_pylist()
        segments = {str(name): segments.filter(segments.segment == name) for name in names}
    return {name: journey_map(events, people=people, steps=steps) for name, people in segments.items()}


def differences(one: JourneyMap, other: JourneyMap) -> tuple[Difference, ...]:
    """How the places at which visits end differ between two maps, the greatest difference first."""
    mine = {drop.state: drop for drop in one.drop_offs}
    theirs = {drop.state: drop for drop in other.drop_offs}
    both = [
        Difference(
            state,
            mine[state].rate if state in mine else 0.0,
            theirs[state].rate if state in theirs else 0.0,
            mine[state].visits if state in mine else 0,
            theirs[state].visits if state in theirs else 0,
        )
        for state in STATES
        if state in mine or state in theirs
    ]
    return tuple(sorted(both, key=lambda each: -abs(each.points)))


def transitions(rows: ibis.Table) -> ibis.Table:
    """The transition graph of `moves` as a table: origin, to, count, people, median_seconds."""
    rows = rows.filter(rows.next.notnull())
    return rows.group_by(origin="state", to="next").agg(
        count=rows.count(), people=rows.who.nunique(), median_seconds=rows.seconds.median().cast("float64")
    )


def first_steps(rows: ibis.Table, steps: int) -> ibis.Table:
    """The first places of `moves` as a table: step, origin, to, people. It is what a Sankey diagram draws."""
    rows = rows.filter((rows.place < steps) & ~(rows.final & (rows.state == "order")))
    in_the_end = ibis.ifelse(rows.ordered, "order", "leave")
    told = rows.place < steps - 1
    to = ibis.cases((rows.final, "leave"), (told, rows.onward), else_=in_the_end)
    return rows.group_by(step="place", origin="state", to=to).agg(people=rows.count())


def _gone(rows: ibis.Table) -> ibis.Table:
    rows = rows.filter(rows.final & ~rows.ordered)
    return rows.group_by("state").agg(gone=rows.count())


def _carts_left(events: Events, rows: ibis.Table) -> ibis.Table:
    """What the carts were worth that were left in visits that ended in each place."""
    left = carts(events)
    left = left.filter((left.state == "left") & left.value.notnull())
    left = left.group_by("who", "start").agg(value=left.value.sum())
    ended = rows.filter(rows.next == "leave").select("who", "start", "state")
    joined = ended.inner_join(left, ["who", "start"])
    return joined.group_by("state").agg(value=joined.value.sum())


def _transitions(rows: list[dict[str, Any]]) -> tuple[Transition, ...]:
    out: dict[str, int] = {}
    for row in rows:
        out[row["origin"]] = out.get(row["origin"], 0) + row["count"]
    found = [Transition(probability=row["count"] / out[row["origin"]], **row) for row in rows]
    return tuple(sorted(found, key=lambda each: (-each.count, STATES.index(each.origin), STATES.index(each.to))))


def _steps(rows: list[dict[str, Any]]) -> tuple[Step, ...]:
    rows.sort(key=lambda row: (row["step"], STATES.index(row["origin"]), STATES.index(row["to"])))
    return tuple(Step(**row) for row in rows)


def _drop_offs(found: tuple[Transition, ...], gone: Mapping[str, int], lost: Mapping[str, int]) -> tuple[DropOff, ...]:
    drops = [
        DropOff(
            state=each.origin,
            visits=each.count,
            people=each.people,
            rate=each.probability,
            gone=gone.get(each.origin, 0),
            cart_value=lost.get(each.origin, 0),
        )
        for each in found
        if each.to == "leave"
    ]
    return tuple(sorted(drops, key=lambda drop: (-drop.gone, -drop.visits, STATES.index(drop.state))))
