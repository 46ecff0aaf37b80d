"""Where a shop's quintiles and limits lie: everything that a customer is compared with, in one pass."""

from __future__ import annotations

from dataclasses import dataclass

import ibis

from joren.orders.customers import customers
from joren.orders.days import number_of
from joren.orders.table import Orders
from joren.segments.rules import SegmentRules

_FIFTHS = [0.2, 0.4, 0.6, 0.8]


@dataclass(frozen=True)
class Boundaries:
    """The limits as they fell in one shop. Money in minor units; None where nobody is there to compare with."""

    rules: SegmentRules
    today: int  # number of the day as of which the orders stand
    customers: int
    last_day: tuple[float, ...]  # between fifths, of the number of the last order day
    orders: tuple[float, ...]
    net: tuple[float, ...]
    first_order: float | None  # between low and high
    high_spend: float | None  # net revenue of the window from which a customer is a high spender
    discounts_known: bool


def boundaries(orders: Orders, rules: SegmentRules) -> Boundaries:
    """The boundaries of a shop, exact and the same in every engine."""
    table = customers(orders, recent_days=rules.high_spender_days)
    row = orders.engine.run(_limits(table, rules)).to_pylist()[0]
    return Boundaries(
        rules=rules,
        today=number_of(orders.as_of),
        customers=row["customers"],
        last_day=_cuts(row["last_day"]),
        orders=_cuts(row["orders"]),
        net=_cuts(row["net"]),
        first_order=_cut(row["first_order"]),
        high_spend=_cut(row["high_spend"]),
        discounts_known=bool(row["discount_known"]),
    )


def _limits(table: ibis.Table, rules: SegmentRules) -> ibis.Table:
    return table.agg(
        customers=table.count(),
        last_day=table.last_day.quantile(_FIFTHS),
        orders=table.orders.quantile(_FIFTHS),
        net=table.net.quantile(_FIFTHS),
        first_order=table.first_value.quantile(rules.low_order_quantile),
        high_spend=table.recent_net.quantile(1 - rules.high_spender_share, where=table.recent_net > 0),
        discount_known=table.discount_known.sum(),
    )


def _cuts(quantiles: list[float] | None) -> tuple[float, ...]:
    return tuple(round(quantile, 6) for quantile in quantiles or ())


def _cut(quantile: float | None) -> float | None:
    # Engines interpolate between two neighbours in ways that differ in the last bit.
    return None if quantile is None else round(quantile, 6)
