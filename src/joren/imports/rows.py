"""The rows of a file, read by a layout, in an order that brings together what belongs together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import ibis
import msgspec
import pyarrow as pa

from joren.engine.duckdb import DuckDBEngine
from joren.errors import InputError
from joren.events.times import EARLIEST_US
from joren.imports.json_lines import BROKEN, as_table, is_json_lines
from joren.imports.kinds import Kind
from joren.imports.layouts import layout_of
from joren.imports.layouts.base import Layout
from joren.imports.trouble import RejectedError, Trouble
from joren.language import gettext as _
from joren.orders.cells.columns import Parser
from joren.orders.cells.functions import install
from joren.orders.files import Opened, open_file
from joren.orders.files.folder import ScratchFolder
from joren.orders.recognise import LINE, listed
from joren.spreadsheet import fused

#: What one import may take for sorting before it uses the disk.
_MEMORY = "384MB"
_AT_ONCE = 2000
_NOTHING = frozenset({"", "nan", "null", "none", "n/a", "#n/a", "nat", "<na>", "-"})
_encode = msgspec.json.Encoder().encode


class MisreadError(Exception):
    """A text turned out to be in another encoding than its samples showed."""


@dataclass(frozen=True)
class Source:
    """One table of a file, with the layout it has."""

    opened: Opened
    layout: Layout
    names: dict[str, str]
    """The layout's words, and the file's columns."""
    zone: str
    """Of moments that do not say theirs."""


class Row:
    """One row. What a word's cell holds is read when it is asked for."""

    __slots__ = ("_cells", "_source", "line")

    def __init__(self, source: _Reading, cells: Sequence[Any]) -> None:
        self._source, self._cells = source, cells
        self.line: int = cells[0]

    @property
    def cells(self) -> Sequence[Any]:
        """The cells as they stand in the file."""
        return self._cells[1 : 1 + self._source.width]

    def text(self, word: str, most: int = 4000) -> str | None:
        """A cell as text without blanks around it; None for nothing."""
        place = self._source.raw.get(word)
        if place is None:
            return None
        text = as_text(self._cells[place])
        return None if text is None or text.casefold() in _NOTHING else text[:most]

    def number(self, word: str) -> float | None:
        """A cell as a number; raises `RejectedError` for one that is none."""
        value = self._cells[place] if (place := self._source.parsed.get(word)) is not None else None
        if value is None or abs(value) > 1e12 or value != value:  # noqa: PLR0124
            if self.text(word) is not None:
                raise RejectedError(Trouble.BAD_AMOUNT)
            return None
        return float(value)

    def moment(self, word: str) -> int | None:
        """A cell as microseconds since 1970; raises `RejectedError` for one that is none or cannot be."""
        place = self._source.parsed.get(word)
        if place is None:
            return None
        value, is_utc = self._cells[place], self._cells[place + 1]
        if value is None:
            if self.text(word) is not None:
                raise RejectedError(Trouble.BAD_DATE)
            return None
        us = self._source.to_us(value, is_utc=bool(is_utc))
        if not EARLIEST_US <= us <= self._source.latest_us:
            raise RejectedError(Trouble.IMPOSSIBLE_DATE)
        return us

    def broken(self) -> bool:
        """Whether the line was no row at all."""
        place = self._source.columns.get(BROKEN)
        return place is not None and bool(self._cells[place])

    def others(self) -> Iterator[tuple[str, str]]:
        """The cells of columns that are no word of the layout, with their headers."""
        for header, place in self._source.others.items():
            text = as_text(self._cells[place])
            if text is not None:
                yield header, text


def as_text(cell: Any) -> str | None:
    """A cell as text; None for nothing."""
    if cell is None:
        return None
    if isinstance(cell, str):
        return fused(cell.strip()).replace("\0", "") or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat()
    if isinstance(cell, list | dict):
        return _encode(cell).decode()
    if isinstance(cell, bytes | bytearray):
        return bytes(cell).decode("utf-8", "replace")
    return str(cell)


class _Reading:
    """Where the rows of one source have what."""

    def __init__(self, source: Source, latest_us: int) -> None:
        self.source, self.latest_us = source, latest_us
        self.headers = tuple(source.opened.headers)
        self.width = len(self.headers)
        self.columns = {header: place for place, header in enumerate(self.headers, 1)}
        self.raw = {word: self.columns[header] for word, header in source.names.items()}
        self.parsed: dict[str, int] = {}
        taken = set(source.names.values()) | {BROKEN}
        self.others = {header: place for header, place in self.columns.items() if header not in taken}
        self._zone = ZoneInfo(source.layout.zone or source.zone)
        self._is_utc = self._zone.key == "UTC"

    def to_us(self, value: datetime, *, is_utc: bool) -> int:
        """A moment of the engine in microseconds since 1970."""
        if value.tzinfo is None:
            value = value.replace(tzinfo=UTC if is_utc or self._is_utc else self._zone)
        whole = (value - _EPOCH).total_seconds() if value.tzinfo is UTC else value.timestamp()
        return round(whole * 1_000_000)

    def table(self, rows: ibis.Table) -> ibis.Table:
        """The rows with their line, their cells, and what words were read as."""
        layout, names, opened = self.source.layout, self.source.names, self.source.opened
        parser = Parser(rows, opened.sample, opened.settle, opened.text_functions)
        wanted: dict[str, Any] = {LINE: rows[LINE], **{header: rows[header] for header in self.headers}}
        for word, header in names.items():
            if word in layout.numbers:
                self.parsed[word] = len(wanted)
                wanted[f"joren {word}"] = parser.number(header)
            elif word in layout.moments:
                value, aware = parser.moment(header)
                self.parsed[word] = len(wanted)
                wanted |= {f"joren {word}": value, f"joren {word} aware": aware}
        return rows.select(**wanted)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def open_sources(
    kind: Kind, path: Path, wish: Mapping[str, str] | None, zone: str, *, careful: bool = False
) -> list[Source]:
    """The tables in a file, each with its layout. Raises `InputError` for what cannot be read as one of this kind."""
    engine = new_engine()
    scratch = ScratchFolder() if is_json_lines(path) else None
    place = as_table(path, scratch) if scratch else path
    try:
        tables = open_file(place, engine, lambda headers: layout_of(kind, headers) is not None, careful=careful)
        return [Source(one, *_layout(kind, one, wish), zone) for one in (_held(each, scratch) for each in tables)]
    except (duckdb.Error, pa.ArrowException) as error:
        raise unreadable(path.name, error) from error


