"""Shopify's words for states, and ours. Its webhooks write them small, its GraphQL in capitals."""

from __future__ import annotations

from typing import Any

#: https://shopify.dev/docs/api/admin-graphql/2026-10/enums/OrderDisplayFinancialStatus
_FINANCIAL = {
    "pending": "pending", "authorized": "pending", "partially_paid": "pending", "expired": "voided", "paid": "paid",
    "partially_refunded": "partially_refunded", "refunded": "refunded", "voided": "voided",
}  # fmt: skip
#: https://shopify.dev/docs/api/admin-graphql/2026-10/enums/OrderDisplayFulfillmentStatus
_FULFILMENT = {"fulfilled": "fulfilled", "partial": "partial", "partially_fulfilled": "partial", "restocked": None}
#: Whether a state of marketing consent allows (True) or forbids (False). In the others nobody has decided.
_GRANTED = {"subscribed": True, "unsubscribed": False, "redacted": False}
_BASIS = {"single_opt_in": "opt_in", "confirmed_opt_in": "double_opt_in"}


def financial(said: Any) -> str:
    """Our word for how an order is paid."""
    return _FINANCIAL.get(str(said or "").lower(), "pending")


def fulfilment(said: Any) -> str | None:
    """Our word for how far an order has been sent."""
    return _FULFILMENT.get(str(said or "").lower(), "unfulfilled")


def granted(said: Any) -> bool | None:
    """Whether marketing is allowed, forbidden, or undecided."""
    return _GRANTED.get(str(said or "").lower())


def basis(granted_now: bool, level: Any) -> str:
    """How somebody came to allow or forbid it."""
    return _BASIS.get(str(level or "").lower(), "unknown") if granted_now else "unsubscribed"


def language(locale: Any) -> str | None:
    """Our name of a language: zh-Hans for zh-CN, en for en-GB."""
    said = str(locale or "").replace("_", "-")
    if not said:
        return None
    low = said.lower()
    if low.startswith("zh"):
        return "zh-Hant" if any(each in low for each in ("tw", "hk", "mo", "hant")) else "zh-Hans"
    return low.partition("-")[0]
