"""Parquet files, read by DuckDB where they lie."""

from __future__ import annotations

from pathlib import Path

import duckdb

from joren.engine.duckdb import DuckDBEngine
from joren.errors import InputError
from joren.language import gettext as _
from joren.orders.files.delimited import settle_by_all
from joren.orders.files.opened import Opened
from joren.orders.files.quoting import name, text

#: Cells that are looked at to learn how text columns write dates and amounts.
SAMPLE = 2000


def open_parquet(path: Path, engine: DuckDBEngine, shown: str) -> Opened:
    """Open a Parquet file."""
    scan = f"read_parquet({text(str(path))})"
    try:
        table = engine.view(f"SELECT * FROM {scan}", "rows")  # noqa: S608
    except duckdb.Error as error:
        raise InputError(
            _("{file} is a broken Parquet file: it breaks off or was changed. Export it again.").format(file=shown),
            code="file.broken_parquet",
        ) from error
    columns = [column for column, kind in table.schema().items() if kind.is_string()]
    return Opened(
        name=shown,
        engine=engine,
        table=table,
        sample=sample_of(engine, scan, columns),
        settle=lambda column: settle_by_all(engine, scan, column),
        numbered=lambda: engine.view(
            f'SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS "joren line" '  # noqa: S608
            f"FROM read_parquet({text(str(path))}, file_row_number = true)",
            "numbered",
        ),
    )


def sample_of(engine: DuckDBEngine, scan: str, columns: list[str]) -> dict[str, list[str]]:
    """Some cells of text columns, to learn how they write dates and amounts."""
    if not columns:
        return {}
    wanted = ", ".join(map(name, columns))
    rows = engine.backend.con.execute(f"SELECT {wanted} FROM {scan} LIMIT {SAMPLE}").fetchall()  # noqa: S608
    return {column: [row[place] for row in rows if row[place]] for place, column in enumerate(columns)}
