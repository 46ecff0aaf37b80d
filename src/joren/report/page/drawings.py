"""The page's charts, drawn, each with the sentence that stands for it where it cannot be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from joren.language import gettext as _
from joren.report import charts
from joren.report.contents import Contents, FitCheck, Movement
from joren.report.formatting import Formatter

#: Widths in CSS pixels at which a chart's letters have their right size: at a desk and on a phone.
WIDE, NARROW = 860, 340


@dataclass(frozen=True, slots=True)
class MonthChart:
    """A chart by month in two widths."""

    title: str
    key: tuple[tuple[str, str], ...]
    alternative: str
    wide: Markup
    narrow: Markup


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in one width."""

    alternative: str
    svg: Markup


def drawn(contents: Contents, fmt: Formatter) -> dict[str, Any]:
    """All charts that the contents give, by the names that the templates use."""
    check = contents.worth.fit_check
    return {
        "month_charts": _months(contents.movements, fmt) if contents.movements else [],
        "calibration": _calibration(check, fmt) if check else None,
    }


def _months(months: tuple[Movement, ...], fmt: Formatter) -> list[MonthChart]:
    last = months[-1]
    values = {
        "month": fmt.period(last.start, "month"),
        "new": fmt.count(last.new),
        "returning": fmt.count(last.returning),
        "reactivated": fmt.count(last.reactivated),
        "lapsed": fmt.count(last.lapsed),
    }
    total = last.revenue_new + last.revenue_returning + last.revenue_reactivated
    return [
        MonthChart(
            _("Customers"),
            tuple((kind, charts.COLOURS[kind]) for kind in ("new", "reactivated", "returning", "lapsed")),
            _(
                "Bars by month. In {month}: {new} new, {returning} returning, {reactivated} reactivated,"
                " {lapsed} lapsed. All numbers stand in the table below."
            ).format(**values),
            charts.movements(months, fmt, width=WIDE),
            charts.movements(months[-24:], fmt, width=NARROW),
        ),
        MonthChart(
            _("Net revenue"),
            tuple((kind, charts.COLOURS[kind]) for kind in ("new", "reactivated", "returning")),
            _("Bars by month. In {month}: {total}. All numbers stand in the table below.").format(
                month=values["month"], total=fmt.money(total)
            ),
            charts.revenue(months, fmt, width=WIDE),
            charts.revenue(months[-24:], fmt, width=NARROW),
        ),
    ]


def _calibration(check: FitCheck, fmt: Formatter) -> Drawing:
    alternative = _(
        "Points for {n} groups of customers: orders forecast against orders that came. The numbers stand in the table"
        " beside it."
    ).format(n=fmt.count(len(check.bins)))
    return Drawing(alternative, charts.calibration(check, fmt, width=360))
