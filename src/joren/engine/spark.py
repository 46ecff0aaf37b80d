"""An existing Spark: the same expressions, run on a cluster."""

from __future__ import annotations

import itertools
from typing import Any

import ibis
import pyarrow as pa

from joren.errors import InputError
from joren.language import gettext as _


class SparkEngine:
    """Runs expressions on Spark. `backend` is the Ibis backend over a Spark session."""

    name = "spark"

    def __init__(self, backend: Any) -> None:
        self.backend = backend
        self._numbers = itertools.count()

    @classmethod
    def at(cls, address: str) -> SparkEngine:
        """A session on the Spark master at `address`, such as `spark://host:7077` or `local[2]`."""
        try:
            from pyspark.sql import SparkSession  # noqa: PLC0415  (460 MB; an extra)
        except ImportError:
            raise InputError(
                _("Spark is not installed here. Install it with: pip install 'joren[spark]'"), code="engine.no_spark"
            ) from None
        session = (
            SparkSession.builder.master(address)
            .appName("joren")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.ui.enabled", "false")
            .getOrCreate()
        )
        return cls(ibis.pyspark.connect(session))

    def run(self, expression: ibis.Table) -> pa.Table:
        """Run the expression and bring its rows here."""
        return self.backend._session.sql(self.backend.compile(expression)).toArrow()

    def keep(self, expression: ibis.Table, name: str) -> ibis.Table:
        """Run the expression once and keep its rows on the cluster."""
        unique = self._unique(name)
        frame = self.backend._session.sql(self.backend.compile(expression)).persist()
        frame.createOrReplaceTempView(unique)
        return self.backend.table(unique)

    def bring(self, rows: pa.Table, name: str) -> ibis.Table:
        """Put rows into Spark."""
        unique = self._unique(name)
        self.backend._session.createDataFrame(rows).createOrReplaceTempView(unique)
        return self.backend.table(unique)

    def close(self) -> None:
        """Stop the session."""
        self.backend._session.stop()

    def _unique(self, name: str) -> str:
        return f"{name}_{next(self._numbers)}"
