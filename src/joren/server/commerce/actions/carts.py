"""Carts, from what was put in, taken out, checked out and ordered.

A cart's row keeps the events it follows from, back to the last order, and is folded anew from them and from the orders
of the same cart or person: so it does not matter in which order they arrive.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from joren.events import Event
from joren.server.commerce.actions.lines import line_of, lines_of, properties_of, tie_of
from joren.server.commerce.models import Cart, Order
from joren.server.lookup import rows_where, us_read
from joren.server.upsert import as_json, latest, moments, some_at_a_time, upsert, us_of

#: The events that are read here.
NAMES = ("product_added", "product_removed", "cart_updated", "cart_viewed", "checkout_started", "order_completed")
#: So many events of one filling are kept; more come from machines.
MOST_HISTORY = 500

_ADDED, _REMOVED, _ALL, _SEEN, _CHECKOUT, _ORDERED = "add", "remove", "all", "see", "check", "order"
_KIND = dict(zip(NAMES, (_ADDED, _REMOVED, _ALL, _SEEN, _CHECKOUT, _ORDERED), strict=True))

Step = list[Any]
"""[µs, tie, kind, lines, total, currency, url, subject]"""


@dataclass
class _Filling:
    """What lies in a cart since it was last emptied."""

    items: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    total: int | None = None
    currency: str | None = None
    url: str | None = None
    subject: int | None = None
    started: int = 0
    last: int = 0
    checkout: int | None = None
    ordered: int | None = None
    cleared: int | None = None
    pause: int = 0


def record_carts(events: Iterable[Event]) -> set[str]:
    """Take over what the events say of carts; returns the keys of those that changed. Orders are recorded first."""
    fresh: dict[str, list[Step]] = defaultdict(list)
    ordered: set[str] = set()
    for event in events:
        key = _key(event)
        if key and event.name == "order_completed":
            ordered.add(key)
        elif key:
            fresh[key].append(_step(event))
    changed: set[str] = set()
    for part in some_at_a_time(sorted(ordered | set(fresh))):
        held = dict(rows_where(Cart, "key, history", "key", part))
        known = [key for key in part if key in held or key in fresh]  # an order alone makes no cart
        orders = _orders_of(known)
        _write(
            {key: _merged(json.loads(held.get(key, "[]")) + fresh.get(key, []), orders.get(key, [])) for key in known}
        )
        changed.update(known)
    return changed


def _orders_of(keys: Iterable[str]) -> dict[str, list[Step]]:
    """The orders that emptied these carts, as steps."""
    carts = {key.removeprefix("cart:"): key for key in keys if key.startswith("cart:")}
    people = {int(key.removeprefix("of:")): key for key in keys if key.startswith("of:")}
    found: dict[str, list[Step]] = defaultdict(list)
    for name, wanted in (("cart_id", carts), ("subject", people)):
        columns = f"{name}, order_id, placed_at, subject"
        for value, order_id, placed_at, subject in rows_where(Order, columns, name, wanted, "told_us > 0"):
            tie = int.from_bytes(blake2b(order_id.encode(), digest_size=7).digest(), "little")
            found[wanted[value]].append([us_read(placed_at), tie, _ORDERED, [], None, None, None, subject])
    return found


def _key(event: Event) -> str | None:
    """The cart that an event speaks of. An order without a cart's id empties the cart of whoever ordered."""
    if event.cart_id:
        return f"cart:{event.cart_id}"[:300]
    return f"of:{event.subject}" if event.subject is not None else None


def _step(event: Event) -> Step:
    said = properties_of(event)
    kind = _KIND[event.name]
    is_one = kind in {_ADDED, _REMOVED}
    lines = [_one_line(event, said)] if is_one else lines_of(said.get("products"), event.currency)
    total = event.total if kind in {_ALL, _CHECKOUT} else None
    return [us_of(event.occurred_at), tie_of(event), kind, lines, total, event.currency, event.page_url, event.subject]


