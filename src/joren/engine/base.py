"""What the library asks of an engine."""

from __future__ import annotations

from typing import Protocol

import ibis
import pyarrow as pa


class Engine(Protocol):
    """Runs Ibis expressions over tables that live in it."""

    #: `duckdb` or `spark`: for messages and for the few places where the engines differ.
    name: str

    def run(self, expression: ibis.Table) -> pa.Table:
        """Run the expression and bring its rows here."""
        ...

    def keep(self, expression: ibis.Table, name: str) -> ibis.Table:
        """Run the expression once and keep its rows in the engine; what builds on the answer reads them there."""
        ...

    def bring(self, rows: pa.Table, name: str) -> ibis.Table:
        """Put rows into the engine, under a name of which the engine makes a unique one."""
        ...

    def close(self) -> None:
        """Let go of what the engine holds. Tables it kept are gone after this."""
        ...
