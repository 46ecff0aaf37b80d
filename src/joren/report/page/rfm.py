"""The grid of recency and frequency as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from joren.language import gettext as _
from joren.report.contents import RfmCell
from joren.report.page.cohorts import SHADES


@dataclass(frozen=True, slots=True)
class Cell:
    """The customers with one pair of scores."""

    customers: int
    revenue_share: float
    shade: int


@dataclass(frozen=True, slots=True)
class Row:
    """One recency score, frequency 1 … 5."""

    recency: int
    cells: tuple[Cell, ...]


def grid(cells: tuple[RfmCell, ...]) -> list[Row]:
    """All 25 cells, the most recent buyers on top; empty when there are no customers."""
    found = {(cell.recency, cell.frequency): cell for cell in cells}
    most = max((cell.customers for cell in cells), default=0)
    revenue = sum(cell.revenue for cell in cells) or 1
    if not most:
        return []

    def cell(recency: int, frequency: int) -> Cell:
        here = found.get((recency, frequency))
        if here is None or not here.customers:
            return Cell(0, 0.0, 0)
        return Cell(here.customers, here.revenue / revenue, max(1, round(here.customers / most * SHADES)))

    return [Row(recency, tuple(cell(recency, frequency) for frequency in range(1, 6))) for recency in range(5, 0, -1)]


@dataclass(frozen=True, slots=True)
class Corner:
    """Some of the grid's cells taken together, and what they mean."""

    name: str
    words: str
    customers: int
    revenue_share: float


_LOW, _HIGH = (1, 2), (4, 5)


def corners(cells: tuple[RfmCell, ...]) -> list[Corner]:
    """The grid's four corners: who is in each, and what to do about them."""
    return [
        _corner(cells, _HIGH, _HIGH, _("Top right"), _("They buy often, and did so lately: keep them content.")),
        _corner(
            cells, _LOW, _HIGH, _("Bottom right"), _("They used to buy often and have gone quiet: write to them first.")
        ),
        _corner(cells, _HIGH, _LOW, _("Top left"), _("Few orders, but a late one: win the next.")),
        _corner(cells, _LOW, _LOW, _("Bottom left"), _("Few orders, long ago: spend little on them.")),
    ]


def _corner(
    cells: tuple[RfmCell, ...], recency: tuple[int, int], frequency: tuple[int, int], name: str, words: str
) -> Corner:
    inside = [cell for cell in cells if cell.recency in recency and cell.frequency in frequency]
    revenue = sum(cell.revenue for cell in cells) or 1
    return Corner(name, words, sum(cell.customers for cell in inside), sum(cell.revenue for cell in inside) / revenue)
