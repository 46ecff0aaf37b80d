"""What happened on each day: enough to tell every rate on every day, without looking at a customer twice.

A customer counts as one for `window` days from each order day. Counting when customers come into that state and when
they leave it gives the number of customers on any day as a running total, and the same works for those who were kept
and for those who ordered again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from joren.engine.columns import numbers
from joren.orders.days import day_of, number_of, order_days, refund_days
from joren.orders.table import Orders

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Daily:
    """Running totals, or numbers on the day, for each day from the first order day to `as_of`.

    Entry 0 is the day before the first, when everything is 0: entry i − entry j is what happened in days j+1 … i.
    """

    first_day: date
    window: int
    orders: Counts  # running totals from here …
    known_orders: Counts  # of known customers
    valued_orders: Counts
    value: Counts
    refunded: Counts
    new: Counts
    reactivated: Counts
    lapsed: Counts
    gaps: Counts  # order days that were not the customer's first
    gap_days: Counts  # days since the customers' previous order days
    customers: Counts  # … and from here numbers on the day: ordered within the window that ends with it
    kept: Counts  # ordered within it, and within the window before
    repeat: Counts  # ordered more than once within it

    def __len__(self) -> int:
        """How many days there are."""
        return len(self.orders) - 1

    def day(self, entry: int) -> date:
        """The day of an entry."""
        return day_of(number_of(self.first_day) + entry - 1)

    def entry(self, day: date) -> int:
        """The entry of a day."""
        return number_of(day) - number_of(self.first_day) + 1


def daily(orders: Orders, window: int) -> Daily:
    """The days of a shop that has at least one order, for customers who count as such for `window` days."""
    key = ("daily", window)
    if key not in orders.kept:
        orders.kept[key] = _daily(orders, window)
    days: Daily = orders.kept[key]
    return days


def _daily(orders: Orders, window: int) -> Daily:
    seen = orders.engine.run(_by_day(order_days(orders), window))
    ended = orders.engine.run(_ends(order_days(orders), window).union(_refunds(orders)))
    first = int(numbers(seen, "day").min())
    days = number_of(orders.as_of) - first + 1
    counts = {name: _spread(seen, name, first, days) for name in seen.column_names if name != "day"}
    total = {name: np.cumsum(count) for name, count in counts.items()}
    later = {name: _later(counts[name], window) for name in ("left", "kept_from", "kept_to")}
    lapsed = np.cumsum(later["left"])
    kept = later["kept_from"] - later["kept_to"] + counts["kept_late_from"] - _later(counts["kept_late_to"], 2 * window)
    repeat = counts["repeat_from"] - _spread(ended, "repeat_to", first, days)
    return Daily(
        first_day=day_of(first),
        window=window,
        **{name: total[name] for name in ("orders", "known_orders", "valued_orders", "value", "gaps", "gap_days")},
        new=total["new"],
        reactivated=total["reactivated"],
        lapsed=lapsed,
        refunded=np.cumsum(_spread(ended, "refunded", first, days)),
        customers=total["new"] + total["reactivated"] - lapsed,
        kept=np.cumsum(kept),
        repeat=np.cumsum(repeat),
    )


def _by_day(days: ibis.Table, window: int) -> ibis.Table:
    known = days.customer_id.notnull()
    # 0: there is none. Conditions must not be null: counted by one, Spark answers null and DuckDB 0.
    gap = (days.day - days.before).fill_null(0)
    wait = (days.after - days.day).fill_null(0)
    return days.group_by("day").agg(
        orders=days.orders.sum(),
        known_orders=days.orders.sum(where=known).fill_null(0),
        valued_orders=days.valued.sum(),
        value=days.value.sum().fill_null(0),
        new=days.count(where=known & (gap == 0)),
        reactivated=days.count(where=gap > window),
        gaps=days.count(where=gap > 0),
        gap_days=gap.sum(),
        # `window` days after this one the customer is none any more, unless another order came in the meantime.
        left=days.count(where=known & ((wait == 0) | (wait > window))),
        # Between two order days p and q, the window before ends at p or later and the window at q or later from day
        # max(p + window, q) until day min(q + window, p + 2 window): then the customer was kept.
        kept_from=days.count(where=wait.between(1, window)),
        kept_to=days.count(where=gap.between(1, window)),
        kept_late_from=days.count(where=gap.between(window + 1, 2 * window - 1)),
        kept_late_to=days.count(where=wait.between(window + 1, 2 * window - 1)),
        repeat_from=days.count(where=known & ((days.orders > 1) | gap.between(1, window - 1))),
    )


def _ends(days: ibis.Table, window: int) -> ibis.Table:
    # From this order day on, until the next, the last order but one was on `last_but_one`.
    days = days.mutate(last_but_one=ibis.ifelse(days.orders > 1, days.day, days.before))
    out = days.last_but_one + window
    days = days.filter(days.customer_id.notnull() & (out > days.day))
    days = days.mutate(end=ibis.least(out, days.after.fill_null(out)))
    ends = days.group_by(day=days.end.cast("int32")).agg(repeat_to=days.count())
    return ends.mutate(refunded=ibis.literal(0, "int64"))


def _refunds(orders: Orders) -> ibis.Table:
    back = refund_days(orders)
    return (
        back.group_by("day")
        .agg(refunded=back.value.sum())
        .select("day", repeat_to=ibis.literal(0, "int64"), refunded="refunded")
    )


def _spread(rows: pa.Table, name: str, first: int, days: int) -> Counts:
    """One entry per day, and one before the first for what came before it; days after the last are left out."""
    spread = np.zeros(days + 1, dtype=np.int64)
    entries = np.maximum(numbers(rows, "day") - first + 1, 0)
    within = entries <= days
    np.add.at(spread, entries[within], numbers(rows, name)[within])
    return spread


def _later(counts: Counts, days: int) -> Counts:
    """The same counts, `days` days later."""
    moved = np.zeros_like(counts)
    if days < len(counts):
        moved[days:] = counts[: len(counts) - days]
    return moved
