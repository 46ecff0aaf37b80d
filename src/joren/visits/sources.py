"""From what a caller hands over to a table of raw events in an engine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from joren.engine import Engine, connect, engine_of
from joren.engine.duckdb import DuckDBEngine
from joren.errors import InputError
from joren.language import gettext as _


def open_events(source: Any, engine: Engine | None) -> tuple[ibis.Table, Engine, tuple[str, ...]]:
    """The rows of `source`, the engine they are in, and the names of its files.

    Raises `InputError` for what is neither file nor table, and for files that cannot be read.
    """
    if isinstance(source, ibis.Table):
        return _ibis_table(source, engine)
    if isinstance(source, pa.Table):
        wanted = engine or connect()
        return wanted.bring(source, "events"), wanted, ()
    pandas = sys.modules.get("pandas")  # a data frame can only come from pandas that is imported already
    if pandas is not None and isinstance(source, pandas.DataFrame):
        wanted = engine or connect()
        return wanted.bring(pa.Table.from_pandas(source, preserve_index=False), "events"), wanted, ()
    paths = list(source) if isinstance(source, list | tuple) else [source]
    if not paths or not all(isinstance(path, str | os.PathLike) for path in paths):
        raise InputError(
            _("Events are read from files, data frames, Arrow tables and Ibis tables, not from {kind}.").format(
                kind=type(source).__name__
            ),
            code="events.unknown_source",
        )
    return _files([Path(path) for path in paths], engine)


def _ibis_table(table: ibis.Table, engine: Engine | None) -> tuple[ibis.Table, Engine, tuple[str, ...]]:
    backends = table._find_backends()[0]
    if not backends:  # a table in memory
        wanted = engine or connect()
        return wanted.bring(table.to_pyarrow(), "events"), wanted, ()
    home: Any = engine_of(table)
    if engine is None or (engine.name == home.name and engine.backend is home.backend):  # type: ignore[attr-defined]
        return table, engine or home, ()
    return engine.bring(home.run(table), "events"), engine, ()


def _files(paths: list[Path], engine: Engine | None) -> tuple[ibis.Table, Engine, tuple[str, ...]]:
    wanted = engine or connect()
    reader = wanted if isinstance(wanted, DuckDBEngine) else DuckDBEngine.in_memory()
    names = tuple(path.name for path in paths)
    for path in paths:
        if not path.exists():
            raise InputError(_("There is no file {file}.").format(file=path), code="file.missing")
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    parquet = all(path.suffix in {".parquet", ".pq"} for path in paths)
    call = (
        f"read_parquet([{listed}], union_by_name = true)" if parquet else f"read_csv([{listed}], union_by_name = true)"
    )
    try:
        table = reader.view(f"SELECT * FROM {call}", "events")  # noqa: S608  (the names are quoted)
    except duckdb.Error as error:
        raise InputError(
            _("The events cannot be read: {reason}").format(reason=str(error).split("\n", maxsplit=1)[0]),
            code="events.unreadable",
        ) from error
    if reader is wanted:
        return table, wanted, names
    return wanted.bring(reader.run(table), "events"), wanted, names
