"""Carts that were filled and left."""

from __future__ import annotations

from joren.metrics.impossible import check_at_most, check_counts, check_not_zero


def cart_abandonment_rate(*, carts: float, purchases: float) -> float:
    """The share of the carts with something in them that were not bought: 1 − purchases / carts.

    Raises `ImpossibleError` (a ValueError) for no carts, or more purchases than carts.

    >>> cart_abandonment_rate(carts=100, purchases=50)
    0.5
    """
    check_counts(purchases=purchases)
    check_not_zero(carts=carts)
    check_at_most("carts", carts, purchases=purchases)
    return 1 - purchases / carts
