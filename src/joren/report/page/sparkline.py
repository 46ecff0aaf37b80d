"""The small line beside a figure: how it went, without axes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup

from joren.language import gettext as _
from joren.periods import Period, shift
from joren.report.contents import Figure, Point
from joren.report.formatting import Formatter

_WIDTH, _HEIGHT = 100, 28

#: The latest months of a longer series.
MOST = 24


def sparkline(figure: Figure, fmt: Formatter, as_of: date) -> Markup:
    """An SVG with its text alternative; nothing when fewer than three values are known.

    A month under way on `as_of` is left out: a total of nine days would end every line in a fall.
    """
    over = as_of + timedelta(days=1)
    trend = [point for point in figure.trend if shift(point.start, Period.MONTH, 1) <= over][-MOST:]
    known = [point for point in trend if point.value is not None]
    if len(known) < 3:
        return Markup()
    alternative = _("From {first} in {start} to {last} in {end}.").format(
        first=fmt.value_short(known[0].value, figure.unit),
        start=fmt.period(known[0].start, "month"),
        last=fmt.value_short(known[-1].value, figure.unit),
        end=fmt.period(known[-1].start, "month"),
    )
    line, area = _paths(trend)
    return Markup(
        '<svg viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<path class="area" d="{}"/><path d="{}"/></svg>'
    ).format(_WIDTH, _HEIGHT, alternative, area, line)


def _paths(trend: Sequence[Point]) -> tuple[str, str]:
    """The line through the known values, broken where one is missing, and the area below it."""
    values = [point.value for point in trend if point.value is not None]
    low, high = min(values), max(values)
    span = (high - low) or 1
    step = _WIDTH / max(1, len(trend) - 1)
    runs: list[list[tuple[float, float]]] = [[]]
    for at, point in enumerate(trend):
        if point.value is None:
            runs.append([])
            continue
        height = _HEIGHT / 2 if high == low else _HEIGHT - 2 - (point.value - low) / span * (_HEIGHT - 4)
        runs[-1].append((round(at * step, 1), round(height, 1)))
    runs = [run for run in runs if run]
    line = "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in run) for run in runs)
    area = "".join(
        f"M{run[0][0]:g} {_HEIGHT}L" + "L".join(f"{x:g} {y:g}" for x, y in run) + f"L{run[-1][0]:g} {_HEIGHT}Z"
        for run in runs
    )
    return line, area
