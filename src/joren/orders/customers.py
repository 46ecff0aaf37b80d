"""One row per known customer: when they came, how often, and what they paid."""

from __future__ import annotations

import ibis

from joren.orders.days import number_of, order_days, refund_days
from joren.orders.table import Orders


def customers(orders: Orders, *, recent_days: int = 365) -> ibis.Table:
    """One row per known customer (guests are left out), kept in the engine. Money in minor units.

    - customer_id; `first_on`, `last_on` (dates) and `first_day`, `last_day` (the same as numbers)
    - `orders`; `days`, those with orders; `valued_days`, those of which the value is known
    - `value`, paid before refunds; `refunded`; `net`, the one less the other; `recent_net`, `net` of the last
      `recent_days` days
    - `first_value`, paid on the first order day (null: in another currency), and `first_orders`, orders placed on it
    - `discount` (null: the export does not say), `discounted` (orders with one), `discount_known` (orders that say)
    - `median_gap_days`, the median span between the customer's order days; null below two of them
    """
    key = ("customers", recent_days)
    if key not in orders.kept:
        orders.kept[key] = orders.engine.keep(_customers(orders, recent_days), "customers")
    table: ibis.Table = orders.kept[key]
    return table


def _customers(orders: Orders, recent_days: int) -> ibis.Table:
    oldest = number_of(orders.as_of) - recent_days  # the day before the recent ones
    days = order_days(orders)
    days = days.filter(days.customer_id.notnull())
    is_first = days.before.isnull()
    bought = days.group_by("customer_id").agg(
        first_on=days.ordered_on.min(),
        last_on=days.ordered_on.max(),
        first_day=days.day.min(),
        last_day=days.day.max(),
        orders=days.orders.sum(),
        days=days.count(),
        valued_days=days.value.count(),
        value=days.value.sum().fill_null(0),
        recent_value=days.value.sum(where=days.day > oldest).fill_null(0),
        first_value=days.value.sum(where=is_first),
        first_orders=days.orders.sum(where=is_first),
        discount=days.discount.sum(),
        discounted=days.discounted.sum(),
        discount_known=days.discount_known.sum(),
        median_gap_days=(days.day - days.before).median().cast("float64"),
    )
    back = refund_days(orders)
    returned = back.group_by("customer_id").agg(
        refunded=back.value.sum(), recent_refunded=back.value.sum(where=back.day > oldest).fill_null(0)
    )
    both = bought.left_join(returned, "customer_id").drop("customer_id_right")
    both = both.mutate(refunded=both.refunded.fill_null(0), recent_refunded=both.recent_refunded.fill_null(0))
    return both.mutate(net=both.value - both.refunded, recent_net=both.recent_value - both.recent_refunded).drop(
        "recent_value", "recent_refunded"
    )
