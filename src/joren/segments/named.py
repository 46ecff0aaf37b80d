"""The named segments: who belongs to each. A new segment is one more entry of `SEGMENTS`, its words and its plays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from joren.language import mark
from joren.segments.boundaries import Boundaries


@dataclass(frozen=True)
class Named:
    """One named segment, over the columns of `joren.orders.customers`."""

    key: str
    holds: Callable[[ibis.Table, Boundaries], ir.BooleanValue]
    #: The numbers that its boundary is told with: `amount` (minor units), `days`, `share` or `gaps`.
    limits: Callable[[Boundaries], Mapping[str, float]]
    #: Whether the shop's data can tell it, and why not (marked for translation).
    known: Callable[[Boundaries], bool] = lambda limits: limits.customers > 0
    why_none: str = mark("No order says who placed it.")


def _low(table: ibis.Table, limits: Boundaries) -> ir.BooleanValue:
    return (table.orders == 1) & (table.first_value < limits.first_order)


def _high(table: ibis.Table, limits: Boundaries) -> ir.BooleanValue:
    return (table.orders == 1) & (table.first_value >= limits.first_order)


def _first_order(limits: Boundaries) -> Mapping[str, float]:
    return {"amount": limits.first_order or 0}


def _repeat(table: ibis.Table, _limits: Boundaries) -> ir.BooleanValue:
    return table.orders >= 2


def _high_spender(table: ibis.Table, limits: Boundaries) -> ir.BooleanValue:
    return (table.recent_net > 0) & (table.recent_net >= limits.high_spend)


def _coupon_lover(table: ibis.Table, limits: Boundaries) -> ir.BooleanValue:
    return (table.discount_known > 0) & (
        table.discounted >= table.discount_known.cast("float64") * limits.rules.coupon_share
    )


def _new(table: ibis.Table, limits: Boundaries) -> ir.BooleanValue:
    return table.first_day > limits.today - limits.rules.new_days


def _lapsing(table: ibis.Table, limits: Boundaries) -> ir.BooleanValue:
    silent = limits.today - table.last_day
    return (silent > table.median_gap_days * limits.rules.lapsing_gaps) & ~_lost(table, limits)


def _lost(table: ibis.Table, limits: Boundaries) -> ir.BooleanValue:
    silent = limits.today - table.last_day
    rules = limits.rules
    by_gap = (silent > table.median_gap_days * rules.lost_gaps) & (silent > rules.lost_days)
    return ibis.ifelse(table.median_gap_days.isnull(), silent > rules.lost_one_time_days, by_gap)


SEGMENTS: tuple[Named, ...] = (
    Named(
        "one_time_low_aov",
        _low,
        _first_order,
        known=lambda limits: limits.first_order is not None,
        why_none=mark("No first order has a known value."),
    ),
    Named(
        "one_time_high_aov",
        _high,
        _first_order,
        known=lambda limits: limits.first_order is not None,
        why_none=mark("No first order has a known value."),
    ),
    Named("repeat", _repeat, lambda _limits: {}),
    Named(
        "high_spenders",
        _high_spender,
        lambda limits: {"amount": limits.high_spend or 0, "days": limits.rules.high_spender_days},
        known=lambda limits: limits.high_spend is not None,
        why_none=mark("Nobody has spent anything in the period that is looked at."),
    ),
    Named(
        "coupon_lovers",
        _coupon_lover,
        lambda limits: {"share": limits.rules.coupon_share},
        known=lambda limits: limits.discounts_known,
        why_none=mark("The export does not say which orders had a discount."),
    ),
    Named("new", _new, lambda limits: {"days": limits.rules.new_days}),
    Named("lapsing", _lapsing, lambda limits: {"gaps": limits.rules.lapsing_gaps}),
    Named("lost", _lost, lambda limits: {"gaps": limits.rules.lost_gaps, "days": limits.rules.lost_days}),
)
