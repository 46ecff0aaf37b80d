"""The cohort tables as the page shows them: how many rows and columns, what each cell says, how dark it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from joren.language import gettext as _
from joren.report.contents import CohortRow, CohortTable
from joren.report.formatting import Formatter

#: The page shows the latest cohorts and the first periods of each; the JSON has all.
MOST_ROWS = {"week": 26, "month": 36, "quarter": 24}
MOST_COLUMNS = {"week": 26, "month": 36, "quarter": 24}

#: Columns that do not fit on paper are hidden there.
ON_PAPER = 20

#: Shades of a heat table; the strongest still carries ink.
SHADES = 9


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text and its class."""

    text: str
    style: str


@dataclass(frozen=True, slots=True)
class Row:
    """One cohort."""

    name: str
    size: str
    cells: tuple[Cell, ...]
    all: bool = False  # the row of all cohorts together


@dataclass(frozen=True, slots=True)
class View:
    """One table: one period and one measure."""

    period: str
    measure: str
    title: str
    caption: str
    columns: range
    rows: tuple[Row, ...]
    cohorts: int  # how many of them are shown
    hidden_rows: int
    hidden_columns: int

    @property
    def far_columns(self) -> bool:
        """Whether some columns do not fit on paper."""
        return len(self.columns) > ON_PAPER


def views(tables: tuple[CohortTable, ...], fmt: Formatter) -> list[View]:
    """Every table in every measure, for the periods that have cohorts."""
    return [
        _view(table, measure, fmt) for table in tables if table.rows for measure in ("customers", "orders", "revenue")
    ]


def _view(table: CohortTable, measure: str, fmt: Formatter) -> View:
    most = MOST_COLUMNS[table.period]
    rows = table.rows[-MOST_ROWS[table.period] :]
    width = min(most, max(len(row.customers) for row in rows))
    longest = max(len(row.customers) for row in table.rows)
    top = _strongest(rows, measure)
    shown = [
        Row(fmt.period(row.start, table.period), fmt.count(row.size), tuple(_cells(row, measure, width, top, fmt)))
        for row in rows
    ]
    if measure == "customers" and len(rows) > 1:
        shown.insert(0, _together(rows, width, top, fmt))
    return View(
        period=table.period,
        measure=measure,
        title=_TITLES[measure](),
        caption=_CAPTIONS[table.period](),
        columns=range(width),
        rows=tuple(shown),
        cohorts=len(rows),
        hidden_rows=len(table.rows) - len(rows),
        hidden_columns=max(0, longest - most),
    )


def _cells(row: CohortRow, measure: str, width: int, top: float, fmt: Formatter) -> Iterator[Cell]:
    values = getattr(row, measure)
    for at in range(width):
        far = " far" if at >= ON_PAPER else ""
        if at >= len(values):
            yield Cell("", far.strip())
            continue
        value = values[at]
        if measure == "customers":
            share = value / row.size if row.size else 0.0
            text, strength = fmt.share(share, 0), share
        elif measure == "orders":
            text, strength = fmt.count_short(value), value
        else:
            text, strength = fmt.money_short(value), value
        style = "open" if at >= row.complete and at else f"h{_shade(strength, top)}" if at else "first"
        yield Cell(text, style + far)


def _together(rows: tuple[CohortRow, ...], width: int, top: float, fmt: Formatter) -> Row:
    """All shown cohorts as one: each period over those for which it is whole, lest young ones drag it down."""
    cells = []
    for at in range(width):
        whole = [row for row in rows if at < row.complete or at == 0]
        size = sum(row.size for row in whole)
        far = " far" if at >= ON_PAPER else ""
        if not size:
            cells.append(Cell("", far.strip()))
            continue
        share = sum(row.customers[at] for row in whole) / size
        cells.append(Cell(fmt.share(share, 0), (f"h{_shade(share, top)}" if at else "first") + far))
    return Row(_("Together"), fmt.count(sum(row.size for row in rows)), tuple(cells), all=True)


def _strongest(rows: tuple[CohortRow, ...], measure: str) -> float:
    """The value that gets the strongest shade: the greatest of those after the first period, which dwarfs the rest."""
    if measure == "customers":
        return max((n / row.size for row in rows if row.size for n in row.customers[1:]), default=0.0)
    return max((value for row in rows for value in getattr(row, measure)[1:]), default=0)


def _shade(value: float, top: float) -> int:
    return 0 if value <= 0 or top <= 0 else min(SHADES, 1 + int(value / top * SHADES * 0.999))


_TITLES = {
    "customers": lambda: _("Customers who ordered, as a share of the cohort"),
    "orders": lambda: _("Orders"),
    "revenue": lambda: _("Net revenue"),
}
_CAPTIONS = {
    "week": lambda: _("Cohorts by the week of the first order; across, weeks since then."),
    "month": lambda: _("Cohorts by the month of the first order; across, months since then."),
    "quarter": lambda: _("Cohorts by the quarter of the first order; across, quarters since then."),
}
