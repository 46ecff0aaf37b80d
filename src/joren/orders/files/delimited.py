"""Delimited text (CSV and its kin): the delimiter, the header, and DuckDB's parallel reader over the rest."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis

from joren.engine.duckdb import DuckDBEngine
from joren.errors import InputError
from joren.language import gettext as _
from joren.orders.files.encoding import encoding_of, first_not_utf8, pieces_of, to_utf8
from joren.orders.files.folder import ScratchFolder
from joren.orders.files.lost_rows import Counted, Lost, Remembered
from joren.orders.files.odd_rows import are_many, has_endless_line
from joren.orders.files.opened import Opened
from joren.orders.files.quoting import name, text
from joren.orders.files.spaced import columns_apart, open_spaced
from joren.orders.files.typed import Kinds
from joren.orders.layouts.cdnow import COLUMNS

_DELIMITERS = (",", ";", "\t", "|")
#: Lines above the header that some exports carry: a title, a date, an empty line.
_LINES_ABOVE = 10
#: Whether some layout knows these headers.
Knows = Callable[[Sequence[str]], bool]


@dataclass(frozen=True)
class Dialect:
    """How a text file is written. `skip`: lines before the first row, the header's own included."""

    delimiter: str
    headers: tuple[str, ...]
    skip: int


def open_delimited(path: Path, engine: DuckDBEngine, knows: Knows, shown: str, *, careful: bool = False) -> Opened:
    """Open a text file; `shown` is how messages call it. `careful`: look at every byte to learn the encoding."""
    pieces = pieces_of(path)
    if careful and (piece := first_not_utf8(path)):
        pieces.append(piece)
    encoding = encoding_of(pieces)
    if encoding is None:
        raise not_a_table(shown)
    decoded = [
        piece.decode(encoding if number == 0 else encoding.removesuffix("-sig"), "replace")
        for number, piece in enumerate(pieces)
    ]
    count, has_header = columns_apart(decoded[0]) or (0, False)
    apart = COLUMNS.get(count)
    dialect = None if apart else dialect_of(decoded[0], knows, shown)
    plain = (
        encoding in ("utf-8", "utf-8-sig")
        and not _packed(path)
        and _ends_lines_plainly(decoded[0])
        and not has_endless_line(path)
    )
    scratch = None if plain else ScratchFolder()
    if scratch:
        source = scratch.path / "text.csv"
        to_utf8(path, encoding, source)
    else:
        source = path
    if dialect is None:
        return open_spaced(
            str(source), engine, apart or (), shown, skip=int(has_header), encoding=encoding, held=scratch
        )
    return _opened(source, engine, dialect, decoded=decoded, shown=shown, encoding=encoding, held=scratch)


def _packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _ends_lines_plainly(start: str) -> bool:
    return "\n" in start or "\r" not in start


def not_a_table(shown: str) -> InputError:
    """What to say of a file that is no table."""
    return InputError(
        _(
            "{file} is no table of orders: it is neither text (CSV) nor Excel (XLSX) nor Parquet. "
            "Export the orders as CSV and try again."
        ).format(file=shown),
        code="file.not_a_table",
    )


def dialect_of(start: str, knows: Knows, shown: str) -> Dialect:
    """The delimiter and the header of a text, by its start."""
    if not start.strip():
        raise InputError(_("{file} is empty.").format(file=shown), code="file.empty")
    best: tuple[tuple[bool, float], Dialect] | None = None
    for delimiter in _DELIMITERS:
        rows = _rows(start, delimiter)
        for number, (row, line) in enumerate(rows[:_LINES_ABOVE]):
            headers = unique(row)
            if len(row) < 2:
                continue
            following = rows[number + 1 : number + 200]
            even = sum(len(other) == len(row) for other, _line in following) / max(1, len(following))
            score = (knows(headers), len(row) * (0.1 + even))
            if best is None or score > best[0]:
                best = (score, Dialect(delimiter, headers, line))
            if score[0]:
                break
            if number and not score[0]:
                continue
    if best is None:
        return Dialect(",", unique(_rows(start, ",")[0][0] or [""]), 1)
    return best[1]


def _rows(start: str, delimiter: str) -> list[tuple[list[str], int]]:
    reader = csv.reader(io.StringIO(start.replace("\0", ""), newline=""), delimiter=delimiter)
    rows: list[tuple[list[str], int]] = []
    try:
        for row in reader:
            if row:
                rows.append((row, reader.line_num))
            if len(rows) > 5000:
                break
    except csv.Error:  # a cell larger than the module allows, cut off at the sample's end or not
        pass
    return rows or [([""], 1)]


