"""The events of one person, out of the lake."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from joren.server.api.queries import identifiers
from joren.server.profiles.models import Profile
from joren.server.settings.lake import lake_place

_PLAIN = (
    "message_id", "call", "name", "source", "order_id", "checkout_id", "cart_id", "product_id", "sku", "category",
    "brand", "coupon", "quantity", "currency", "price", "revenue", "total", "tax", "shipping", "discount", "page_url",
    "page_path", "page_title", "page_referrer", "campaign_source", "campaign_medium", "campaign_name",
)  # fmt: skip
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MEMORY: dict[str, str | bool | int | float | list[str]] = {"threads": 2, "memory_limit": "512MB"}


def events_of(
    of: Profile, *, most: int, name: str | None = None, before: tuple[int, str] | None = None
) -> list[Mapping[str, Any]]:
    """The newest events of a person; those `before` a time (µs) and message id, and of one `name`, if given.

    `occurred_us` is the time as a cursor holds it. What landed within the last seconds may not be in the lake yet.
    """
    import duckdb  # noqa: PLC0415  (the pages and most of the API do without the analytics stack)

    from joren.lake import EventLake  # noqa: PLC0415

    lake = EventLake.at(lake_place(settings.OPTIONS))
    last = of.last_seen_at.date() if before is None else (_EPOCH + timedelta(microseconds=before[0])).date()
    theirs = lake.sql_of(identifiers(of).values_list("number", flat=True), of.first_seen_at.date(), last)
    conditions: list[str] = ["TRUE"]
    values: list[Any] = []
    if name is not None:
        conditions.append("name = ?")
        values.append(name)
    if before is not None:
        conditions.append("(epoch_us(occurred_at), message_id) < (?::BIGINT, ?)")
        values += before
    sql = (
        f"SELECT {', '.join(_PLAIN)}, properties, context, epoch_us(occurred_at), epoch_us(received_at) "  # noqa: S608
        f"FROM ({theirs}) WHERE {' AND '.join(conditions)} "
        "ORDER BY occurred_at DESC, message_id DESC LIMIT ?"
    )
    with duckdb.connect(config=_MEMORY) as connection:
        lake.open_for(connection)
        connection.execute("SET TimeZone = 'UTC'")
        return [_row(found) for found in connection.execute(sql, [*values, most]).fetchall()]


def _row(found: tuple[Any, ...]) -> Mapping[str, Any]:
    *plain, properties, context, occurred_us, received_us = found
    return {
        **dict(zip(_PLAIN, plain, strict=True)),
        "properties": json.loads(properties) if properties else {},
        "context": json.loads(context) if context else {},
        "occurred_us": occurred_us,
        "occurred_at": _EPOCH + timedelta(microseconds=occurred_us),
        "received_at": _EPOCH + timedelta(microseconds=received_us),
    }
