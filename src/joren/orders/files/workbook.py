"""Excel workbooks: each sheet that is a table of orders, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import python_calamine

from joren.engine.duckdb import DuckDBEngine
from joren.errors import InputError
from joren.language import gettext as _
from joren.orders.files.delimited import Knows, not_a_table, settle_by_all, unique
from joren.orders.files.numbering import numbered
from joren.orders.files.opened import Opened

_LINES_ABOVE = 10
_BATCH = 50_000


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
    return [
        _open(found.headers, found.rows, engine, f"{shown} › {name}" if several else shown)
        for name, found in known
    ]


def _broken(path: Path, shown: str) -> InputError:
    with path.open("rb") as file:
        start = file.read(4096)
    if b"EncryptedPackage" in start or start.startswith(b"\xd0\xcf\x11\xe0"):
        return InputError(
            _(
                "{file} is protected by a password, or an old or broken Excel file. Save it as XLSX without a password, or export the orders as CSV."
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


def _open(headers: tuple[str, ...], rows: list[tuple[int, list[Any]]], engine: DuckDBEngine, shown: str) -> Opened:
    schema = pa.schema([(header, pa.string()) for header in headers])
    lines = [line for line, _row in rows]
    batches = [_batch(rows[start : start + _BATCH], schema) for start in range(0, len(rows), _BATCH)]
    table = pa.Table.from_batches(batches, schema)
    bound = engine.bring(table, "sheet")
    relation = f"({engine.backend.compile(bound)})"
    sample = {
        header: [cell for cell in table.column(place).slice(0, 2000).to_pylist() if cell]
        for place, header in enumerate(headers)
    }
    return Opened(
        shown,
        engine,
        bound,
        sample,
        lambda column: settle_by_all(engine, relation, column),
        numbered=lambda: numbered(engine, table, lines),
        held=table,
    )


def _batch(rows: Sequence[tuple[int, list[Any]]], schema: pa.Schema) -> pa.RecordBatch:
    columns: Iterable[Any] = zip(*(row for _line, row in rows), strict=True)
    return pa.record_batch(
        [pa.array([as_text(cell) for cell in column], pa.string()) for column in columns], schema=schema
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
    return str(cell)
