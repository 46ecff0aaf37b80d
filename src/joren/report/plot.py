"""A plot's frame and what is drawn into it, as SVG.

Colours are CSS variables of the page's design system with a fallback, so that one drawing serves light and dark and
can stand alone; texts stay text, so that the reader's own fonts draw every script.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from markupsafe import Markup

MUTED, LINE = "var(--muted, #585f69)", "var(--line, #e2e2de)"

#: Size of letters, and room above the plot and right of it, in CSS pixels.
_LETTER, _TOP, _RIGHT = 11, 11, 5
#: From an axis to its words, and from there to the axis' title.
_GAP, _TITLE = 5, 16


@dataclass
class Plot:
    """A plot `width` wide in all and `height` high without its words, over the range `low` … `high`.

    `labels` are what stands beside the height of each value; what else is drawn is added part by part.
    """

    width: int
    height: int
    low: float
    high: float
    labels: dict[float, str]
    title: str = ""  # of the upright axis
    parts: list[Markup] = field(default_factory=list)

    def __post_init__(self) -> None:
        beside = max((_wide(label) for label in self.labels.values()), default=0) + 2 * _GAP
        self.left = round(beside + (_TITLE if self.title else 0))
        self.right = self.width - _RIGHT
        for value, label in self.labels.items():
            self.line(self.left, self.y(value), self.right, self.y(value))
            self.text(label, self.left - _GAP, self.y(value) + 3, "end")
        if self.title:
            self.text(self.title, _LETTER, self.y((self.low + self.high) / 2), "middle", turned=True)

    @property
    def bottom(self) -> int:
        """Where the plot ends and the words below it begin."""
        return _TOP + self.height

    def y(self, value: float) -> float:
        """How far down a value is drawn."""
        return self.bottom - (value - self.low) / (self.high - self.low) * self.height

    def line(self, x1: float, y1: float, x2: float, y2: float, *, dashed: bool = False) -> None:
        """A thin line; dashed ones are drawn in the colour of words."""
        look = Markup('stroke="{}" stroke-dasharray="4 4"').format(MUTED) if dashed else _thin()
        self.parts.append(
            Markup('<path d="M{} {}L{} {}" {}/>').format(_n(x1), _n(y1), _n(x2), _n(y2), look),
        )

    def text(self, words: str, x: float, y: float, anchor: str, *, turned: bool = False) -> None:
        """Words that start, end or have their middle at a place; turned ones run upwards."""
        turn = Markup(' transform="rotate(-90 {} {})"').format(_n(x), _n(y)) if turned else ""
        self.parts.append(
            Markup('<text x="{}" y="{}" text-anchor="{}" fill="{}"{}>{}</text>').format(
                _n(x), _n(y), anchor, MUTED, turn, words
            )
        )

    def below(self, words: str, x: float) -> None:
        """Words below the plot, around x, moved where they would be cut off at the drawing's edges."""
        half = _wide(words) / 2
        x = max(half, min(x, self.width - half))
        self.text(words, x, self.bottom + _LETTER + _GAP, "middle")

    def bar(self, x: float, width: float, begin: float, end: float, colour: str, *, pale: bool) -> None:
        """An upright bar between two values."""
        top, height = self.y(max(begin, end)), abs(end - begin) / (self.high - self.low) * self.height
        faint = Markup(' opacity="0.5"') if pale else ""
        self.parts.append(
            Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"{}/>').format(
                _n(x), _n(top), _n(width), _n(height), colour, faint
            )
        )

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """A round point."""
        self.parts.append(
            Markup('<circle cx="{}" cy="{}" r="{}" fill="{}" opacity="0.9"/>').format(_n(x), _n(y), _n(radius), colour)
        )

    def svg(self, *, lines_below: int = 1) -> Markup:
        """The whole drawing, with room for so many lines of words below the plot. It scales to the width it is given.

        It says nothing to screen readers: the page names each chart and gives its numbers as a table.
        """
        height = self.bottom + lines_below * (_LETTER + _GAP) + _GAP
        return Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" font-family="sans-serif" font-size="{}"'
            ' fill="none">{}</svg>'
        ).format(self.width, height, _LETTER, Markup().join(self.parts))


def _thin() -> Markup:
    return Markup('stroke="{}"').format(LINE)


def _wide(words: Iterable[str]) -> float:
    """About how wide words are: Chinese and Japanese characters are as wide as high, others a little over half."""
    return sum(_LETTER if unicodedata.east_asian_width(letter) in "WF" else _LETTER * 0.6 for letter in words)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