def new_engine() -> DuckDBEngine:
    """A DuckDB that may take little memory."""
    engine = DuckDBEngine.in_memory(memory_limit=_MEMORY, threads=2)
    install(engine.backend.con)
    return engine


def unreadable(name: str, error: Exception) -> InputError:
    """What to say when the engine gives up."""
    return InputError(
        _("{file} cannot be read: {reason}").format(file=name, reason=str(error).split("\n")[0]), code="import.unreadable"
    )


def _held(opened: Opened, scratch: ScratchFolder | None) -> Opened:
    """The file in between lives as long as the table."""
    if scratch is None:
        return opened
    from dataclasses import replace  # noqa: PLC0415

    return replace(opened, held=(scratch, opened.held))


def _layout(kind: Kind, opened: Opened, wish: Mapping[str, str] | None) -> tuple[Layout, dict[str, str]]:
    headers = opened.headers
    if wish:
        return _mapped(kind, opened, wish)
    found = layout_of(kind, headers)
    if found is None:
        raise InputError(
            _("{file} is no list of {kind} that we know.\nColumns found: {columns}.").format(
                file=opened.name, kind=kind.value, columns=listed(headers)
            ),
            code="import.not_recognised",
        )
    return found


def _mapped(kind: Kind, opened: Opened, wish: Mapping[str, str]) -> tuple[Layout, dict[str, str]]:
    """The layout of the file, or the plain one, with the columns that the user names."""
    from joren.imports.layouts import LAYOUTS  # noqa: PLC0415

    headers = opened.headers
    plain = next(layout for layout in reversed(LAYOUTS[kind]) if layout.name == "plain")
    layout, names = layout_of(kind, headers) or (plain, {})
    exact = {header.casefold(): header for header in headers}
    for word, column in wish.items():
        if word not in layout.headers and not word.startswith("traits."):
            raise InputError(
                _("“{word}” is nothing that a column can be mapped to. What can be: {words}.").format(
                    word=word, words=", ".join(layout.headers)
                ),
                code="import.unknown_word",
            )
        if column.casefold() not in exact:
            raise InputError(
                _("{file} has no column “{wanted}”.").format(file=opened.name, wanted=column)
                + "\n"
                + _("Columns found: {columns}.").format(columns=listed(headers)),
                code="import.no_such_column",
            )
        header = exact[column.casefold()]
        names = {held: taken for held, taken in names.items() if taken != header} | {word: header}
    if not all(word in names for word in layout.needed) or not all(set(names) & words for words in layout.one_of):
        raise InputError(
            _("{file} is no list of {kind} that we know.\nColumns found: {columns}.").format(
                file=opened.name, kind=kind.value, columns=listed(headers)
            ),
            code="import.not_recognised",
        )
    return layout, names


def count_rows(source: Source) -> int:
    """How many rows the table has; a look at every cell, after which it is known which rows are broken.

    Raises `MisreadError` when the bytes show another encoding.
    """
    engine = source.opened.engine
    assert isinstance(engine, DuckDBEngine)  # noqa: S101  (files are read by DuckDB)
    sql = engine.backend.compile(source.opened.table)
    found = engine.backend.con.execute(f"SELECT count(*), count(COLUMNS(*)) FROM ({sql})").fetchone()  # noqa: S608
    if source.opened.misread():
        raise MisreadError
    return int(found[0])


def read_rows(source: Source, by: Sequence[str], latest_us: int) -> Iterator[Row]:
    """The rows, sorted by the cells of these words and then by line. The table's rows are not all in memory at once."""
    engine, opened = source.opened.engine, source.opened
    assert isinstance(engine, DuckDBEngine)  # noqa: S101
    if opened.numbered is None:
        return
    reading = _Reading(source, latest_us)
    connection = engine.backend.con
    connection.execute("SET preserve_insertion_order = true")  # rows are numbered in the file's order
    table = reading.table(opened.numbered())
    keys = [_key(reading, table, word) for word in by if word in source.names]
    sql = engine.backend.compile(table.order_by([*keys, LINE]) if keys else table)
    result = connection.execute(sql)
    while batch := result.fetchmany(_AT_ONCE):
        for cells in batch:
            yield Row(reading, cells)


def _key(reading: _Reading, table: ibis.Table, word: str) -> Any:
    if word in reading.parsed:
        return table[f"joren {word}"]
    return table[reading.source.names[word]].cast("string").strip().lower()
