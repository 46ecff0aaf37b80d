"""What became of the rows that DuckDB could not take apart: two ways of knowing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from joren.engine.duckdb import DuckDBEngine
from joren.orders.files.odd_rows import FEW, count_lines, odd_rows
from joren.orders.files.quoting import name, text

_PIECE = 1 << 20


class Lost(Protocol):
    """Knows, once a file was read, which of its rows are lost."""

    @property
    def option(self) -> str:
        """What DuckDB's reader has to be told."""
        ...

    def count(self) -> int:
        """How many they are."""
        ...

    def rows(self) -> Iterable[tuple[int, str]]:
        """The line that each is on, and its text."""
        ...

    def misread(self) -> bool:
        """Whether some are lost because the text is in another encoding."""
        ...

    def mistyped(self) -> bool:
        """Whether some are lost only because a cell is no such number or moment as it was read for."""
        ...


@dataclass
class Remembered:
    """DuckDB remembers them: right for a few."""

    engine: DuckDBEngine
    source: Path
    table: str = field(init=False)

    def __post_init__(self) -> None:
        self.table = self.engine._unique("broken_rows")

    @property
    def option(self) -> str:
        """What DuckDB's reader has to be told."""
        scans = text(f"{self.table}_scan")
        return f"store_rejects = true, rejects_table = {text(self.table)}, rejects_scan = {scans}"

    @property
    def option_typed(self) -> str:
        """The same where cells are read as numbers: of a column that is no numbers after all, not every row is kept."""
        return f"{self.option}, rejects_limit = {FEW}"

    def count(self) -> int:
        """How many they are."""
        return self._number(f"SELECT count(DISTINCT line_byte_position) FROM {name(self.table)}")  # noqa: S608

    def misread(self) -> bool:
        """Whether some are lost because the text is in another encoding."""
        sql = f"SELECT count(*) FROM {name(self.table)} WHERE error_type = 'INVALID ENCODING'"  # noqa: S608
        return self._number(sql) > 0

    def mistyped(self) -> bool:
        """Whether some are lost only because a cell is no such number or moment as it was read for."""
        if self._number(f"SELECT count(*) FROM {name(self.table)}") >= FEW:  # noqa: S608  (nobody knows of the rest)
            return True
        unfit = f"SELECT bool_and(error_type = 'CAST') AS unfit FROM {name(self.table)} GROUP BY line_byte_position"  # noqa: S608
        return self._number(f"SELECT count(*) FROM ({unfit}) WHERE unfit") > 0  # noqa: S608

    def rows(self) -> list[tuple[int, str]]:
        """The line that each is on, and its text."""
        sql = f"SELECT line_byte_position, any_value(csv_line) FROM {name(self.table)} GROUP BY 1 ORDER BY 1"  # noqa: S608
        found = self.engine.backend.con.execute(sql).fetchall()
        lines = _lines_at([position for position, _row in found], self.source)
        return [(line, row) for line, (_position, row) in zip(lines, found, strict=True)]

    def _number(self, sql: str) -> int:
        return int(self.engine.backend.con.execute(sql).fetchall()[0][0])


@dataclass(frozen=True)
class Counted:
    """The file is looked through once more: right for very many. `good` counts rows and the lines that they are on."""

    engine: DuckDBEngine
    source: Path
    delimiter: str
    cells: int
    skip: int
    good_lines: str  # a query
    option: str = "ignore_errors = true"

    def count(self) -> int:
        """How many they are: a line counts as one row."""
        good = self.engine.backend.con.execute(self.good_lines).fetchall()[0][0]
        return max(0, count_lines(self.source, self.skip) - int(good or 0))

    def misread(self) -> bool:
        """Nobody knows: the encoding stays as it was judged."""
        return False

    def mistyped(self) -> bool:
        """No: where rows are not remembered, all cells are read as text."""
        return False

    def rows(self) -> Iterable[tuple[int, str]]:
        """The line that each is on, and its text."""
        return odd_rows(self.source, self.delimiter, self.cells, self.skip)


def _lines_at(positions: Sequence[int], source: Path) -> list[int]:
    """The lines on which places in a file are: DuckDB counts rows, and a row may go over several lines."""
    lines, line, at = [], 1, 0
    with source.open("rb") as file:
        for position in positions:
            while at < position and (piece := file.read(min(_PIECE, position - at))):
                line += piece.count(b"\n")
                at += len(piece)
            lines.append(line)
    return lines
