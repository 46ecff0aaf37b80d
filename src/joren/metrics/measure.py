"""All metrics that orders alone can give, over one window, with the window before and the months."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from joren.language import gettext as _
from joren.metrics.churn import churn_rate, customer_lifespan
from joren.metrics.daily import Daily, daily
from joren.metrics.gaps import Gaps, gaps
from joren.metrics.reading import Point, Reading, Unit
from joren.metrics.repeat import repeat_purchase_rate
from joren.metrics.retention import retention_rate
from joren.metrics.spending import average_order_value, customer_lifetime_value, customer_value, purchase_frequency
from joren.metrics.window import window_of
from joren.orders.days import until
from joren.orders.table import Orders
from joren.periods import Period, shift, start_of


@dataclass(frozen=True)
class Readings(Mapping[str, Reading]):
    """The readings by key, in the order in which a report shows them, over windows of `window` days."""

    window: int
    readings: dict[str, Reading]

    def __getitem__(self, key: str) -> Reading:
        return self.readings[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.readings)

    def __len__(self) -> int:
        return len(self.readings)


@dataclass(frozen=True)
class _Metric:
    """How one metric is read off the days after entry i, up to entry j. None where it cannot be told."""

    key: str
    unit: Unit
    of: Callable[[Daily, int, int], float | None]
    windows: int = 1  # how many of them the days have to hold
    #: A point of the trend is the calendar month, or the window that ends with it.
    trend: Literal["month", "window"] = "window"
    higher_is_better: bool | None = True


def measure(orders: Orders, *, window: int | None = None, as_of: date | None = None) -> Readings:
    """Every metric that orders alone can give, as of the end of day `as_of`, over windows of `window` days.

    By default the window is the longest of 365, 180, 90 and 30 days that fits into the data three times. In order:
    customers, new_customers, orders, revenue, refund_rate, average_order_value, purchase_frequency,
    repeat_purchase_rate, days_between_orders, mean_days_between_orders, retention_rate_formula, retention_rate_sets,
    churn_rate, customer_value, customer_lifespan and clv_formula. Money is in minor units.
    Raises `InputError` when there are no orders.
    """
    shop = until(orders, as_of)
    fitting = window_of(shop)
    days = daily(shop, window or fitting)
    waits = gaps(shop, days.window)
    readings = {metric.key: _read(metric, days) for metric in _METRICS}
    readings["days_between_orders"] = _median_wait(days, waits)
    return Readings(days.window, {key: readings[key] for key in _ORDER})


def _read(metric: _Metric, days: Daily) -> Reading:
    end, window = len(days), days.window
    enough = end >= metric.windows * window or metric.windows == 1
    value = metric.of(days, max(end - window, 0), end) if enough else None
    earlier = end - window
    previous = metric.of(days, earlier - window, earlier) if earlier >= metric.windows * window else None
    return Reading(
        key=metric.key,
        unit=metric.unit,
        value=value,
        previous=previous,
        trend=tuple(_trend(metric, days)),
        why_none=None if value is not None else _why_none(metric, days, enough=enough),
        higher_is_better=metric.higher_is_better,
    )


def _trend(metric: _Metric, days: Daily) -> Iterator[Point]:
    for start, before, end in _months(days):
        if metric.trend == "month":
            yield Point(start, metric.of(days, before, end))
        elif end >= metric.windows * days.window:
            yield Point(start, metric.of(days, end - days.window, end))
        else:
            yield Point(start, None)


def _months(days: Daily) -> Iterator[tuple[date, int, int]]:
    """The calendar months: the first day, the entry before it and the last entry, which may be that of today."""
    start = start_of(days.first_day, Period.MONTH)
    while days.entry(start) <= len(days):
        following = shift(start, Period.MONTH, 1)
        last = following - timedelta(days=1)
        yield start, max(days.entry(start) - 1, 0), min(days.entry(last), len(days))
        start = following


def _why_none(metric: _Metric, days: Daily, *, enough: bool) -> str:
    if not enough:
        return _("The orders cover {days} days; this takes {needed}.").format(
            days=len(days), needed=metric.windows * days.window
        )
    if metric.key in {"customer_lifespan", "clv_formula"} and _churn(days, len(days) - days.window, len(days)) == 0:
        return _("Nobody was lost in the last {window} days, so that no lifespan can be told.").format(
            window=days.window
        )
    if metric.unit == "money" and _order_value(days, len(days) - days.window, len(days)) is None:
        return _("No order of the last {window} days has a value in the report's currency.").format(window=days.window)
    if metric.windows > 1:
        return _("Nobody ordered in the {window} days before the last {window}.").format(window=days.window)
    return _("Too little was ordered in the last {window} days to tell.").format(window=days.window)


def _median_wait(days: Daily, waits: Gaps) -> Reading:
    medians = waits.monthly_medians()
    value = waits.median(0)
    return Reading(
        key="days_between_orders",
        unit="days",
        value=value,
        previous=waits.median(1) if len(days) >= 2 * days.window else None,
        trend=tuple(Point(start, medians.get(start)) for start, _before, _end in _months(days)),
        why_none=None if value is not None else _("No customer has ordered on two days."),
        higher_is_better=None,
    )


def _since(name: str) -> Callable[[Daily, int, int], float | None]:
    def count(days: Daily, i: int, j: int) -> float | None:
        total = getattr(days, name)
        return int(total[j] - total[i])

    return count


def _customers(days: Daily, _i: int, j: int) -> float | None:
    return int(days.customers[j])


def _revenue(days: Daily, i: int, j: int) -> float | None:
    return int(days.value[j] - days.value[i] - days.refunded[j] + days.refunded[i])


def _refund_rate(days: Daily, i: int, j: int) -> float | None:
    value = int(days.value[j] - days.value[i])
    return int(days.refunded[j] - days.refunded[i]) / value if value > 0 else None


def _order_value(days: Daily, i: int, j: int) -> float | None:
    orders = int(days.valued_orders[j] - days.valued_orders[i])
    return average_order_value(revenue=int(days.value[j] - days.value[i]), orders=orders) if orders else None


def _frequency(days: Daily, i: int, j: int) -> float | None:
    customers = int(days.customers[j])
    orders = int(days.known_orders[j] - days.known_orders[i])
    return purchase_frequency(orders=orders, customers=customers) if customers else None


def _repeat_rate(days: Daily, _i: int, j: int) -> float | None:
    customers = int(days.customers[j])
    return repeat_purchase_rate(customers=customers, repeat=int(days.repeat[j])) if customers else None


def _mean_wait(days: Daily, i: int, j: int) -> float | None:
    times = int(days.gaps[j] - days.gaps[i])
    return int(days.gap_days[j] - days.gap_days[i]) / times if times else None


def _retention_formula(days: Daily, i: int, j: int) -> float | None:
    start = int(days.customers[i])
    new = int(days.new[j] - days.new[i])
    return retention_rate(start=start, end=int(days.customers[j]), new=new) if start else None


def _retention_sets(days: Daily, i: int, j: int) -> float | None:
    start = int(days.customers[i])
    return int(days.kept[j]) / start if start else None


def _churn(days: Daily, i: int, j: int) -> float | None:
    start = int(days.customers[i])
    return churn_rate(start=start, lost=start - int(days.kept[j])) if start else None


def _value(days: Daily, i: int, j: int) -> float | None:
    order_value, frequency = _order_value(days, i, j), _frequency(days, i, j)
    if order_value is None or frequency is None:
        return None
    return customer_value(average_order_value=order_value, purchase_frequency=frequency)


def _lifespan(days: Daily, i: int, j: int) -> float | None:
    churn = _churn(days, i, j)
    return customer_lifespan(churn=churn, period=days.window) if churn else None


def _lifetime_value(days: Daily, i: int, j: int) -> float | None:
    value, lifespan = _value(days, i, j), _lifespan(days, i, j)
    if value is None or lifespan is None:
        return None
    return customer_lifetime_value(value=value, lifespan=lifespan / days.window)


_METRICS = (
    _Metric("customers", "count", _customers),
    _Metric("new_customers", "count", _since("new"), trend="month"),
    _Metric("orders", "count", _since("orders"), trend="month"),
    _Metric("revenue", "money", _revenue, trend="month"),
    _Metric("refund_rate", "share", _refund_rate, trend="month", higher_is_better=False),
    _Metric("average_order_value", "money", _order_value, trend="month"),
    _Metric("purchase_frequency", "number", _frequency),
    _Metric("repeat_purchase_rate", "share", _repeat_rate),
    _Metric("mean_days_between_orders", "days", _mean_wait, trend="month", higher_is_better=None),
    _Metric("retention_rate_formula", "share", _retention_formula, windows=2),
    _Metric("retention_rate_sets", "share", _retention_sets, windows=2),
    _Metric("churn_rate", "share", _churn, windows=2, higher_is_better=False),
    _Metric("customer_value", "money", _value),
    _Metric("customer_lifespan", "days", _lifespan, windows=2),
    _Metric("clv_formula", "money", _lifetime_value, windows=2),
)

_ORDER = [metric.key for metric in _METRICS]
_ORDER.insert(_ORDER.index("mean_days_between_orders"), "days_between_orders")
