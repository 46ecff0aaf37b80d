"""The key figures: what orders say, and beside it what the shop's model says."""

from __future__ import annotations

from collections.abc import Iterable

from joren.metrics import Reading, Readings
from joren.report.contents import Figure, Unit

#: The figures that need the model are shown after the one they belong with.
_AFTER = {"retention_rate_sets": "retention_rate_model", "clv_formula": "clv_model"}


def figures(readings: Readings, modelled: Iterable[Figure]) -> tuple[Figure, ...]:
    """All key figures, in the order in which they are shown."""
    by_key = {figure.key: figure for figure in modelled}
    shown = []
    for reading in readings.values():
        shown.append(figure(reading))
        beside = by_key.get(_AFTER.get(reading.key, ""))
        if beside is not None:
            shown.append(beside)
    return tuple(shown)


def figure(reading: Reading) -> Figure:
    """A metric as the report shows it."""
    return Figure(
        key=reading.key,
        unit=Unit(reading.unit),
        value=reading.value,
        previous=reading.previous,
        why_none=reading.why_none,
        trend=reading.trend,
        higher_is_better=reading.higher_is_better,
    )