def unique(row: Sequence[str]) -> tuple[str, ...]:
    """Headers as column names: trimmed, never empty, none twice."""
    seen: set[str] = set()
    names = []
    for number, cell in enumerate(row, start=1):
        base = cell.strip().lstrip("\ufeff").strip() or f"column {number}"
        header, again = base, 2
        while header.casefold() in seen:
            header, again = f"{base} ({again})", again + 1
        seen.add(header.casefold())
        names.append(header)
    return tuple(names)


def _opened(
    source: Path, engine: DuckDBEngine, dialect: Dialect, *, decoded: list[str], shown: str, encoding: str, held: Any
) -> Opened:
    rows = _sampled(decoded, dialect)
    even = [row for row in rows if len(row) == len(dialect.headers)]
    many = are_many(rows, len(dialect.headers), sum(map(len, decoded)), source.stat().st_size)
    lost: Lost = _counted(engine, source, dialect) if many else Remembered(engine, source)
    scan = scan_of(source, dialect, lost.option)

    def typed(kinds: Kinds) -> ibis.Table:
        option = lost.option_typed if isinstance(lost, Remembered) else lost.option
        return engine.view(f"SELECT * FROM {scan_of(source, dialect, option, kinds)}", "typed")  # noqa: S608

    return Opened(
        name=shown,
        engine=engine,
        table=engine.view(f"SELECT * FROM {scan}", "rows"),  # noqa: S608
        sample={header: [row[place] for row in even] for place, header in enumerate(dialect.headers)},
        settle=lambda column: settle_by_all(engine, scan, column),
        encoding=encoding.removesuffix("-sig"),
        delimiter=dialect.delimiter,
        broken=lost.count,
        misread=lambda: held is None and lost.misread(),
        numbered=lambda: _numbered(engine, source, dialect),
        typed=None if many else typed,
        mistyped=lost.mistyped,
        broken_rows=lost.rows,
        held=held,
    )


def _counted(engine: DuckDBEngine, source: Path, dialect: Dialect) -> Counted:
    scan = scan_of(source, dialect, Counted.option)
    lines = f"SELECT sum(1 + {_ends(dialect)}) FROM {scan}"  # noqa: S608
    return Counted(engine, source, dialect.delimiter, len(dialect.headers), dialect.skip, lines)


def scan_of(source: Path, dialect: Dialect, errors: str, kinds: Kinds = Kinds()) -> str:  # noqa: B008  (frozen)
    """DuckDB's call that reads a text file in UTF-8; `errors` says what becomes of broken rows."""
    columns = ", ".join(f"{text(header)}: '{kinds.of(header)}'" for header in dialect.headers)
    moments = f"timestampformat = {text(kinds.pattern)}, " if kinds.pattern else ""
    return (
        f"read_csv({text(str(source))}, auto_detect = false, header = false, skip = {dialect.skip}, "
        f"columns = {{{columns}}}, delim = {text(dialect.delimiter)}, quote = '\"', escape = '\"', "
        f"compression = 'none', {moments}{errors})"
    )


def _sampled(decoded: list[str], dialect: Dialect) -> list[list[str]]:
    rows: list[list[str]] = []
    for number, piece in enumerate(decoded):
        whole = piece if number == 0 else piece[piece.find("\n") + 1 :]
        taken = [row for row, line in _rows(whole, dialect.delimiter) if number or line > dialect.skip]
        rows += taken[:-1] if len(taken) > 1 else taken  # the last one may be cut off
    return rows


def _numbered(engine: DuckDBEngine, source: Path, dialect: Dialect) -> ibis.Table:
    scan = scan_of(source, dialect, "ignore_errors = true")
    # A cell may go over several lines: those of all rows before this one move it down.
    before = f"sum({_ends(dialect)}) OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    line = f"({dialect.skip} + row_number() OVER () + coalesce({before}, 0))::BIGINT"
    return engine.view(f'SELECT *, {line} AS "joren line" FROM {scan}', "numbered")  # noqa: S608


def _ends(dialect: Dialect) -> str:
    """How many ends of lines a row has within its cells."""
    cells = (name(header) for header in dialect.headers)
    return " + ".join(f"coalesce(len({cell}) - len(replace({cell}, chr(10), '')), 0)" for cell in cells)


def settle_by_all(engine: DuckDBEngine, relation: str, column: str) -> bool | None:
    """Whether the whole of a column shows that the day comes first; None when nothing in it shows anything."""
    shape = r"^\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}"
    parts = [f"max(try_cast(regexp_extract({name(column)}, '{shape}', {part}) AS INTEGER))" for part in (1, 2)]
    first, second = engine.backend.con.execute(f"SELECT {', '.join(parts)} FROM {relation}").fetchall()[0]  # noqa: S608
    if max(first or 0, second or 0) <= 12:
        return None
    return bool((first or 0) > 12)
