"""From an address, or from a table that lives somewhere, to the engine that runs it."""

from __future__ import annotations

from typing import Any

import ibis

from joren.engine.base import Engine
from joren.engine.duckdb import DuckDBEngine
from joren.errors import InputError
from joren.language import gettext as _


def connect(address: str | None = None) -> Engine:
    """The engine at `address`: None or `duckdb` for DuckDB in this process, `spark://…` or `local[…]` for Spark.

    Raises `InputError` for an address that names no engine we know.
    """
    if address is None or address == "duckdb":
        return DuckDBEngine.in_memory()
    if address.startswith(("spark://", "local")):
        from joren.engine.spark import SparkEngine  # noqa: PLC0415  (needs pyspark, an extra)

        return SparkEngine.at(address)
    raise InputError(
        _(
            "There is no engine called “{address}”. Use “duckdb”, or the address of a Spark master: spark://host:7077."
        ).format(address=address),
        code="engine.unknown",
    )


def engine_of(table: ibis.Table) -> Engine:
    """The engine in which an Ibis table lives; a table in memory gets a DuckDB of its own."""
    backends: list[Any] = list(table._find_backends()[0])
    if not backends:
        return DuckDBEngine.in_memory()
    backend = backends[0]
    if backend.name == "duckdb":
        return DuckDBEngine(backend)
    if backend.name == "pyspark":
        from joren.engine.spark import SparkEngine  # noqa: PLC0415

        return SparkEngine(backend)
    raise InputError(
        _("Tables in {backend} are not supported yet: use DuckDB or Spark, or pass a data frame.").format(
            backend=backend.name
        ),
        code="engine.unsupported",
    )
