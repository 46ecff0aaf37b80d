"""Cohorts: customers by the week, month or quarter of their first order, and what each group did afterwards.

All three tables come from one pass over the order days. A customer who orders twice in a period counts once in it: on
the day whose previous order day lies in an earlier period.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from joren.engine.columns import numbers
from joren.orders.customers import customers
from joren.orders.days import month_number, month_of, number_of, order_days, refund_days, week_number, week_of
from joren.orders.table import Orders
from joren.periods import Period, start_of

Counts = npt.NDArray[np.int64]
CohortPeriod = Literal["week", "month", "quarter"]


@dataclass(frozen=True, slots=True)
class CohortRow:
    """The customers whose first order fell into one period, which begins on `start`.

    `customers[k]` counts those who ordered in the k-th period after it, `orders[k]` and `revenue[k]` (net, minor units)
    what they ordered there. Entries reach to the period of today; the first `complete` of them are over.
    """

    start: date
    size: int
    customers: tuple[int, ...]
    orders: tuple[int, ...]
    revenue: tuple[int, ...]
    complete: int


@dataclass(frozen=True, slots=True)
class CohortTable:
    """Cohorts by first order, oldest first. Periods in which nobody ordered first have no row."""

    period: CohortPeriod
    rows: tuple[CohortRow, ...]


class _Cells(NamedTuple):
    """What cohort `first` did in period `then`, in pieces: several may belong to one cell."""

    first: Counts
    then: Counts
    customers: Counts
    orders: Counts
    revenue: Counts


def cohorts(orders: Orders) -> dict[CohortPeriod, CohortTable]:
    """The cohort tables of a shop, by week (from Monday), month and quarter.

    Refunds lower the revenue of the period in which the money went back; one before the first order counts in period 0.
    """
    cells = orders.engine.run(_cells(orders))
    return {
        "week": CohortTable("week", tuple(_rows(orders, Period.WEEK, _pieces(cells, "week")))),
        "month": CohortTable("month", tuple(_rows(orders, Period.MONTH, _pieces(cells, "month")))),
        "quarter": CohortTable("quarter", tuple(_rows(orders, Period.QUARTER, _pieces(cells, "month", 3, "quarter")))),
    }


def _cells(orders: Orders) -> ibis.Table:
    days = order_days(orders)
    days = days.filter(days.customer_id.notnull())
    is_first = days.before.isnull()
    sold = days.group_by("first_month", "month", "week", first_week=week_number(days["first"])).agg(
        in_week=days.count(where=is_first | (week_number(days.before) < days.week)),
        in_month=days.count(where=is_first | (days.before_month < days.month)),
        in_quarter=days.count(where=is_first | (days.before_month // 3 < days.month // 3)),
        orders=days.orders.sum(),
        revenue=days.value.sum().fill_null(0),
    )
    return sold.union(_refunds(orders).select(sold.columns))


def _refunds(orders: Orders) -> ibis.Table:
    back = refund_days(orders).select("customer_id", "day", "month", "value")
    who = customers(orders).select("customer_id", "first_day", first_month=month_number(customers(orders).first_on))
    back = back.inner_join(who, "customer_id")
    back = back.mutate(day=ibis.greatest(back.day, back.first_day), month=ibis.greatest(back.month, back.first_month))
    none = ibis.literal(0, "int64")
    returned = back.group_by(
        "first_month", "month", week=week_number(back.day), first_week=week_number(back.first_day)
    ).agg(revenue=-back.value.sum())
    return returned.mutate(in_week=none, in_month=none, in_quarter=none, orders=none)


def _pieces(cells: pa.Table, index: str, per: int = 1, name: str | None = None) -> _Cells:
    return _Cells(
        first=numbers(cells, f"first_{index}") // per,
        then=numbers(cells, index) // per,
        customers=numbers(cells, f"in_{name or index}"),
        orders=numbers(cells, "orders"),
        revenue=numbers(cells, "revenue"),
    )


def _rows(orders: Orders, period: Period, cells: _Cells) -> Iterator[CohortRow]:
    if not len(cells.first):
        return
    now = _index(orders.as_of, period)
    over = _index(orders.as_of + timedelta(days=1), period) - 1  # the last period that is over
    oldest = int(cells.first.min())
    shape = (now - oldest + 1, now - oldest + 1)
    where = (cells.first - oldest, cells.then - cells.first)
    filled = [np.zeros(shape, dtype=np.int64) for _ in range(3)]
    for table, amounts in zip(filled, cells[2:], strict=True):
        np.add.at(table, where, amounts)
    came, ordered, paid = (table.tolist() for table in filled)
    for row in range(shape[0]):
        ages = now - oldest - row + 1
        if came[row][0]:
            yield CohortRow(
                start=_start(oldest + row, period),
                size=came[row][0],
                customers=tuple(came[row][:ages]),
                orders=tuple(ordered[row][:ages]),
                revenue=tuple(paid[row][:ages]),
                complete=max(over - oldest - row + 1, 0),
            )


def _index(day: date, period: Period) -> int:
    if period is Period.WEEK:
        return (number_of(start_of(day, period)) - 4) // 7
    return (day.year * 12 + day.month - 1) // (3 if period is Period.QUARTER else 1)


def _start(index: int, period: Period) -> date:
    if period is Period.WEEK:
        return week_of(index)
    return month_of(index * (3 if period is Period.QUARTER else 1))
