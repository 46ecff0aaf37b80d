"""Takes the values of commerce out of an event's properties into columns of their own.

A value that does not fit its column (a price in words, an amount without a currency) stays where it was.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from joren.money import minor_units

_TEXTS = ("order_id", "checkout_id", "cart_id", "product_id", "sku", "category", "brand", "coupon")
_AMOUNTS = ("price", "revenue", "total", "tax", "shipping", "discount")
#: Whole numbers beyond it are no longer exact in JSON.
_EXACT = 2**53


class Columns(NamedTuple):
    """The columns of `joren.events.Event` that are filled from properties and context."""

    order_id: str | None = None
    checkout_id: str | None = None
    cart_id: str | None = None
    product_id: str | None = None
    sku: str | None = None
    category: str | None = None
    brand: str | None = None
    coupon: str | None = None
    quantity: float | None = None
    currency: str | None = None
    price: int | None = None
    revenue: int | None = None
    total: int | None = None
    tax: int | None = None
    shipping: int | None = None
    discount: int | None = None
    page_url: str | None = None
    page_path: str | None = None
    page_title: str | None = None
    page_referrer: str | None = None
    campaign_source: str | None = None
    campaign_medium: str | None = None
    campaign_name: str | None = None


def take_columns(properties: dict[str, Any], context: dict[str, Any], title: str | None) -> Columns:
    """Fill the columns; what they took is gone from `properties` and `context` afterwards."""
    taken: dict[str, Any] = {}
    if properties:
        for name in _TEXTS:
            if name in properties and (text := _text(properties[name])) is not None:
                taken[name] = text
                del properties[name]
        if (quantity := _number(properties.get("quantity"))) is not None:
            taken["quantity"] = quantity
            del properties["quantity"]
        _take_money(properties, taken)
    _take_page(properties, context, taken, title)
    _take_campaign(context, taken)
    return Columns(**taken)


def _take_money(properties: dict[str, Any], taken: dict[str, Any]) -> None:
    currency = properties.get("currency")
    if not (isinstance(currency, str) and len(currency) == 3 and currency.isascii() and currency.isalpha()):
        return
    taken["currency"] = currency = currency.upper()
    del properties["currency"]
    scale = minor_units(currency)
    for name in _AMOUNTS:
        amount = _number(properties.get(name))
        if amount is not None and abs(amount * scale) < _EXACT:
            taken[name] = round(amount * scale)
            del properties[name]


def _take_page(properties: dict[str, Any], context: dict[str, Any], taken: dict[str, Any], title: str | None) -> None:
    page = context.get("page")
    for name in ("url", "path", "title", "referrer"):
        value = properties.get(name) or (page.get(name) if isinstance(page, dict) else None)
        if isinstance(value, str) and value:
            taken[f"page_{name}"] = value
            if properties.get(name) == value:
                del properties[name]
            if isinstance(page, dict) and page.get(name) == value:
                page = context["page"] = {key: kept for key, kept in page.items() if key != name}
    if title and "page_title" not in taken:
        taken["page_title"] = title
    if page == {}:
        del context["page"]


def _take_campaign(context: dict[str, Any], taken: dict[str, Any]) -> None:
    campaign = context.get("campaign")
    if not isinstance(campaign, dict):
        return
    rest = dict(campaign)
    for name in ("source", "medium", "name"):
        if isinstance(rest.get(name), str):
            taken[f"campaign_{name}"] = rest.pop(name)
    context["campaign"] = rest
    if not rest:
        del context["campaign"]


def _text(value: object) -> str | None:
    """Ids come as text or as whole numbers."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < _EXACT else None
    return None


def _number(value: object) -> float | None:
    """Numbers come as numbers or as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
