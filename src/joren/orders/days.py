"""Orders by customer and day: the table that every figure about coming back is counted from.

Orders that one customer places on one day count as one visit, as they do in the purchase models. Days, weeks and
months are whole numbers here, so that arithmetic on them means the same in every engine.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from joren.orders.table import Orders

_EPOCH = date(1970, 1, 1)
_FIRST_MONDAY = 4  # 1970-01-05
_PLACES = 10_000_000  # more than there are days


def number_of(day: date) -> int:
    """Days from 1970-01-01 to `day`."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """The day that `number_of` gave this number."""
    return _EPOCH + timedelta(days=number)


def month_of(number: int) -> date:
    """The first day of month `number`, counted as year × 12 + month − 1."""
    return date(number // 12, number % 12 + 1, 1)


def week_of(number: int) -> date:
    """The Monday of week `number`, counted from that of 1970-01-05."""
    return day_of(number * 7 + _FIRST_MONDAY)


def day_number(day: ir.DateValue) -> ir.IntegerValue:
    """`number_of`, as an expression."""
    return day.delta(ibis.date(_EPOCH), unit="day").cast("int32")


def month_number(day: ir.DateValue) -> ir.IntegerValue:
    """The month that `month_of` turns back, as an expression."""
    return (day.year() * 12 + day.month() - 1).cast("int32")


def week_number(number: ir.IntegerValue) -> ir.IntegerValue:
    """The week that `week_of` turns back, as an expression over a day's number. Weeks begin on Monday."""
    return ((number - _FIRST_MONDAY) // 7).cast("int32")


def until(orders: Orders, as_of: date | None) -> Orders:
    """The orders as they stood at the end of day `as_of`; all of them when it is None."""
    if as_of is None or as_of == orders.as_of:
        return orders
    return replace(
        orders,
        orders=orders.orders.filter(orders.orders.ordered_on <= as_of),
        refunds=orders.refunds.filter(orders.refunds.refunded_on <= as_of),
        as_of=as_of,
    )


def order_days(orders: Orders) -> ibis.Table:
    """One row per customer and day with orders, and one per day for all guests together; kept in the engine.

    - customer_id (null: guests), ordered_on; `day`, `week`, `month`: their numbers
    - `orders`; `value`, gross, in minor units (null when no order has one); `valued`, orders with a value
    - `discount`; `discounted`, orders with one; `discount_known`, orders that say whether they had one
    - for known customers `before` and `after`, the numbers of their previous and next order days (null: none), and
      `first`, that of their first; `before_month` and `first_month`, the months of these
    """
    if "order_days" not in orders.kept:
        orders.kept["order_days"] = orders.engine.keep(_with_neighbours(_by_day(orders)), "order_days")
    days: ibis.Table = orders.kept["order_days"]
    return days


def _by_day(orders: Orders) -> ibis.Table:
    table = orders.orders.filter(orders.orders.ordered_on <= orders.as_of)
    days = table.group_by("customer_id", "ordered_on").agg(
        orders=table.count(),
        value=table.value.sum(),
        valued=table.value.count(),
        discount=table.discount.sum(),
        discounted=table.count(where=(table.discount > 0).fill_null(False)),
        discount_known=table.discount.count(),
    )
    days = days.mutate(day=day_number(days.ordered_on), month=month_number(days.ordered_on))
    return days.mutate(week=week_number(days.day))


def _with_neighbours(days: ibis.Table) -> ibis.Table:
    own = ibis.window(group_by="customer_id", order_by="day")
    known = days.customer_id.notnull()  # guests are many people: the days of one are not those of another
    # Day and month travel in one number, for windows over millions of rows are what takes the time here.
    place = days.month.cast("int64") * _PLACES + days.day
    days = days.mutate(
        before=ibis.ifelse(known, place.lag().over(own), None),
        first=ibis.ifelse(known, place.first().over(own), None),
        after=ibis.ifelse(known, days.day.lead().over(own), None),
    )
    return days.mutate(
        before=(days.before % _PLACES).cast("int32"),
        before_month=(days.before // _PLACES).cast("int32"),
        first=(days["first"] % _PLACES).cast("int32"),
        first_month=(days["first"] // _PLACES).cast("int32"),
    )


def refund_days(orders: Orders) -> ibis.Table:
    """Refunds until the day as of which the orders stand, with `day` and `month` as numbers; not kept."""
    table = orders.refunds.filter(orders.refunds.refunded_on <= orders.as_of)
    return table.mutate(day=day_number(table.refunded_on), month=month_number(table.refunded_on))
