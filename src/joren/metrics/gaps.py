"""How long customers take to come back: the distribution of the days between their order days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from joren.engine.columns import numbers
from joren.orders.days import month_of, number_of, order_days
from joren.orders.table import Orders

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Gaps:
    """How often each gap occurred: row by row, the month and the window (0 is the last) of the later order day."""

    month: Counts
    window: Counts
    days: Counts
    times: Counts

    def median(self, window: int) -> float | None:
        """The median gap in one window; None when nobody came back in it."""
        return weighted_median(self.days[self.window == window], self.times[self.window == window])

    def monthly_medians(self) -> dict[date, float | None]:
        """The median gap of each month in which somebody came back, by the month's first day."""
        return {
            month_of(int(month)): weighted_median(self.days[self.month == month], self.times[self.month == month])
            for month in np.unique(self.month)
        }


def gaps(orders: Orders, window: int) -> Gaps:
    """The gaps of a shop's customers, in windows of so many days that end with the day as of which the orders stand."""
    days = order_days(orders)
    days = days.filter(days.before.notnull())
    ago = number_of(orders.as_of) - days.day
    counted = days.group_by("month", window=(ago // window).cast("int32"), gap=days.day - days.before).agg(
        times=days.count()
    )
    rows = orders.engine.run(counted)
    return Gaps(*(numbers(rows, name).astype(np.int64) for name in ("month", "window", "gap", "times")))


def weighted_median(values: Counts, times: Counts) -> float | None:
    """The median of values each of which occurs so many times: the mean of the middle two, when there are two."""
    if not len(values):
        return None
    order = np.argsort(values)
    upto = np.cumsum(times[order])
    middle = (upto[-1] - 1) / 2
    low, high = np.searchsorted(upto, [np.floor(middle), np.ceil(middle)], side="right")
    return float(values[order][low] + values[order][high]) / 2
