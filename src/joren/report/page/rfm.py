"""The grid of recency and frequency as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass

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
