"""Carts that had something in them, and whether they were bought."""

from __future__ import annotations

from datetime import UTC

import ibis

from joren.visits.sessions import day_of_second, orders_placed, with_start
from joren.visits.table import Events

#: An order that does not name its cart completes the person's cart when it comes within so many days of the last add.
DAYS = 7
#: A cart that was touched within so many seconds of the end of the data may still be bought.
OPEN = 60 * 60
#: Later than any order.
_NEVER = 1 << 60


def carts(events: Events) -> ibis.Table:
    """One row per cart that had something in it, kept in the engine.

    - who; `cart_id` (null: the events name none); `second`, when it was last filled; `day`, the shop's on which it was
      first filled; `start`, the beginning of the visit in which it was last filled
    - `value` in minor units: the last known of the whole cart, else the sum of the lines put into it; null: not known
    - `state`: `bought`, `open` (filled within the last hour of the data) or `left`

    A cart is its id. Where events name none, all that a person puts in between two orders is one cart. A cart is
    bought when an order names it, or when an order that names no cart follows within 7 days of the last filling.
    """
    return events.keep("carts", lambda: _carts(events), "carts")


def _carts(events: Events) -> ibis.Table:
    marked = _among_orders(events)
    filled = marked.filter(marked.is_order == 0)
    snapshot = ibis.struct({"second": filled.second, "value": filled.value})
    found = filled.group_by("who", "cart_id", "bought_before").agg(
        began=filled.second.min(),
        second=filled.second.max(),
        next_order=filled.next_order.max(),
        lines=filled.value.sum(where=~filled.whole),
        snapshot=snapshot.max(where=filled.whole & filled.value.notnull()),
    )
    orders = orders_placed(events)
    orders = orders.filter(orders.cart_id.notnull()).select(named_cart="cart_id").distinct()
    found = found.left_join(orders, found.cart_id == orders.named_cart)
    bought = found.named_cart.notnull() | (found.next_order - found.second <= DAYS * 86_400)
    end = int(events.extent[1].replace(tzinfo=UTC).timestamp())
    found = found.select(
        "who",
        "cart_id",
        "second",
        day=day_of_second(found.began, events),
        value=ibis.coalesce(found.snapshot["value"], found.lines),
        state=ibis.cases((bought, "bought"), (end - found.second < OPEN, "open"), else_="left"),
    )
    return with_start(found, events)


def _among_orders(events: Events) -> ibis.Table:
    """Fillings and orders of each person in order, each filling with the order that follows it."""
    rows = events.events.filter(events.events.fills)
    orders = orders_placed(events)
    columns = ("who", "second", "cart_id", "value", "whole")
    both = (
        rows.select(*columns)
        .mutate(is_order=ibis.literal(0, "int64"))
        .union(orders.select("who", "second", "cart_id", "value", whole=False, is_order=ibis.literal(1, "int64")))
    )
    so_far = ibis.window(group_by="who", order_by=["second", "is_order"], preceding=None, following=0)
    to_come = ibis.window(group_by="who", order_by=["second", "is_order"], preceding=0, following=None)
    order_at = ibis.ifelse(both.is_order == 1, both.second, _NEVER)
    unnamed_at = ibis.ifelse((both.is_order == 1) & both.cart_id.isnull(), both.second, _NEVER)
    return both.mutate(
        bought_before=ibis.ifelse(both.cart_id.isnull(), both.is_order.sum().over(so_far), -1),
        # A cart with an id waits for an order that names none; the ids settle the rest.
        next_order=ibis.ifelse(both.cart_id.isnull(), order_at.min().over(to_come), unnamed_at.min().over(to_come)),
    )
