"""How a figure moved since the window before, and whether that is good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joren.language import gettext as _
from joren.report.contents import Figure, Unit
from joren.report.formatting import Formatter


@dataclass(frozen=True, slots=True)
class Change:
    """`text` to read, such as “+2.1 points”; `verdict` says how to take it."""

    text: str
    direction: Literal["up", "down", "flat"]
    verdict: Literal["good", "bad", "neutral"]


def change(figure: Figure, fmt: Formatter) -> Change | None:
    """The move from `previous` to `value`: in points for shares, in per cent for the rest; None when not known."""
    if figure.value is None or figure.previous is None:
        return None
    if figure.unit is Unit.SHARE:
        moved = round((figure.value - figure.previous) * 100, 1)
        text = _("{points} points").format(points=fmt.signed(moved))
    elif figure.previous:
        moved = round((figure.value / figure.previous - 1) * 100, 1)
        text = _("{percent}%").format(percent=fmt.signed(moved))
    else:
        return None
    direction: Literal["up", "down", "flat"] = "up" if moved > 0 else "down" if moved < 0 else "flat"
    return Change(text, direction, _verdict(direction, figure.higher_is_better))


def _verdict(direction: str, higher_is_better: bool | None) -> Literal["good", "bad", "neutral"]:
    if direction == "flat" or higher_is_better is None:
        return "neutral"
    return "good" if (direction == "up") is higher_is_better else "bad"
