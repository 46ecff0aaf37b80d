"""The report's charts, drawn as SVG: who came by month, who brought the revenue, how forecasts held.

Every text is ready to read before it is drawn: numbers, money and months are written as the reader writes them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from joren.language import gettext as _
from joren.report.contents import FitCheck, Movement, Unit
from joren.report.formatting import Formatter
from joren.report.plot import Plot
from joren.report.ticks import every, nice_ticks

#: What each series is drawn in; outside a page that has the variables, the second name.
COLOURS = {
    "returning": "var(--series-returning, #3c62ab)",
    "new": "var(--series-new, #c6892b)",
    "reactivated": "var(--series-reactivated, #4f9a94)",
    "lapsed": "var(--series-lapsed, #b9837d)",
}

#: Few months give no broad slabs, many no hairlines: how wide a bar may be, and how much of its month it takes.
_NARROWEST, _WIDEST, _SHARE = 1, 36, 0.72
#: How large the points of the smallest and the largest group are.
_SMALLEST_AREA, _LARGEST_AREA = 30, 260

#: One month's bars, from zero away: values by kind.
Stack = Mapping[str, float]


def movements(months: Sequence[Movement], fmt: Formatter, *, width: int) -> Markup:
    """Customers per month: returning, reactivated and new upwards, lapsed downwards."""
    most = max((m.new + m.returning + m.reactivated for m in months), default=0)
    ticks = nice_ticks(-max((m.lapsed for m in months), default=0), most, whole=True)
    stacks = [
        {"returning": m.returning, "reactivated": m.reactivated, "new": m.new, "lapsed": -m.lapsed} for m in months
    ]
    labels = {tick: fmt.count_short(abs(tick)) for tick in ticks}
    return _bars(stacks, months, fmt, labels, low=ticks[0], width=width)


def revenue(months: Sequence[Movement], fmt: Formatter, *, width: int) -> Markup:
    """Net revenue per month by who brought it."""
    kinds = ("returning", "reactivated", "new")
    stacks = [{kind: getattr(month, f"revenue_{kind}") for kind in kinds} for month in months]
    totals = [sum(max(0, value) for value in stack.values()) for stack in stacks]
    least = min((sum(min(0, value) for value in stack.values()) for stack in stacks), default=0)
    ticks = nice_ticks(least, max(totals, default=0))
    # Some months have a kind of customers to whom a little more went back than they paid: that needs no tick.
    slight = least > (ticks[1] - ticks[0]) * -0.25
    low, ticks = (least, [tick for tick in ticks if tick >= 0]) if slight else (ticks[0], ticks)
    labels = {tick: fmt.value_short(tick, Unit.MONEY) for tick in ticks}
    return _bars(stacks, months, fmt, labels, low=low, width=width)


def calibration(check: FitCheck, fmt: Formatter, *, width: int) -> Markup:
    """Orders forecast against orders that came, per customer, with the diagonal on which both are equal."""
    ticks = nice_ticks(0, max((max(each.predicted, each.actual) for each in check.bins), default=1))
    labels = {tick: fmt.decimal(tick) for tick in ticks}
    top = ticks[-1]
    plot = Plot(width, round(width * 0.58), 0, top, labels, title=_("Orders that came"))
    across: Callable[[float], float] = lambda value: plot.left + value / top * (plot.right - plot.left)  # noqa: E731
    for tick, label in labels.items():
        plot.line(across(tick), plot.y(0), across(tick), plot.y(top))
        plot.below(label, across(tick))
    plot.text(_("Orders forecast, per customer"), across(top / 2), plot.bottom + 32, "middle")
    plot.line(across(0), plot.y(0), across(top), plot.y(top), dashed=True)
    largest = max((each.customers for each in check.bins), default=1)
    for each in check.bins:
        area = _SMALLEST_AREA + (_LARGEST_AREA - _SMALLEST_AREA) * each.customers / largest
        plot.dot(across(each.predicted), plot.y(each.actual), math.sqrt(area / math.pi), COLOURS["returning"])
    return plot.svg(lines_below=2)


def _bars(
    stacks: Sequence[Stack],
    months: Sequence[Movement],
    fmt: Formatter,
    labels: dict[float, str],
    *,
    low: float,
    width: int,
) -> Markup:
    plot = Plot(width, 190 if width > 500 else 170, low, max(labels), labels)
    step = (plot.right - plot.left) / max(1, len(months))
    bar = min(_WIDEST, max(_NARROWEST, round(_SHARE * step)))
    for at, (month, stack) in enumerate(zip(months, stacks, strict=True)):
        _stack(plot, plot.left + (at + 0.5) * step - bar / 2, bar, stack, pale=not month.complete)
    for at in every(len(months), max(2, width // 80)):
        plot.below(fmt.period(months[at].start, "month"), plot.left + (at + 0.5) * step)
    return plot.svg()


def _stack(plot: Plot, x: float, width: float, stack: Stack, *, pale: bool) -> None:
    """One month: what is above zero stands on each other, what is below hangs. Paler while the month is under way."""
    up = down = 0.0
    for kind, value in stack.items():
        begin = up if value >= 0 else down
        plot.bar(x, width, begin, begin + value, COLOURS[kind], pale=pale)
        up, down = (up + value, down) if value >= 0 else (up, down + value)
