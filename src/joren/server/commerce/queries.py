"""Reads of what was bought and what lies in carts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from joren.server.commerce.models import Cart, Order
from joren.server.lookup import rows_where, us_read

#: A cart in which nothing has happened for so long is abandoned (as AutomateWoo has it) …
ABANDONED_AFTER = timedelta(minutes=15)
#: … and after so long it is lost.
LOST_AFTER = timedelta(days=60)


class CartState(StrEnum):
    """What has become of a cart."""

    ACTIVE = "active"
    """Something lies in it, and something happened with it lately."""
    ABANDONED = "abandoned"
    """Something lies in it, and nothing has happened with it for a quarter of an hour."""
    LOST = "lost"
    """It has been abandoned for 60 days."""
    ORDERED = "ordered"
    """It became an order without a pause."""
    RECOVERED = "recovered"
    """It became an order after it had been abandoned."""
    CLEARED = "cleared"
    """It was emptied by hand."""


def cart_state(cart: Cart, now: datetime) -> CartState:
    """What has become of a cart at a moment."""
    if cart.ordered_at is not None:
        is_late = timedelta(seconds=cart.longest_pause_seconds) >= ABANDONED_AFTER
        return CartState.RECOVERED if is_late else CartState.ORDERED
    if cart.cleared_at is not None or not cart.items:
        return CartState.CLEARED
    pause = now - cart.last_activity_at
    if pause >= LOST_AFTER:
        return CartState.LOST
    return CartState.ABANDONED if pause >= ABANDONED_AFTER else CartState.ACTIVE


def purchases_by_subject(subjects: Iterable[int]) -> dict[int, list[tuple[int, str | None, int]]]:
    """For each id its counted orders: when (µs), currency, paid for goods net of refunds in minor units."""
    found: dict[int, list[tuple[int, str | None, int]]] = defaultdict(list)
    columns = "subject, placed_at, currency, revenue, total, tax, shipping, refunded_revenue"
    for row in rows_where(Order, columns, "subject", subjects, _COUNTS):
        subject, placed_at, currency, revenue, total, tax, shipping, back = row
        paid = revenue if revenue is not None else max(0, (total or 0) - (tax or 0) - (shipping or 0))
        found[subject].append((us_read(placed_at), currency, paid - min(back, paid)))
    return found


_COUNTS = "told_us > 0 AND NOT is_test AND cancelled_at IS NULL AND financial_status NOT IN ('pending', 'voided')"
