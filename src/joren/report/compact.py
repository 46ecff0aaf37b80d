"""Large numbers as short as they can be read, in the steps of the language: thousands, or ten thousands (万)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

#: The steps up to a hundred million millions; what is larger keeps the last.
_POWERS = range(3, 16)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Step:
    """From `least` on, a number is written divided by `unit`, between `before` and `after`."""

    least: float
    unit: float
    before: str
    after: str


class Compact:
    """Writes positive numbers from a thousand on.

    `write` shows how the language does it: it is asked once for each power of ten, and the rest is deduced, since
    asking Babel for each cell of a table takes longer than all else on the page.
    """

    def __init__(self, write: Callable[[int], str], point: str) -> None:
        self._steps = [_step(power, write(10**power)) for power in _POWERS]
        self._least = [step.least for step in self._steps]
        self._point = point

    def __call__(self, x: float) -> str:
        """`x` with one decimal at most: 1.2M, 35K, 1.2万."""
        at = max(0, bisect_right(self._least, x) - 1)
        if at + 1 < len(self._steps) and self._steps[at + 1].unit > self._steps[at].unit:
            # 999,960 is a million when rounded, not 1,000 thousands.
            rounded = round(x / self._steps[at].unit, 1) * self._steps[at].unit
            at += rounded >= self._least[at + 1]
        step = self._steps[at]
        number = f"{x / step.unit:.1f}".removesuffix(".0").replace(".", self._point)
        return f"{step.before}{number}{step.after}"


def _step(power: int, text: str) -> _Step:
    digits = _DIGITS.search(text)
    if digits is None:  # a language whose digits are not ours: leave the number as it is
        return _Step(10.0**power, 1.0, "", "")
    return _Step(10.0**power, 10.0**power / int(digits[0]), text[: digits.start()], text[digits.end() :])