def _one_line(event: Event, said: dict[str, Any]) -> dict[str, Any]:
    line = line_of(said, event.currency)
    for name in ("product_id", "sku", "category", "brand"):
        if value := getattr(event, name):
            line[name] = value
    if event.price is not None:
        line["price"] = event.price
    if event.quantity is not None:
        line["quantity"] = int(event.quantity) if event.quantity.is_integer() else event.quantity
    if event.page_url:
        line["url"] = event.page_url
    return line


def _merged(told: list[Step], orders: list[Step]) -> list[Step]:
    """All steps in their own order, from the last order on that another step follows."""
    steps = sorted({(step[0], step[1]): step for step in told + orders}.values(), key=lambda step: (step[0], step[1]))
    last = max((place for place, step in enumerate(steps) if step[2] != _ORDERED), default=0)
    begin = max((place for place, step in enumerate(steps[:last]) if step[2] == _ORDERED), default=-1)
    return steps[begin + 1 :][-MOST_HISTORY:]


def _write(carts: dict[str, list[Step]]) -> None:
    moment = moments()
    rows = []
    for key, steps in sorted(carts.items()):
        filling = _fold(steps)
        times = [moment(us) if us is not None else None for us in (
            filling.started, filling.last, filling.checkout, filling.ordered, filling.cleared,
        )]  # fmt: skip
        rows.append((
            key, filling.subject, filling.currency, as_json(list(filling.items.values())), filling.total, filling.url,
            *times, filling.pause // 1_000_000, as_json([step for step in steps if step[2] != _ORDERED]),
        ))  # fmt: skip
    columns = [
        "key", "subject", "currency", "items", "total", "url", "started_at", "last_activity_at", "checkout_at",
        "ordered_at", "cleared_at", "longest_pause_seconds", "history",
    ]  # fmt: skip
    upsert(Cart, columns, rows, key=["key"], changes=latest(columns[1:]))


def _fold(steps: list[Step]) -> _Filling:
    """Play the steps of one filling."""
    filling = _Filling(started=steps[0][0], last=steps[0][0])
    for us, _tie, kind, lines, total, currency, url, subject in steps:
        filling.pause = max(filling.pause, us - filling.last)
        filling.last = max(filling.last, us)
        filling.currency = currency or filling.currency
        filling.url = (url if kind == _ALL else None) or filling.url
        filling.subject = subject if subject is not None else filling.subject
        _apply(filling, kind, us, lines, total)
    return filling


def _apply(filling: _Filling, kind: str, us: int, lines: list[dict[str, Any]], total: int | None) -> None:
    if kind == _ADDED:
        for line in lines:
            _put(filling, line, line["quantity"])
        filling.total, filling.cleared = _worth(filling), None
    elif kind == _REMOVED:
        for line in lines:
            _put(filling, line, -line["quantity"])
        filling.total = _worth(filling)
        filling.cleared = None if filling.items else us
    elif kind == _ALL or (kind == _CHECKOUT and lines):
        filling.items = {_item(line): line for line in lines}
        filling.total = total if total is not None else _worth(filling)
        filling.cleared = None if lines else us
    if kind == _CHECKOUT:
        filling.checkout = us
    if kind == _ORDERED and filling.ordered is None:
        filling.ordered = us


def _item(line: dict[str, Any]) -> tuple[str, str]:
    return (line.get("product_id") or line.get("sku") or line.get("name") or "", line.get("variant_id") or "")


def _put(filling: _Filling, line: dict[str, Any], quantity: float) -> None:
    key = _item(line)
    held = filling.items.get(key)
    count = (held["quantity"] if held else 0) + quantity
    if count <= 0:
        filling.items.pop(key, None)
    else:
        filling.items[key] = {**(held or {}), **line, "quantity": count}


def _worth(filling: _Filling) -> int | None:
    prices = [line["price"] * line["quantity"] for line in filling.items.values() if "price" in line]
    return round(sum(prices)) if len(prices) == len(filling.items) else None
