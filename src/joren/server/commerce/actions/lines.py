"""The products that an event lists, in the form in which lines are stored."""

from __future__ import annotations

import math
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import msgspec

from joren.events import Event
from joren.money import minor_units

_decode = msgspec.json.Decoder(dict[str, Any]).decode
_TEXTS = ("product_id", "variant_id", "sku", "name", "category", "brand", "url", "image_url")
MOST_LINES = 1000


def properties_of(event: Event) -> dict[str, Any]:
    """What an event says beyond its columns."""
    return _decode(event.properties) if event.properties else {}


def tie_of(event: Event) -> int:
    """Decides between two events of one moment, alike in every order of arrival."""
    return int.from_bytes(blake2b(event.message_id.encode(), digest_size=8).digest(), "little") >> 1


def lines_of(products: object, currency: str | None) -> list[dict[str, Any]]:
    """A list of products as lines; what is no product is passed over. Amounts become minor units of `currency`."""
    if not isinstance(products, list):
        return []
    return [line_of(each, currency) for each in products[:MOST_LINES] if isinstance(each, dict)]


def line_of(product: Mapping[str, Any], currency: str | None) -> dict[str, Any]:
    """One product as a line. Segment clients also write `id` for a product's id and `variant` for a variant's."""
    given = {"product_id": product.get("id"), "variant_id": product.get("variant"), **product}
    line: dict[str, Any] = {name: text for name in _TEXTS if (text := text_of(given.get(name)))}
    quantity = number_of(given.get("quantity"))
    line["quantity"] = 1 if quantity is None else quantity
    for name in ("price", "discount"):
        amount = number_of(given.get(name))
        if amount is not None and currency:
            line[name] = round(amount * minor_units(currency))
    return line


def text_of(value: object, most: int = 255) -> str | None:
    """A short text or a whole number as text; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value[:most].replace("\0", "") or None if isinstance(value, str) else None


def number_of(value: object) -> float | int | None:
    """A number given as a number or as text; whole ones as whole numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(number) or abs(number) >= 2**53:
        return None
    return int(number) if number.is_integer() else number


def amount_of(value: object, currency: str | None) -> int | None:
    """An amount in major units, given as a number or as text, in minor units."""
    number = number_of(value)
    return round(number * minor_units(currency)) if number is not None and currency else None
