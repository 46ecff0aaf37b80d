"""Excel workbooks: each sheet that is a table of orders, as text."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine

from joren.engine.duckdb import DuckDBEngine
from joren.errors import InputError
from joren.language import gettext as _
from joren.orders.files.delimited import Dialect, Knows, not_a_table, scan_of, settle_by_all, unique
from joren.orders.files.folder import ScratchFolder
from joren.orders.files.opened import Opened

_LINES_ABOVE = 10
_SAMPLE = 2000


def open_workbook(path: Path, engine: DuckDBEngine, knows: Knows, shown: str) -> list[Opened]:
    """Open a workbook: the sheets whose headers are known, or else its first sheet."""
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
    except python_calamine.PasswordError:
        raise InputError(
            _("{file} is protected by a password. Save it without one, or export the orders as CSV.").format(
                file=shown
            ),
            code="file.password",
        ) from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise _broken(path, shown) from None
    tables = [(name, found) for name, sheet in sheets if (found := _table(sheet, knows))]
    known = [(name, found) for name, found in tables if found.known] or tables[:1]
    if not known:
        raise InputError(_("{file} is empty.").format(file=shown), code="file.empty")
    several = len(known) > 1
    return [_open(found, engine, f"{shown} › {name}" if several else shown) for name, found in known]


def _broken(path: Path, shown: str) -> InputError:
    with path.open("rb") as file:
        start = file.read(4096)
    if b"EncryptedPackage" in start or start.startswith(b"\xd0\xcf\x11\xe0"):
        return InputError(
            _(
                "{file} is protected by a password, or an old or broken Excel file. "
                "Save it as XLSX without a password, or export the orders as CSV."
            ).format(file=shown),
            code="file.password",
        )
    if b"xl/" not in start and b"[Content_Types]" not in start:
        return not_a_table(shown)
    return InputError(
        _("{file} is a broken Excel file: it breaks off or was changed. Save or export it again.").format(file=shown),
        code="file.broken_workbook",
    )


@dataclass(frozen=True)
class _Sheet:
    headers: tuple[str, ...]
    rows: list[tuple[int, list[Any]]]  # with the line that each is on; empty ones are none
    known: bool


def _table(sheet: Any, knows: Knows) -> _Sheet | None:
    above = sheet.start[0] if sheet.start else 0
    cells = sheet.to_python(skip_empty_area=True)
    rows = [(line, row) for line, row in enumerate(cells, above + 1) if any(cell not in ("", None) for cell in row)]
    for number, (_line, row) in enumerate(rows[:_LINES_ABOVE]):
        headers = _headers(row)
        if knows(headers):
            return _Sheet(headers, rows[number + 1 :], known=True)
    return _Sheet(_headers(rows[0][1]), rows[1:], known=False) if rows else None


def _headers(row: Sequence[Any]) -> tuple[str, ...]:
    return unique([as_text(cell) or "" for cell in row])


def _open(sheet: _Sheet, engine: DuckDBEngine, shown: str) -> Opened:
    """The sheet as a text file, which DuckDB reads as it reads any other: its rows need not stay in memory."""
    scratch = ScratchFolder()
    path = scratch.path / "sheet.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for line, row in sheet.rows:
            writer.writerow([*(as_text(cell) for cell in row), line])
    dialect = Dialect(",", (*sheet.headers, "joren line"), 0)
    scan = scan_of(path, dialect, "strict_mode = true")
    sample = {
        header: [cell for _line, row in sheet.rows[:_SAMPLE] if (cell := as_text(row[place]))]
        for place, header in enumerate(sheet.headers)
    }
    rows = f'SELECT * EXCLUDE ("joren line") FROM {scan}'  # noqa: S608
    lines = f'SELECT * REPLACE ("joren line"::BIGINT AS "joren line") FROM {scan}'  # noqa: S608
    return Opened(
        shown,
        engine,
        engine.view(rows, "sheet"),
        sample,
        lambda column: settle_by_all(engine, scan, column),
        numbered=lambda: engine.view(lines, "numbered"),
        held=scratch,
    )


def as_text(cell: Any) -> str | None:
    """A cell as text in the form that the readers of text cells know best."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell.total_seconds())
    return str(cell).replace("\0", "")
