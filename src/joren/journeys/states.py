"""Where somebody is on the way to an order, and the moves between such places."""

from __future__ import annotations

from typing import Any

import ibis

from joren.visits.sessions import with_start
from joren.visits.table import Events

#: The places on the way, in the order in which they are drawn. `landing` is a visit's first page, unless that shows
#: a list, a product or a cart; `page` any other; `leave` is the end of a visit without an order.
STATES = (
    "landing", "page", "search", "listing", "product", "cart", "checkout", "payment_failed", "order", "leave",
)  # fmt: skip

#: A page and what it shows are told by two events; within so many seconds they are one place.
_SAME = 5

_KINDS = ("page", "search", "listing", "product", "cart", "checkout", "payment_failed", "order")


def moves(events: Events) -> ibis.Table:
    """One row per place where a person stayed on the way to the first order, kept in the engine.

    - who; `start`, the beginning of the visit; `second`, when the person came to the place
    - `state` (one of `STATES`); `next`, the place after it in the same visit: `leave` at the visit's end, null after
      the order; `seconds` until then (null for `leave`)
    - `place`, 0 for the person's first; `onward`, the next place in this or a later visit (null: there is none)
    - `ordered`: the person ordered in the end; `final`: the person's last place

    Moves within one place (from product to product) are one stay. After the first order nothing is told.
    """
    return events.keep("moves", lambda: _moves(events), "moves")


def _moves(events: Events) -> ibis.Table:
    rows = events.events.filter(events.events.kind.isin(_KINDS)).select("who", "second", "occurred_at", "kind")
    rows = with_start(_until_order(rows), events)
    rank = ibis.cases(*((rows.kind == kind, at) for at, kind in enumerate(_KINDS)), else_=0).cast("int64")
    stays = _stays(rows.mutate(rank=rank))
    visit = ibis.window(group_by=["who", "start"], order_by=_ORDER)
    stays = stays.mutate(
        state=ibis.ifelse((stays.kind == "page") & stays.before.isnull(), "landing", stays.kind),
        then=stays.kind.lead().over(visit),
        then_at=stays.second.lead().over(visit),
    )
    own = ibis.window(group_by="who", order_by=["start", *_ORDER])
    whole = ibis.window(group_by="who")
    stays = stays.mutate(
        place=ibis.row_number().over(own),
        onward=stays.state.lead().over(own),
        ordered=(stays.state == "order").cast("int64").max().over(whole) == 1,
    )
    gone = stays.then.isnull() & (stays.state != "order")
    return stays.select(
        "who", "start", "second", "state", "place", "onward", "ordered",
        next=ibis.ifelse(gone, "leave", stays.then),
        seconds=stays.then_at - stays.second,
        final=stays.onward.isnull(),
    )  # fmt: skip


#: Events of the same moment are put into the order in which such things happen.
_ORDER = ["occurred_at", "rank"]


def _until_order(rows: ibis.Table) -> ibis.Table:
    ordered = rows.filter(rows.kind == "order").group_by(buyer="who").agg(first_order=rows.second.min())
    rows = rows.left_join(ordered, rows.who == ordered.buyer)
    early = rows.first_order.isnull() | (rows.second <= rows.first_order)
    return rows.filter(early).drop("buyer", "first_order")


def _stays(rows: ibis.Table) -> ibis.Table:
    """The rows at which somebody comes to another kind of place; `before` is the one come from (null: none)."""
    visit = ibis.window(group_by=["who", "start"], order_by=_ORDER)
    near = _near(rows.kind.lead().over(visit), rows.second.lead().over(visit) - rows.second)
    shown = _near(rows.kind.lag().over(visit), rows.second - rows.second.lag().over(visit))
    rows = rows.mutate(doubled=(rows.kind == "page") & (near | shown))
    rows = rows.filter(~rows.doubled)
    rows = rows.mutate(before=rows.kind.lag().over(visit))
    return rows.filter((rows.before != rows.kind).fill_null(True))


def _near(other: Any, seconds: Any) -> Any:
    return ((other != "page") & (seconds <= _SAME)).fill_null(False)
