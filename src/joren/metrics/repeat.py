"""Who comes again, and after how long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from joren.metrics.impossible import check_at_most, check_counts, check_not_zero


def repeat_purchase_rate(*, customers: float, repeat: float) -> float:
    """The share of the customers who have ordered more than once.

    Raises `ImpossibleError` (a ValueError) for no customers, or more repeat customers than there are.

    >>> repeat_purchase_rate(customers=400, repeat=120)
    0.3
    """
    check_counts(repeat=repeat)
    check_not_zero(customers=customers)
    check_at_most("customers", customers, repeat=repeat)
    return repeat / customers


def days_between_orders(days: Iterable[date]) -> list[int]:
    """The spans, in days, between one customer's consecutive order days; orders of one day count as one.

    >>> days_between_orders([date(2026, 3, 1), date(2026, 1, 1), date(2026, 1, 31), date(2026, 1, 31)])
    [30, 29]
    """
    ordered = sorted(set(days))
    return [(later - earlier).days for earlier, later in pairwise(ordered)]
