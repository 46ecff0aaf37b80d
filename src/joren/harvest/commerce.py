"""Takes the values of commerce, page and campaign out of an event's properties and context, for columns of their own.

A value that does not fit its column (a price in words, an amount without a currency) stays where it was.
"""

from __future__ import annotations

import math
from typing import Any

from joren.money import minor_units

_TEXTS = ("order_id", "checkout_id", "cart_id", "product_id", "sku", "category", "brand", "coupon")
_AMOUNTS = ("price", "revenue", "total", "tax", "shipping", "discount")
_PAGE = ("url", "path", "title", "referrer")
_CAMPAIGN = ("source", "medium", "name")
#: Whole numbers beyond it are no longer exact in JSON.
_EXACT = 2**53

Values = tuple[Any, ...]

_NO_MONEY: Values = (None,) * (1 + len(_AMOUNTS))
_NO_PAGE: Values = (None,) * len(_PAGE)
_NO_CAMPAIGN: Values = (None,) * len(_CAMPAIGN)
#: What an event without any such value has, in the order of the lake's columns `order_id` to `campaign_name`.
NO_VALUES: Values = (None,) * (len(_TEXTS) + 1) + _NO_MONEY + _NO_PAGE + _NO_CAMPAIGN


def take_values(properties: dict[str, Any], context: dict[str, Any], title: str | None) -> Values:
    """The values; what they took is gone from `properties` and `context` afterwards, which must be the event's own.

    `title` is the name that a page call came with.
    """
    if properties:
        texts = tuple([_take_text(properties, name) if name in properties else None for name in _TEXTS])
        quantity = _number(properties["quantity"]) if "quantity" in properties else None
        if quantity is not None:
            del properties["quantity"]
        money = _take_money(properties) if "currency" in properties else _NO_MONEY
    else:
        texts, quantity, money = (None,) * len(_TEXTS), None, _NO_MONEY
    return (*texts, quantity, *money, *_take_page(properties, context, title), *_take_campaign(context))


def _take_text(properties: dict[str, Any], name: str) -> str | None:
    """Ids come as text or as whole numbers."""
    value = properties[name]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _EXACT:
        value = str(value)
    if not (isinstance(value, str) and value):
        return None
    del properties[name]
    return value


def _take_money(properties: dict[str, Any]) -> Values:
    currency = properties["currency"]
    if not (isinstance(currency, str) and len(currency) == 3 and currency.isascii() and currency.isalpha()):
        return _NO_MONEY
    currency = currency.upper()
    del properties["currency"]
    scale = minor_units(currency)
    taken: list[Any] = [currency]
    for name in _AMOUNTS:
        amount = _number(properties[name]) if name in properties else None
        if amount is not None and abs(amount * scale) < _EXACT:
            taken.append(round(amount * scale))
            del properties[name]
        else:
            taken.append(None)
    return tuple(taken)


def _take_page(properties: dict[str, Any], context: dict[str, Any], title: str | None) -> Values:
    page = context.get("page")
    if not isinstance(page, dict):
        if title is None and not properties:
            return _NO_PAGE
        page = {}
    taken = [_take_page_value(properties, page, name) for name in _PAGE]
    if title and taken[2] is None:
        taken[2] = title
    if not page and context.get("page") == {}:
        del context["page"]
    return tuple(taken)


def _take_page_value(properties: dict[str, Any], page: dict[str, Any], name: str) -> str | None:
    value = properties.get(name) or page.get(name)
    if not (isinstance(value, str) and value):
        return None
    if name in properties and properties[name] == value:
        del properties[name]
    if name in page and page[name] == value:
        del page[name]
    return value


def _take_campaign(context: dict[str, Any]) -> Values:
    campaign = context.get("campaign")
    if not isinstance(campaign, dict):
        return _NO_CAMPAIGN
    taken = tuple([campaign.pop(name) if isinstance(campaign.get(name), str) else None for name in _CAMPAIGN])
    if not campaign:
        del context["campaign"]
    return taken


def _number(value: object) -> float | None:
    """Numbers come as numbers or as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
