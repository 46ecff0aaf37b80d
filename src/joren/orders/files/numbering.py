"""Rows in memory, with the lines that they are on."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import pyarrow as pa

from joren.engine.duckdb import DuckDBEngine


def numbered(engine: DuckDBEngine, rows: pa.Table, lines: Sequence[int]) -> ibis.Table:
    """The rows with the line that each is on."""
    return engine.bring(rows.append_column("joren line", pa.array(lines, pa.int64())), "numbered")
