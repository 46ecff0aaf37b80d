"""Rows in memory, with the lines that they are on."""

from __future__ import annotations

import ibis
import pyarrow as pa

from joren.engine.duckdb import DuckDBEngine


def numbered(engine: DuckDBEngine, rows: pa.Table, skip: int) -> ibis.Table:
    """The rows with the line that each is on, after `skip` lines above the first."""
    lines = pa.array(range(skip + 1, skip + 1 + rows.num_rows), pa.int64())
    return engine.bring(rows.append_column("joren line", lines), "numbered")
