"""Visits: what one person does without a pause of more than half an hour.

Rows are first put together by person and half hour of the clock. Within such a box no pause can be longer than half
an hour, so that looking at the first and last second of each box finds the same visits as looking at every row, and the
engine sorts a fifth of the rows.
"""

from __future__ import annotations

from typing import Any

import ibis

from joren.orders.days import day_number
from joren.orders.zones import to_local
from joren.visits.kinds import LOOKS
from joren.visits.origins import channel, path
from joren.visits.table import Events

#: A longer pause, in seconds, ends a visit.
PAUSE = 30 * 60
#: A visit that lasts longer than this, in seconds, is engaged.
LINGERS = 10

_ENTRY = ("page", "referrer", "source", "medium")


def boxes(events: Events) -> ibis.Table:
    """One row per person and half hour with events, kept in the engine: who, box, `start` of the visit, and counts.

    `box` is `second // PAUSE`; an event belongs to the visit of its box.
    """
    return events.keep("boxes", lambda: _boxes(events.events), "boxes")


def _boxes(rows: ibis.Table) -> ibis.Table:
    found = rows.group_by("who", box=rows.second // PAUSE).agg(
        low=rows.second.min(),
        high=rows.second.max(),
        events=rows.count(),
        acts=rows.count(where=rows.kind != "order"),
        pages=rows.count(where=rows.kind == "page"),
        looks=rows.count(where=rows.kind.isin(LOOKS)),
        products=rows.count(where=rows.kind == "product"),
        fills=rows.count(where=rows.fills),
        checkouts=rows.count(where=rows.kind == "checkout"),
        failures=rows.count(where=rows.kind == "payment_failed"),
    )
    own = ibis.window(group_by="who", order_by="box")
    before = found.high.lag().over(own)
    begins = before.isnull() | (found.low - before > PAUSE)
    marked = found.mutate(begins_at=ibis.ifelse(begins, found.low, ibis.null("int64")))
    until_now = ibis.window(group_by="who", order_by="box", preceding=None, following=0)
    return marked.mutate(start=marked.begins_at.max().over(until_now)).drop("begins_at")


def _entries(rows: ibis.Table) -> ibis.Table:
    """The first page, list, product or search of each box. Texts are kept out of `boxes`, whose rows are sorted."""
    rows = rows.filter(rows.kind.isin(("page", *LOOKS)))
    # Without nulls, which engines put into different orders.
    texts = {name: rows[name].fill_null("") for name in _ENTRY}
    entry = ibis.struct({"occurred_at": rows.occurred_at} | texts)
    return rows.group_by(visitor="who", entry_box=rows.second // PAUSE).agg(entry=entry.min())


def sessions(events: Events) -> ibis.Table:
    """One row per visit, kept in the engine.

    - who; `start` and `end`, seconds since 1970; `day`, the number of the shop's calendar day on which it began
    - `events`; `views`: pages seen (where the visit tells of pages; else products, lists and searches)
    - `products`, `fills`, `checkouts`, `failures`: how often a product was seen, a cart filled, a checkout begun, a
      payment refused; `orders` and their `value` in minor units
    - `engaged`: longer than 10 seconds, or an order, or two views; `bounced`: not engaged
    - `landing`, the path of the first page, list, product or search in the visit's first half hour of the clock
      (empty: none has an address); `channel`, one of `CHANNELS`, by the same event
    - `first`: the person's first visit in the data

    An order alone (a webhook's, an import's) makes no visit, and leaves an empty row out.
    """
    return events.keep("sessions", lambda: _sessions(events), "sessions")


def _sessions(events: Events) -> ibis.Table:
    # Kept in between: what follows reads it twice, and engines would count it twice.
    found = events.engine.keep(_counted(events), "visits_counted")
    firsts = found.group_by(newcomer="who").agg(first_start=found.start.min())
    found = found.left_join(firsts, found.who == firsts.newcomer)  # a window would sort all columns of all visits
    entries = _entries(events.events)
    found = found.mutate(begins=found.start // PAUSE)
    found = found.left_join(entries, [found.who == entries.visitor, found.begins == entries.entry_box])
    engaged = (found.end - found.start > LINGERS) | (found.orders > 0) | (found.views >= 2)
    entry = {name: found.entry[name].fill_null("") for name in _ENTRY}
    return found.select(
        "who", "start", "end", "events", "views", "products", "fills", "checkouts", "failures", "orders", "value",
        day=day_of_second(found.start, events),
        engaged=engaged,
        bounced=~engaged,
        landing=path(entry["page"]),
        channel=channel(**entry),
        first=found.start == found.first_start,
    )  # fmt: skip


def _counted(events: Events) -> ibis.Table:
    held = boxes(events)
    sums = ("events", "acts", "pages", "looks", "products", "fills", "checkouts", "failures")
    found = held.group_by("who", "start").agg(**{name: held[name].sum() for name in sums}, end=held.high.max())
    found = found.filter(found.acts > 0)
    bought = orders_placed(events)
    bought = bought.group_by("who", "start").agg(orders=bought.count(), value=bought.value.sum())
    found = found.left_join(bought, ["who", "start"]).drop("who_right", "start_right")
    return found.mutate(
        views=ibis.ifelse(found.pages > 0, found.pages, found.looks),
        orders=found.orders.fill_null(0),
        value=found.value.fill_null(0),
    ).drop("acts", "pages", "looks")


def orders_placed(events: Events) -> ibis.Table:
    """One row per order, kept in the engine: who, `second`, `day`, `value`, `order_id`, `cart_id`, and `start`.

    `start` is that of the visit in which it was placed. An order that was told twice under one id (by the browser and
    by the shop) counts once, from when it was told first; an event without an id is an order of its own.
    """
    return events.keep("orders_placed", lambda: _orders(events), "orders_placed")


def _orders(events: Events) -> ibis.Table:
    rows = events.events.filter(events.events.kind == "order")
    numbered = rows.filter(rows.order_id.notnull())
    own = ibis.window(group_by="order_id", order_by=["occurred_at", "who"])
    # `row_number` begins at 0. What one telling leaves out, another may know.
    once = numbered.mutate(
        told=ibis.row_number().over(own),
        value=numbered.value.max().over(ibis.window(group_by="order_id")),
        cart_id=numbered.cart_id.max().over(ibis.window(group_by="order_id")),
    )
    once = once.filter(once.told == 0)
    columns = ("who", "second", "order_id", "cart_id", "value")
    placed = once.select(*columns).union(rows.filter(rows.order_id.isnull()).select(*columns))
    return with_start(placed, events).mutate(day=lambda table: day_of_second(table.second, events))


def with_start(rows: ibis.Table, events: Events) -> ibis.Table:
    """Rows of who and second with `start`, the beginning of the visit in which they lie."""
    held = boxes(events).select(box_who="who", box="box", start="start")
    rows = rows.mutate(row_box=rows.second // PAUSE)
    joined = rows.inner_join(held, [rows.who == held.box_who, rows.row_box == held.box])
    return joined.drop("box_who", "box", "row_box")


def day_of_second(second: Any, events: Events) -> Any:
    """The number of the shop's calendar day in which a second lies, as an expression."""
    first, last = events.extent
    if events.time_zone == "UTC":
        return (second // 86_400).cast("int32")
    moment = second.as_timestamp("s").cast("timestamp")
    return day_number(to_local(moment, events.time_zone, first, last).date())
