"""The report's charts as Vega-Lite specifications, and their drawing as SVG.

A specification is a plain dict: `alt.Chart.from_dict(spec)` opens it in a notebook. Colours are CSS variables of the
page's design system, so that one drawing serves light and dark; texts are ready to read, so that Vega formats nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from joren.language import gettext as _
from joren.report.contents import FitCheck, Movement, Unit
from joren.report.formatting import Formatter

Spec = dict[str, Any]

#: Vega-Lite's version: the drawing must not change because a library brings a newer one.
VEGA_LITE = "5.20"

#: Outside a page that has the variables, the second name of each is drawn.
_INK, _MUTED, _LINE = "var(--ink, #1b1e23)", "var(--muted, #585f69)", "var(--line, #e2e2de)"
COLOURS = {
    "returning": "var(--series-returning, #3c62ab)",
    "new": "var(--series-new, #c6892b)",
    "reactivated": "var(--series-reactivated, #4f9a94)",
    "lapsed": "var(--series-lapsed, #b9837d)",
}

_CONFIG: Spec = {
    "aria": False,  # the page names each chart and gives its numbers as a table
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": _MUTED,
        "labelFontSize": 11,
        "titleColor": _MUTED,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "domainColor": _LINE,
        "gridColor": _LINE,
        "tickColor": _LINE,
        "tickSize": 3,
        "labelPadding": 5,
    },
    "axisX": {"grid": False, "labelAngle": 0, "labelOverlap": False, "labelFlush": False},
    "axisY": {"domain": False, "ticks": False},
}


#: What Vega says of each part to screen readers, which `aria: false` does not take away. A quote inside a text is
#: escaped, so that this ends where it should.
_SPOKEN = re.compile(r' (?:role="graphics-[a-z]+"|aria-[a-z]+="[^"]*")')


def warm_up() -> None:
    """Start the drawing engine, which takes half a second once. May run in a thread while an engine works."""
    to_svg({"data": {"values": [{"x": 0}]}, "mark": "point", "encoding": {"x": {"field": "x", "type": "quantitative"}}})


def to_svg(spec: Spec) -> str:
    """The chart as an SVG element that scales to the width it is given."""
    import vl_convert  # noqa: PLC0415  (its library is 80 MB)

    svg: str = vl_convert.vegalite_to_svg({"config": _CONFIG, **spec}, vl_version=VEGA_LITE)
    return _SPOKEN.sub("", svg)


def movements(months: Sequence[Movement], fmt: Formatter, *, width: int) -> Spec:
    """Customers per month: new, returning and reactivated upwards, lapsed downwards."""
    rows = [
        {"month": at, "kind": kind, "value": sign * getattr(month, kind), "order": order}
        for at, month in enumerate(months)
        for order, (kind, sign) in enumerate((("returning", 1), ("reactivated", 1), ("new", 1), ("lapsed", -1)))
    ]
    most = max((m.new + m.returning + m.reactivated for m in months), default=0)
    least = -max((m.lapsed for m in months), default=0)
    ticks = nice_ticks(least, most, whole=True)
    return _bars(rows, months, fmt, ticks, low=ticks[0], width=width, write=lambda value: fmt.count_short(abs(value)))


def revenue(months: Sequence[Movement], fmt: Formatter, *, width: int) -> Spec:
    """Net revenue per month by who brought it."""
    kinds = ("returning", "reactivated", "new")
    rows = [
        {"month": at, "kind": kind, "value": getattr(month, f"revenue_{kind}"), "order": order}
        for at, month in enumerate(months)
        for order, kind in enumerate(kinds)
    ]
    values = [row["value"] for row in rows]
    totals = [sum(max(0, value) for value in values[at : at + 3]) for at in range(0, len(values), 3)]
    least = min(0, min(values, default=0))
    ticks = nice_ticks(least, max(totals, default=0))
    # Some months have a kind of customers to whom a little more went back than they paid: that needs no tick.
    slight = least > (ticks[1] - ticks[0]) * -0.25
    low, ticks = (least, [tick for tick in ticks if tick >= 0]) if slight else (ticks[0], ticks)
    return _bars(rows, months, fmt, ticks, low=low, width=width, write=lambda value: fmt.value_short(value, Unit.MONEY))


def _bars(
    rows: list[Spec],
    months: Sequence[Movement],
    fmt: Formatter,
    ticks: Sequence[float],
    *,
    low: float,
    width: int,
    write: Callable[[float], str],
) -> Spec:
    open_months = [at for at, month in enumerate(months) if not month.complete]
    labelled = _every(len(months), max(2, width // 80))
    names = {at: fmt.period(months[at].start, "month") for at in labelled}
    return {
        "width": width,
        "height": 190 if width > 500 else 170,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": rows},
        # Few months give no broad slabs, many no hairlines.
        "mark": {"type": "bar", "width": min(36, max(1, round(0.72 * (width - 50) / len(months))))},
        "encoding": {
            "x": {
                "field": "month",
                "type": "ordinal",
                "axis": {"title": None, "values": labelled, "labelExpr": _lookup(names), "ticks": False},
            },
            "y": {
                "field": "value",
                "type": "quantitative",
                "stack": "zero",
                "scale": {"domain": [low, ticks[-1]], "nice": False},
                "axis": {"title": None, "values": list(ticks), "labelExpr": _lookup({t: write(t) for t in ticks})},
            },
            "color": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())},
                "legend": None,
            },
            "order": {"field": "order", "type": "quantitative"},
            # A month under way is drawn paler: it is not a bad month yet.
            "opacity": {"condition": {"test": {"field": "month", "oneOf": open_months}, "value": 0.5}, "value": 1},
        },
    }


def calibration(check: FitCheck, fmt: Formatter, *, width: int) -> Spec:
    """Orders forecast against orders that came, per customer, with the diagonal on which both are equal."""
    points = [{"predicted": each.predicted, "actual": each.actual, "customers": each.customers} for each in check.bins]
    ticks = nice_ticks(0, max((max(p["predicted"], p["actual"]) for p in points), default=1))
    names = _lookup({t: fmt.decimal(t) for t in ticks})

    def axis(title: str, **more: Any) -> Spec:
        return {"title": title, "values": list(ticks), "labelExpr": names, **more}

    scale = {"domain": [0, ticks[-1]], "nice": False}
    return {
        "width": width,
        "height": round(width * 0.72),
        "autosize": {"type": "fit", "contains": "padding"},
        "layer": [
            {
                "data": {"values": [{"x": 0, "y": 0}, {"x": ticks[-1], "y": ticks[-1]}]},
                "mark": {"type": "line", "color": _MUTED, "strokeDash": [4, 4], "strokeWidth": 1},
                "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
            },
            {
                "data": {"values": points},
                "mark": {"type": "point", "filled": True, "color": COLOURS["returning"], "opacity": 0.9},
                "encoding": {
                    "x": {
                        "field": "predicted",
                        "type": "quantitative",
                        "scale": scale,
                        "axis": axis(_("Orders forecast, per customer"), grid=True),
                    },
                    "y": {
                        "field": "actual",
                        "type": "quantitative",
                        "scale": scale,
                        "axis": axis(_("Orders that came")),
                    },
                    "size": {
                        "field": "customers",
                        "type": "quantitative",
                        "scale": {"range": [30, 260]},
                        "legend": None,
                    },
                },
            },
        ],
    }


def nice_ticks(low: float, high: float, *, wanted: int = 5, whole: bool = False) -> list[float]:
    """About `wanted` round values from at or below `low` to at or above `high`, zero among them.

    `whole` leaves out what lies between whole numbers, for things that come in one piece.
    """
    span = max(high, 0) - min(low, 0)
    if span <= 0:
        return [0, 1]
    rough = span / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * base for base in (1, 2, 2.5, 5, 10) if power * base >= rough * 0.999)
    step = max(1.0, float(math.ceil(step))) if whole else step
    first, last = math.floor(min(low, 0) / step), math.ceil(max(high, 0) / step)
    return [_round(step * k) for k in range(first, last + 1)]


def _round(value: float) -> float:
    rounded = float(f"{value:.6g}")
    return int(rounded) if rounded == int(rounded) else rounded


def _every(many: int, at_most: int) -> list[int]:
    """Evenly spaced places among `many`, no more than `at_most`, the first among them."""
    return list(range(0, many, max(1, math.ceil(many / at_most))))


def _lookup(names: Mapping[float, str] | Mapping[int, str]) -> str:
    """A Vega expression that writes each value as the name given for it."""
    pairs: Iterable[str] = (f"{_quoted(str(value))}:{_quoted(name)}" for value, name in names.items())
    return "({" + ",".join(pairs) + "})['' + datum.value]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
