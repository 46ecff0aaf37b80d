"""Where a chart's axes are marked."""

from __future__ import annotations

import math


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


def every(many: int, at_most: int) -> list[int]:
    """Evenly spaced places among `many`, no more than `at_most`, the first among them."""
    return list(range(0, many, max(1, math.ceil(many / at_most))))


def _round(value: float) -> float:
    rounded = float(f"{value:.6g}")
    return int(rounded) if rounded == int(rounded) else rounded
