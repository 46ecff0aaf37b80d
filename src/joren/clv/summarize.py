"""From orders to what the purchase models are fitted on.

The models count visits, so the orders of one day are one. Notation of Fader, Hardie and Lee (2005), "Counting Your
Customers the Easy Way", Marketing Science 24(2): x repeat purchases, the last at t_x, in a life observed for T.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from joren.errors import InputError
from joren.language import gettext as _
from joren.money import minor_units
from joren.orders.customers import customers
from joren.orders.days import month_number, number_of, order_days, refund_days, until, week_number
from joren.orders.table import Orders
from joren.periods import DAYS_IN

#: Months in one opportunity of `summarize_opportunities`; a week is counted from Monday to Sunday.
_MONTHS_IN = {"M": 1, "Q": 3, "Y": 12}


def summarize(orders: Any, period: str = "W", as_of: date | None = None) -> pa.Table:
    """What each known customer has done until the end of day `as_of`, in order of `customer_id`.

    `orders` is an `Orders`, or anything that `joren.read_orders` reads; `period` is the unit of time: D, W, M or Y.

    - `frequency` (int64): days with orders after the first one
    - `recency` (float64): periods from the first order day to the last; 0 without repeat orders
    - `T` (float64): periods from the first order day to `as_of`
    - `monetary_value` (float64): mean paid on a repeat order day, in major units of the currency; 0 without repeat
      orders. The first day is left out (Fader and Hardie, "The Gamma-Gamma Model of Monetary Value", 2013). Refunds
      seldom say which order they belong to: they reduce it by the share of all that the customer paid that went back.

    Raises `InputError` for an unknown period.
    """
    days_in = _days_in(period)
    shop = until(_read(orders), as_of)
    table = customers(shop)
    summary = table.select(
        "customer_id",
        frequency=table.days - 1,
        recency=_periods(table.last_day - table.first_day, days_in),
        T=_periods(number_of(shop.as_of) - table.first_day, days_in),
        monetary_value=_mean_spend(
            repeat_value=table.value - table.first_value.fill_null(0),
            repeat_days=table.valued_days - table.first_value.notnull().cast("int64"),
            value=table.value,
            refunded=table.refunded,
            currency=shop.currency,
        ),
    )
    return shop.engine.run(summary.order_by("customer_id"))


def summarize_until(orders: Any, cut_on: date, period: str = "W", as_of: date | None = None) -> pa.Table:
    """The summary at the end of day `cut_on`, beside what came after it until the end of `as_of`.

    The columns of `summarize` for those who had ordered by then, and `frequency_after` (int64), their order days after
    `cut_on`. For fitting a model on the earlier part of the data and checking it on the later.
    Raises `InputError` for an unknown period or a cut outside the data.
    """
    days_in = _days_in(period)
    shop = until(_read(orders), as_of)
    cut = number_of(cut_on)
    if cut >= number_of(shop.as_of):
        raise InputError(
            _("The day {cut_on} leaves nothing to check the model on: the data ends on {as_of}.").format(
                cut_on=cut_on.isoformat(), as_of=shop.as_of.isoformat()
            ),
            code="clv.cut",
        )
    table = _bought_until(shop, cut)
    summary = table.select(
        "customer_id",
        frequency=table.days - 1,
        recency=_periods(table.last_day - table.first_day, days_in),
        T=_periods(cut - table.first_day, days_in),
        monetary_value=_mean_spend(
            repeat_value=table.repeat_value,
            repeat_days=table.repeat_valued,
            value=table.value,
            refunded=table.refunded,
            currency=shop.currency,
        ),
        frequency_after=table.days_after,
    )
    return shop.engine.run(summary.order_by("customer_id"))


def summarize_opportunities(orders: Any, period: str = "Y", as_of: date | None = None) -> pa.Table:
    """What each known customer did at each opportunity to buy, for the beta-geometric/beta-binomial model.

    An opportunity is a whole calendar period (W, M, Q or Y) after that of the customer's first order; one under way on
    `as_of` is left out. `frequency` counts those with an order, `recency` numbers the last of these (0: none), `T` is
    how many there were, all int64 (Fader, Hardie and Shang 2010, "Customer-Base Analysis in a Discrete-Time
    Noncontractual Setting", Marketing Science 29(6)). Customers whose first period is not over are left out.
    Raises `InputError` for an unknown period.
    """
    shop = until(_read(orders), as_of)
    days = order_days(shop)
    days = days.filter(days.customer_id.notnull())
    days = days.mutate(opportunity=_opportunity(days, period))
    last = _last_whole_opportunity(shop, period)
    seen = days.filter(days.opportunity <= last)
    table = seen.group_by("customer_id").agg(
        first=seen.opportunity.min(), last=seen.opportunity.max(), with_orders=seen.opportunity.nunique()
    )
    summary = table.select(
        "customer_id",
        frequency=table.with_orders - 1,
        recency=(table["last"] - table["first"]).cast("int64"),
        T=(last - table["first"]).cast("int64"),
    )
    return shop.engine.run(summary.order_by("customer_id"))


def _read(orders: Any) -> Orders:
    if isinstance(orders, Orders):
        return orders
    from joren.orders import read_orders  # noqa: PLC0415  (the readers are not needed for orders already read)

    read: Orders = read_orders(orders)
    return read


def _days_in(period: str) -> float:
    if period not in DAYS_IN:
        raise InputError(
            _("“{period}” is no unit of time here: use D, W, M or Y.").format(period=period), code="clv.period"
        )
    return DAYS_IN[period]


def _periods(days: ir.IntegerValue, days_in: float) -> ir.FloatingValue:
    # A number with a point is a decimal of few digits in Spark's SQL; beside a float it becomes one.
    return days.cast("float64") / days_in


def _mean_spend(
    *,
    repeat_value: ir.IntegerValue,
    repeat_days: ir.IntegerValue,
    value: ir.IntegerValue,
    refunded: ir.IntegerValue,
    currency: str,
) -> ir.FloatingValue:
    kept = ibis.ifelse(value > refunded, 1 - refunded / ibis.ifelse(value > 0, value, 1), 0.0)
    mean = repeat_value / ibis.ifelse(repeat_days > 0, repeat_days, 1)
    return ibis.ifelse(repeat_days > 0, mean * kept / minor_units(currency), 0.0)


def _bought_until(shop: Orders, cut: int) -> ibis.Table:
    days = order_days(shop)
    days = days.filter(days.customer_id.notnull() & (days["first"] <= cut))
    early = days.day <= cut
    repeat = early & days.before.notnull()
    bought = days.group_by("customer_id").agg(
        first_day=days.day.min(),
        last_day=days.day.max(where=early),
        days=days.count(where=early),
        days_after=days.count(where=~early),
        value=days.value.sum(where=early).fill_null(0),
        repeat_value=days.value.sum(where=repeat).fill_null(0),
        repeat_valued=days.value.count(where=repeat),
    )
    back = refund_days(shop)
    back = back.filter(back.day <= cut)
    returned = back.group_by("customer_id").agg(refunded=back.value.sum())
    both = bought.left_join(returned, "customer_id")
    return both.mutate(refunded=both.refunded.fill_null(0))


def _opportunity(days: ibis.Table, period: str) -> ir.IntegerValue:
    if period == "W":
        return week_number(days.day)
    if period in _MONTHS_IN:
        return (month_number(days.ordered_on) // _MONTHS_IN[period]).cast("int32")
    raise InputError(_("“{period}” is no opportunity: use W, M, Q or Y.").format(period=period), code="clv.period")


def _last_whole_opportunity(shop: Orders, period: str) -> int:
    # The opportunity of the day after: the one before it is over.
    tomorrow = number_of(shop.as_of) + 1
    if period == "W":
        return (tomorrow - 4) // 7 - 1
    day = date.fromordinal(shop.as_of.toordinal() + 1)
    return (day.year * 12 + day.month - 1) // _MONTHS_IN[period] - 1
