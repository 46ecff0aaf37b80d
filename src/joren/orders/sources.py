"""From what a caller hands over to open tables of rows."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import ibis
import pyarrow as pa

from joren.engine import Engine, connect, engine_of
from joren.engine.duckdb import DuckDBEngine
from joren.errors import InputError
from joren.language import gettext as _
from joren.orders.cells.functions import install
from joren.orders.files import Opened, open_file
from joren.orders.files.delimited import Knows, settle_by_all, unique
from joren.orders.files.parquet import sample_of
from joren.orders.layouts.olist import join


def open_sources(
    source: Any, engine: Engine | None, knows: Knows, *, careful: bool = False
) -> tuple[list[Opened], Engine]:
    """Every table in `source`, open, and the engine in which the answer is wanted.

    Raises `InputError` for what is neither file nor table.
    """
    sources = list(source) if isinstance(source, list | tuple) else [source]
    if not sources:
        raise InputError(_("No file was given."), code="orders.no_source")
    tables = [one for one in sources if isinstance(one, ibis.Table)]
    wanted = engine or (engine_of(tables[0]) if tables else connect())
    # Files and data frames are read by DuckDB, whichever engine the answer goes to.
    reader = wanted if isinstance(wanted, DuckDBEngine) else DuckDBEngine.in_memory()
    install(reader.backend.con)
    opened: list[Opened] = []
    for one in sources:
        if isinstance(one, str | os.PathLike):
            opened += open_file(one, reader, knows, careful=careful)
        else:
            opened.append(_open(one, len(opened) + 1, reader, wanted))
    if len({type(one.engine) for one in opened}) > 1:
        raise InputError(
            _("Files and tables of another engine cannot be read together. Read them one after the other."),
            code="orders.mixed_engines",
        )
    return join(opened), wanted


def _open(one: Any, number: int, reader: DuckDBEngine, wanted: Engine) -> Opened:
    shown = _("table {number}").format(number=number)
    if isinstance(one, ibis.Table):
        return _open_ibis(one, shown, reader, wanted)
    if isinstance(one, pa.Table):
        return _open_arrow(one, shown, reader)
    if _is_data_frame(one):
        return _open_arrow(_from_pandas(one, shown), shown, reader)
    raise InputError(
        _("Orders are read from files, data frames, Arrow tables and Ibis tables, not from {kind}.").format(
            kind=type(one).__name__
        ),
        code="orders.unknown_source",
    )


def _is_data_frame(one: Any) -> bool:
    pandas = sys.modules.get("pandas")  # a data frame can only come from pandas that is imported already
    return pandas is not None and isinstance(one, pandas.DataFrame)


def _from_pandas(frame: Any, shown: str) -> pa.Table:
    frame = frame.copy(deep=False)
    frame.columns = unique([str(column) for column in frame.columns])
    arrays = {}
    for column in frame.columns:
        try:
            arrays[column] = pa.Array.from_pandas(frame[column])
        except (pa.ArrowException, TypeError, ValueError, OverflowError):
            # A column of mixed things, such as invoice numbers some of which bear a letter.
            texts = [None if value is None or value != value else str(value) for value in frame[column]]  # noqa: PLR0124
            arrays[column] = pa.array(texts, pa.string())
    if not arrays:
        raise InputError(_("{file} is empty.").format(file=shown), code="file.empty")
    return pa.table(arrays)


def _open_arrow(rows: pa.Table, shown: str, reader: DuckDBEngine) -> Opened:
    if not rows.num_columns:
        raise InputError(_("{file} is empty.").format(file=shown), code="file.empty")
    rows = rows.rename_columns(list(unique(rows.column_names)))
    for place, field in enumerate(rows.schema):
        if pa.types.is_dictionary(field.type) or pa.types.is_null(field.type):
            column = rows.column(place).cast(pa.string())
            rows = rows.set_column(place, field.name, column)
    table = reader.bring(rows, "rows")
    return replace(_open_table(table, shown, reader, rows), numbered=lambda: _numbered(table, reader))


def _numbered(table: ibis.Table, reader: DuckDBEngine) -> ibis.Table:
    rows = reader.backend.compile(table)
    return reader.view(f'SELECT *, row_number() OVER () AS "joren line" FROM ({rows})', "numbered")  # noqa: S608


def _open_ibis(table: ibis.Table, shown: str, reader: DuckDBEngine, wanted: Engine) -> Opened:
    backends = table._find_backends()[0]
    if not backends:  # a table in memory
        return _open_arrow(table.to_pyarrow(), shown, reader)
    if wanted.name == "duckdb" and backends[0] is not reader.backend:
        return _open_arrow(engine_of(table).run(table), shown, reader)
    if wanted.name == "duckdb":
        return _open_table(table, shown, reader, table)
    return Opened(shown, wanted, table, {}, lambda _column: None, text_functions=False)


def _open_table(table: ibis.Table, shown: str, reader: DuckDBEngine, held: object) -> Opened:
    relation = f"({reader.backend.compile(table)})"
    texts = [column for column, kind in table.schema().items() if kind.is_string()]
    settle: Callable[[str], bool | None] = lambda column: settle_by_all(reader, relation, column)  # noqa: E731
    return Opened(shown, reader, table, sample_of(reader, relation, texts), settle, held=held)
