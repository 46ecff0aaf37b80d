"""DuckDB inside this process: the default engine."""

from __future__ import annotations

import itertools
import os
from typing import Any

import ibis
import ibis.backends.duckdb
import pyarrow as pa

#: What one process may take before DuckDB spills to disk. The report of 10 million lines stays under 2 GB in all.
MEMORY_LIMIT = "1GB"

_WIDTHS = {"int8": "TINYINT", "int16": "SMALLINT", "int32": "INTEGER", "int64": "BIGINT"}


class DuckDBEngine:
    """Runs expressions in an embedded DuckDB.

    `backend` is the Ibis backend, `backend.con` DuckDB's own connection, which the readers use for files.
    """

    name = "duckdb"

    def __init__(self, backend: Any) -> None:
        self.backend = backend
        self._numbers = itertools.count()

    @classmethod
    def in_memory(cls, *, memory_limit: str = MEMORY_LIMIT, threads: int | None = None) -> DuckDBEngine:
        """A new, empty DuckDB with limits that suit a desk machine or a small server."""
        backend = ibis.duckdb.connect(
            autoinstall_known_extensions=False,  # nothing is fetched at run time
            autoload_known_extensions=False,
            memory_limit=memory_limit,
            threads=threads or _usable_cores(),
            preserve_insertion_order=False,
            # Tables live as long as a report takes: to pack them meanwhile costs more than they ever save.
            checkpoint_threshold="1TB",
        )
        backend.con.execute("SET TimeZone = 'UTC'")
        return cls(backend)

    def run(self, expression: ibis.Table) -> pa.Table:
        """Run the expression and bring its rows here."""
        # Ibis' own to_pyarrow() imports pandas, which costs a second; the compiled SQL does not need it.
        return self.backend.con.sql(self._sql(expression)).to_arrow_table()

    def keep(self, expression: ibis.Table, name: str) -> ibis.Table:
        """Run the expression once and keep its rows in memory."""
        unique = self._unique(name)
        self.backend.con.execute(f'CREATE TEMP TABLE "{unique}" AS {self._sql(expression)}')
        return self._table(unique)

    def bring(self, rows: pa.Table, name: str) -> ibis.Table:
        """Put rows into DuckDB. They are read where they are, not copied."""
        unique = self._unique(name)
        self.backend.con.register(unique, rows)
        return self._table(unique)

    def view(self, sql: str, name: str) -> ibis.Table:
        """A table that stands for a query in DuckDB's own SQL: how the readers hand files to expressions."""
        unique = self._unique(name)
        self.backend.con.execute(f'CREATE TEMP VIEW "{unique}" AS {sql}')
        return self._table(unique)

    def close(self) -> None:
        """Close the connection."""
        self.backend.disconnect()

    def _sql(self, expression: ibis.Table) -> str:
        """The expression in SQL, with whole numbers of the width that Ibis promises: DuckDB's sums have 128 bits."""
        widths = {name: _WIDTHS.get(str(kind.copy(nullable=True))) for name, kind in expression.schema().items()}
        casts = [f"{_quoted(name)}::{width} AS {_quoted(name)}" for name, width in widths.items() if width]
        sql: str = self.backend.compile(expression)
        return f"SELECT * REPLACE ({', '.join(casts)}) FROM ({sql})" if casts else sql  # noqa: S608  (made here)

    def _unique(self, name: str) -> str:
        return f"{name}_{next(self._numbers)}"

    def _table(self, name: str) -> ibis.Table:
        return self.backend.table(name, database=("temp", "main"))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1
