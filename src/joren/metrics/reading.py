"""One metric of one shop, with what it was before and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

#: What a reading is a number of. Money is in minor units of the shop's currency, shares lie between 0 and 1 as a rule.
Unit = Literal["share", "count", "number", "days", "money"]


@dataclass(frozen=True, slots=True)
class Point:
    """The value of one month, which begins on `start`. None: the data does not reach that far."""

    start: date
    value: float | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One metric over a window that ends with the day as of which the orders stand.

    `previous` is the same one window earlier, `trend` has a point for each calendar month, the last of which may be
    under way. Without a value, `why_none` says why, in words.
    """

    key: str
    unit: Unit
    value: float | None
    previous: float | None
    trend: tuple[Point, ...]
    why_none: str | None = None
    higher_is_better: bool | None = True
