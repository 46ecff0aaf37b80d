"""The ways of people as a Sankey diagram in SVG: columns of places, bands as wide as the people who went on.

Drawn here, since no chart library of ours knows it. Colours are those of the style sheet; texts are SVG texts, escaped.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from joren.journeys import STATES, Step
from joren.report.formatting import Formatter
from joren.report.visit_words import state_name

#: Pixels: of a place across, between places, for a place's text, and for all people of a column together.
_NODE, _GAP, _TEXT, _PEOPLE = 10, 6, 15, 230
#: The outcome stands first and last; what is between keeps the order of a visit.
_PLACES = {
    state: at for at, state in enumerate(("order", *(s for s in STATES if s not in {"order", "leave"}), "leave"))
}


@dataclass(slots=True)
class _Node:
    """One place in one column: how many are there, and where it is drawn."""

    state: str
    people: int = 0
    y: float = 0.0
    height: float = 0.0
    taken_in: float = 0.0  # how much of its left and right edge has a band already
    taken_out: float = 0.0


@dataclass(slots=True)
class _Drawing:
    """The columns and what they are scaled by."""

    columns: list[dict[str, _Node]] = field(default_factory=list)
    scale: float = 1.0
    height: float = 0.0


def sankey(steps: Sequence[Step], fmt: Formatter, *, width: int, columns: int) -> Markup:
    """The first `columns` moves of these people. Nothing when there are none."""
    told = [step for step in steps if step.step < columns]
    if not told:
        return Markup()
    drawing = _placed(told, columns)
    across = (width - _NODE - _room_for_text(drawing, fmt)) / columns
    bands = Markup().join(_bands(drawing, told, across))
    nodes = Markup().join(
        _node(node, column * across, fmt, room=across - _NODE - 6 if column < columns else math.inf)
        for column, held in enumerate(drawing.columns)
        for node in held.values()
    )
    return Markup('<svg viewBox="0 0 {} {}" class="sankey">{}{}</svg>').format(
        width, round(drawing.height), bands, nodes
    )


def _placed(told: Sequence[Step], columns: int) -> _Drawing:
    held: list[dict[str, _Node]] = [{} for _ in range(columns + 1)]
    arrived: dict[tuple[int, str], int] = defaultdict(int)
    went: dict[tuple[int, str], int] = defaultdict(int)
    for step in told:
        went[step.step, step.origin] += step.people
        arrived[step.step + 1, step.to] += step.people
    for column, state in sorted({*arrived, *went}, key=lambda at: (at[0], _PLACES[at[1]])):
        people = max(arrived[column, state], went[column, state])
        held[column][state] = _Node(state, people)
    scale = _PEOPLE / max(sum(node.people for node in column.values()) for column in held if column)
    drawing = _Drawing(held, scale)
    for nodes in held:
        y = 0.0
        for node in nodes.values():
            node.height = max(1.0, node.people * scale)
            node.y = y
            y += max(node.height, _TEXT) + _GAP
        drawing.height = max(drawing.height, y)
    return drawing


def _bands(drawing: _Drawing, told: Sequence[Step], across: float) -> list[Markup]:
    found = []
    for step in sorted(told, key=lambda each: (each.step, _PLACES[each.origin], _PLACES[each.to])):
        here, there = drawing.columns[step.step][step.origin], drawing.columns[step.step + 1][step.to]
        wide = step.people * drawing.scale
        x0, x1 = step.step * across + _NODE, (step.step + 1) * across
        y0, y1 = here.y + here.taken_out, there.y + there.taken_in
        here.taken_out += wide
        there.taken_in += wide
        middle = (x0 + x1) / 2
        shape = (
            f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
            f"V{y1 + wide:.1f}C{middle:.1f} {y1 + wide:.1f} {middle:.1f} {y0 + wide:.1f} {x0:.1f} {y0 + wide:.1f}Z"
        )
        found.append(Markup('<path class="band to-{}" d="{}"/>').format(step.to, shape))
    return found


def _node(node: _Node, x: float, fmt: Formatter, *, room: float) -> Markup:
    name, count = state_name(node.state), fmt.count_short(node.people)
    # Where there is no room for the number it stands in the table alone.
    text = Markup("{} <tspan>{}</tspan>").format(name, count) if _width(f"{name} {count}") <= room else escape(name)
    return Markup(
        '<rect class="at-{}" x="{}" y="{}" width="{}" height="{}" rx="2"/><text x="{}" y="{}">{}</text>'
    ).format(
        node.state,
        f"{x:.1f}",
        f"{node.y:.1f}",
        _NODE,
        f"{node.height:.1f}",
        f"{x + _NODE + 4:.1f}",
        f"{node.y + max(node.height, _TEXT) / 2 + 4:.1f}",
        text,
    )


def _room_for_text(drawing: _Drawing, fmt: Formatter) -> float:
    """What the last column's texts take."""
    last = drawing.columns[-1].values()
    return 10 + max((_width(f"{state_name(node.state)} {fmt.count_short(node.people)}") for node in last), default=0.0)


def _width(text: str) -> float:
    """About how wide a text is; letters of Japanese and Chinese are twice as wide as others."""
    return sum(12.0 if ord(letter) > 0x2E80 else 6.8 for letter in text)
