"""Who came, stayed, came back and lapsed, month by month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import ibis

from joren.metrics.daily import Daily, daily
from joren.metrics.window import window_of
from joren.orders.days import order_days, refund_days
from joren.orders.table import Orders
from joren.periods import Period, shift, start_of

_NEW, _RETURNING, _REACTIVATED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Movement:
    """The known customers of one month, which begins on `start`. Revenue is net of refunds, in minor units.

    Everyone who ordered in the month is one of three: `new`, first order in it; `reactivated`, came back after having
    lapsed; `returning`, everyone else. `lapsed` counts those for whom the window ran out in this month, so that
    customers at its end = at its start + new + reactivated − lapsed.
    """

    start: date
    new: int
    returning: int
    reactivated: int
    lapsed: int
    revenue_new: int
    revenue_returning: int
    revenue_reactivated: int
    complete: bool  # the month is over


def movements(orders: Orders, *, window: int | None = None) -> tuple[Movement, ...]:
    """The months of a shop, from that of its first order to that of `as_of`.

    A customer lapses when `window` days have gone by since an order without another; by default the window is that of
    `measure`. The revenue of a kind is all that its customers paid in the month, less what went back to them in it;
    money that went back to somebody who did not order in the month counts as returning. Guests are left out.
    Raises `InputError` when there are no orders.
    """
    fitting = window_of(orders)
    window = window or fitting
    days = daily(orders, window)
    rows = orders.engine.run(_by_kind(orders, window)).to_pylist()
    found = {(row["month"], row["kind"]): (row["customers"], row["revenue"]) for row in rows}
    return tuple(_months(orders, days, found))


def _by_kind(orders: Orders, window: int) -> ibis.Table:
    days = order_days(orders)
    days = days.filter(days.customer_id.notnull())
    none = ibis.literal(0, "int32")
    ordered = days.select(
        "customer_id",
        "month",
        ordered=ibis.literal(1, "int32"),
        is_new=(days.first_month == days.month).cast("int32"),
        came_back=(days.day - days.before > window).fill_null(False).cast("int32"),
        value=days.value.fill_null(0),
    )
    back = refund_days(orders)
    back = back.filter(back.customer_id.notnull())
    returned = back.select("customer_id", "month", ordered=none, is_new=none, came_back=none, value=-back.value)
    both = ordered.union(returned)
    months = both.group_by("customer_id", "month").agg(
        ordered=both.ordered.max(), is_new=both.is_new.max(), came_back=both.came_back.max(), revenue=both.value.sum()
    )
    kind = ibis.cases((months.is_new == 1, _NEW), (months.came_back == 1, _REACTIVATED), else_=_RETURNING)
    return months.group_by("month", kind=kind).agg(customers=months.ordered.sum(), revenue=months.revenue.sum())


def _months(orders: Orders, days: Daily, found: dict[tuple[int, int], tuple[int, int]]) -> Iterator[Movement]:
    start = start_of(days.first_day, Period.MONTH)
    while start <= orders.as_of:
        following = shift(start, Period.MONTH, 1)
        month = start.year * 12 + start.month - 1
        new, returning, reactivated = (found.get((month, kind), (0, 0)) for kind in (_NEW, _RETURNING, _REACTIVATED))
        before = max(days.entry(start) - 1, 0)
        end = min(days.entry(following) - 1, len(days))
        yield Movement(
            start,
            new=new[0],
            returning=returning[0],
            reactivated=reactivated[0],
            lapsed=int(days.lapsed[end] - days.lapsed[before]),
            revenue_new=new[1],
            revenue_returning=returning[1],
            revenue_reactivated=reactivated[1],
            complete=following - timedelta(days=1) <= orders.as_of,
        )
        start = following
