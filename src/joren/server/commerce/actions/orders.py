"""Orders and refunds, from the events that tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Sum

from joren.events import Event
from joren.events.times import read_us
from joren.server.commerce.actions.lines import amount_of, lines_of, properties_of, text_of, tie_of
from joren.server.commerce.models import Order, Refund
from joren.server.lookup import rows_where
from joren.server.upsert import as_json, latest, moments, some_at_a_time, upsert, us_of

#: The events that are read here.
NAMES = ("order_completed", "order_updated", "order_refunded", "order_cancelled")
#: What an order's state may be.
FINANCIAL = frozenset({"pending", "paid", "partially_refunded", "refunded", "voided"})
FULFILMENT = frozenset({"unfulfilled", "partial", "fulfilled", "delivered"})

_AMOUNTS = ("total", "revenue", "tax", "shipping", "discount")
_TOLD = (
    "number",
    "currency",
    *_AMOUNTS,
    "coupon",
    "cart_id",
    "financial_status",
    "fulfilment_status",
    "is_test",
    "lines",
    "subject",
)
_LATER = "(new.told_us, new.told_tie) > (old.told_us, old.told_tie)"


@dataclass
class OrdersTold:
    """What a batch told of orders."""

    order_ids: set[str]
    subjects: set[int]
    """The ids whose orders changed, those that an order belonged to before too."""


def record_orders(events: Iterable[Event]) -> OrdersTold:
    """Take over what the events tell of orders."""
    told: dict[str, Event] = {}
    refunds: dict[tuple[str, str], Event] = {}
    cancelled: dict[str, Event] = {}
    placed: dict[str, int] = {}
    for event in events:
        if not event.order_id:
            continue
        order_id = event.order_id[:255]
        if event.name == "order_refunded":
            _keep_later(refunds, (order_id, _refund_id(event)), event)
        elif event.name == "order_cancelled":
            _keep_later(cancelled, order_id, event)
        else:
            _keep_later(told, order_id, event)
            placed[order_id] = min(placed.get(order_id, us_of(event.occurred_at)), us_of(event.occurred_at))
    order_ids = set(told) | set(cancelled) | {order_id for order_id, _refund_id in refunds}
    subjects = _subjects_of(order_ids)
    _tell(told, placed)
    _refund(refunds)
    _cancel(cancelled)
    _add_up({order_id for order_id, _refund_id in refunds} | set(told))
    return OrdersTold(order_ids, subjects | _subjects_of(order_ids))


def _subjects_of(order_ids: set[str]) -> set[int]:
    return {subject for (subject,) in rows_where(Order, "subject", "order_id", order_ids, "subject IS NOT NULL")}


def _keep_later(held: dict[Any, Event], key: Any, event: Event) -> None:
    known = held.get(key)
    if known is None or (event.occurred_at, tie_of(event)) > (known.occurred_at, tie_of(known)):
        held[key] = event


def _tell(told: dict[str, Event], placed: dict[str, int]) -> None:
    """An order is what its latest event says; it was placed when its first one says so."""
    moment = moments()
    rows: list[Sequence[Any]] = []
    for order_id, event in sorted(told.items()):
        said = properties_of(event)
        status, way = said.get("financial_status"), said.get("fulfilment_status")
        rows.append((
            order_id, moment(_placed_us(said, placed[order_id])),
            text_of(said.get("number") or said.get("order_number")),
            event.currency, *(getattr(event, name) for name in _AMOUNTS), text_of(event.coupon), text_of(event.cart_id),
            status if status in FINANCIAL else "paid", way if way in FULFILMENT else None, said.get("test") is True,
            as_json(lines_of(said.get("products"), event.currency)), event.subject, us_of(event.occurred_at),
            tie_of(event), 0, 0,
        ))  # fmt: skip
    first = "CASE WHEN new.placed_at < old.placed_at THEN new.placed_at ELSE old.placed_at END"
    take = {
        name: f'CASE WHEN {_LATER} THEN new."{name}" ELSE old."{name}" END' for name in (*_TOLD, "told_us", "told_tie")
    }
    upsert(
        Order,
        ["order_id", "placed_at", *_TOLD, "told_us", "told_tie", "refunded", "refunded_revenue"],
        rows,
        key=["order_id"],
        changes={"placed_at": first, **take},
    )


def _placed_us(said: dict[str, Any], first: int) -> int:
    text = said.get("placed_at")
    try:
        return read_us(text) if isinstance(text, str) else first
    except ValueError:
        return first


def _refund_id(event: Event) -> str:
    """A refund without an id of its own is known by its message."""
    return text_of(properties_of(event).get("refund_id")) or f"message:{event.message_id}"[:255]


def _refund(refunds: dict[tuple[str, str], Event]) -> None:
    moment = moments()
    rows = []
    for (order_id, refund_id), event in sorted(refunds.items()):
        said = properties_of(event)
        rows.append((
            order_id, refund_id, moment(us_of(event.occurred_at)), event.currency, event.total,
            event.revenue if event.revenue is not None else amount_of(said.get("amount"), event.currency),
            as_json(lines_of(said.get("products"), event.currency)), us_of(event.occurred_at), tie_of(event),
        ))  # fmt: skip
    columns = ["order_id", "refund_id", "refunded_at", "currency", "total", "revenue", "lines", "told_us", "told_tie"]
    upsert(Refund, columns, rows, key=["order_id", "refund_id"], changes=latest(columns[2:]), where=_LATER)


def _cancel(cancelled: dict[str, Event]) -> None:
    """An order may be cancelled before it is told of: then its row waits for the rest."""
    moment = moments()
    rows = [
        (order_id, at := moment(us_of(event.occurred_at)), at, text_of(properties_of(event).get("reason")),
         event.subject, "paid", False, "[]", 0, 0, 0, 0)
        for order_id, event in sorted(cancelled.items())
    ]  # fmt: skip
    earlier = "old.cancelled_at IS NULL OR new.cancelled_at < old.cancelled_at"
    upsert(
        Order,
        ["order_id", "placed_at", "cancelled_at", "cancel_reason", "subject", "financial_status", "is_test", "lines",
         "told_us", "told_tie", "refunded", "refunded_revenue"],
        rows,
        key=["order_id"],
        changes=latest(["cancelled_at", "cancel_reason"]),
        where=earlier,
    )  # fmt: skip


def _add_up(order_ids: set[str]) -> None:
    """What of each order went back."""
    for part in some_at_a_time(sorted(order_ids)):
        sums = Refund.objects.filter(order_id__in=part).values_list("order_id").annotate(Sum("total"), Sum("revenue"))
        rows = [
            (total or 0, revenue if revenue is not None else total or 0, order_id) for order_id, total, revenue in sums
        ]
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(_SET_REFUNDED, rows)


_SET_REFUNDED = f"UPDATE {Order._meta.db_table} SET refunded = %s, refunded_revenue = %s WHERE order_id = %s"  # noqa: S608
