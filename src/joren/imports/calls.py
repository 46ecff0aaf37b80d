"""From facts to calls, with message ids that are made of what they say: the same call has the same id, always."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

import msgspec

from joren.events.limits import EVENT_BYTES
from joren.imports.facts import Who
from joren.imports.trouble import RejectedError, Trouble
from joren.money import exponent, minor_units

Call = dict[str, Any]

_encode = msgspec.json.Encoder(order="sorted").encode
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: What a message id and its name in the call take.
_ID_BYTES = 80
AMOUNTS = ("total", "revenue", "tax", "shipping", "discount")


def iso(us: int) -> str:
    """A moment as calls carry it."""
    return (_EPOCH + timedelta(microseconds=us)).isoformat().replace("+00:00", "Z")


def with_id(kind: str, call: Call) -> Call:
    """The call with its message id. Raises `RejectedError` when it is more than one event may be."""
    raw = _encode(call)
    if len(raw) + _ID_BYTES > EVENT_BYTES:
        raise RejectedError(Trouble.TOO_LARGE)
    digest = blake2b(kind.encode() + b"\0" + raw, digest_size=16).hexdigest()
    return {**call, "messageId": f"import-{kind}-{digest}"}


def about(who: Who) -> Call:
    """The fields of a call that say whom it is about."""
    call: Call = {}
    if who.customer_id:
        call["userId"] = who.customer_id
    if who.anonymous_id:
        call["anonymousId"] = who.anonymous_id
    traits = {name: value for name, value in (("email", who.email), ("phone", who.phone)) if value}
    if traits:
        call["context"] = {"traits": traits}
    return call


def identify(who: Who, traits: Mapping[str, Any], told_us: int) -> Call:
    """Who somebody is."""
    return with_id("customer", {"type": "identify", **about(who), "traits": dict(traits), "timestamp": iso(told_us)})


def track(kind: str, name: str, who: Who | None, properties: Mapping[str, Any], at_us: int) -> Call:
    """Something that happened; `who` is None for what happens to nobody."""
    call = {"type": "track", "event": name, "properties": dict(properties), "timestamp": iso(at_us)}
    return with_id(kind, {**call, **(about(who) if who else {})})


def major(amount: int, currency: str | None) -> float | int:
    """An amount in major units, as calls carry it."""
    code = currency or ""
    return amount / minor_units(code) if exponent(code) else amount


def products_of(lines: list[dict[str, Any]], currency: str | None) -> list[dict[str, Any]]:
    """Stored lines as calls carry them."""
    return [
        {name: major(value, currency) if name in {"price", "discount"} else value for name, value in line.items()}
        for line in lines
    ]


def order_properties(order_id: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """What an order's call says, from fields in minor units."""
    currency = said.get("currency")
    properties: dict[str, Any] = {"order_id": order_id}
    for name, value in said.items():
        if value is None:
            continue
        if name in AMOUNTS:
            properties[name] = major(value, currency)
        elif name == "lines":
            properties["products"] = products_of(value, currency)
        else:
            properties["test" if name == "is_test" else name] = value
    return properties
