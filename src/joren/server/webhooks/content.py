"""What is told of an event: all of it, or only what tells nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import msgspec

from joren.events import Event

TEST = "webhook.test"
"""What a test sends."""

#: Whose it was and what they said: only for endpoints that may have it. Addresses of pages may hold either.
_PERSONAL = (
    "customer_id", "anonymous_id", "previous_id", "group_id", "page_url", "page_referrer", "properties", "context",
)  # fmt: skip
_PLAIN = (
    "call", "message_id", "order_id", "checkout_id", "cart_id", "product_id", "sku", "category", "brand", "coupon",
    "quantity", "currency", "price", "revenue", "total", "tax", "shipping", "discount", "page_path", "page_title",
    "campaign_source", "campaign_medium", "campaign_name",
)  # fmt: skip
_AS_JSON = frozenset({"properties", "context"})


def matches(patterns: Sequence[str], name: str) -> bool:
    """Whether an event's name is one of these; `order_*` stands for all that begin with `order_`."""
    return any(name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern for pattern in patterns)


def webhook_id_of(message_id: str) -> str:
    """The same id for the same event, so that a receiver can tell a repetition."""
    return "msg_" + blake2b(message_id.encode(), digest_size=16).hexdigest()


def body_of(event: Event, *, with_personal: bool) -> str:
    """`{"type", "timestamp", "data"}` as it is sent. Amounts are whole minor units of `currency`."""
    names = (*_PLAIN, *_PERSONAL) if with_personal else _PLAIN
    data: dict[str, Any] = {"received_at": written(event.received_at)}
    for name in names:
        value = getattr(event, name)
        if value is not None:
            data[name] = msgspec.Raw(value.encode()) if name in _AS_JSON else value
    return body(event.name, event.occurred_at, data)


def body(name: str, moment: datetime, data: dict[str, Any]) -> str:
    """What is sent for any happening."""
    return msgspec.json.encode({"type": name, "timestamp": written(moment), "data": data}).decode()


def test_body(moment: datetime) -> str:
    """What a test sends."""
    return body(TEST, moment, {"text": "Joren reaches this endpoint."})


def written(moment: datetime) -> str:
    """A moment as it is written everywhere outside: UTC, to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
