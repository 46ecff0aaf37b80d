"""Discount codes of the shop."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from joren.events import Event
from joren.events.times import read_us
from joren.server.commerce.actions.lines import number_of, properties_of, text_of
from joren.server.commerce.models import Coupon
from joren.server.upsert import latest, moments, upsert, us_of

#: The events that are read here.
NAMES = ("coupon_updated", "coupon_deleted")
_KINDS = frozenset({"percent", "amount", "free_shipping"})


def record_coupons(events: Iterable[Event]) -> set[str]:
    """Take over what the events say of codes; returns the codes."""
    moment = moments()
    rows: dict[str, tuple[Any, ...]] = {}
    for event in sorted(events, key=lambda one: (one.occurred_at, one.message_id)):
        code = text_of(event.coupon)
        if not code:
            continue
        said, us = properties_of(event), us_of(event.occurred_at)
        limits = [
            value if isinstance(value := number_of(said.get(name)), int) and abs(value) < 2**31 else None
            for name in ("limit", "used")
        ]
        times = [_moment(said.get(name), moment) for name in ("starts_at", "ends_at")]
        kind = said.get("kind")
        rows[code] = (
            code, kind if kind in _KINDS else None, number_of(said.get("value")), event.currency,
            number_of(said.get("minimum")), *times, *limits, moment(us) if event.name == "coupon_deleted" else None, us,
        )  # fmt: skip
    columns = [
        "code", "kind", "value", "currency", "minimum", "starts_at", "ends_at", "limit", "used", "deleted_at",
        "told_us",
    ]  # fmt: skip
    upsert(
        Coupon,
        columns,
        sorted(rows.values()),
        key=["code"],
        changes=latest(columns[1:]),
        where="new.told_us >= old.told_us",
    )
    return set(rows)


def _moment(text: object, moment: Any) -> Any:
    try:
        return moment(read_us(text)) if isinstance(text, str) else None
    except ValueError:
        return None
