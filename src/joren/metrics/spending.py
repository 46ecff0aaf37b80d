"""What customers spend: order value, frequency, and what a customer is worth by the formula."""

from __future__ import annotations

from joren.metrics.impossible import check_counts, check_not_zero


def average_order_value(*, revenue: float, orders: float) -> float:
    """Average order value (AOV): revenue per order, in the unit of `revenue`, which refunds may have made negative.

    Raises `ImpossibleError` (a ValueError) when there are no orders.

    >>> average_order_value(revenue=12_500, orders=250)
    50.0
    """
    check_not_zero(orders=orders)
    return revenue / orders


def purchase_frequency(*, orders: float, customers: float) -> float:
    """Orders per customer in a period, counting the customers who ordered in it.

    Raises `ImpossibleError` (a ValueError) when there are no customers.

    >>> purchase_frequency(orders=300, customers=200)
    1.5
    """
    check_counts(orders=orders)
    check_not_zero(customers=customers)
    return orders / customers


def customer_value(*, average_order_value: float, purchase_frequency: float) -> float:
    """Customer value: average purchase value × average number of purchases in a period.

    Raises `ImpossibleError` (a ValueError) for a negative frequency.

    >>> customer_value(average_order_value=50.0, purchase_frequency=1.5)
    75.0
    """
    check_counts(purchase_frequency=purchase_frequency)
    return average_order_value * purchase_frequency


def customer_lifetime_value(*, value: float, lifespan: float) -> float:
    """Customer lifetime value (CLV) by the formula: customer value × average customer lifespan.

    `value` is per period and `lifespan` in the same periods. Raises `ImpossibleError` (a ValueError) for a lifespan
    below 0.

    >>> customer_lifetime_value(value=75.0, lifespan=4)
    300.0
    """
    check_counts(lifespan=lifespan)
    return value * lifespan
