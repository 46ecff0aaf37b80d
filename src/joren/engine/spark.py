"""An existing Spark: the same expressions, run on a cluster."""

from __future__ import annotations

import itertools
import os
import sys
from typing import Any

import ibis
import pyarrow as pa

from joren.errors import InputError
from joren.language import gettext as _

#: What a session that we begin is set to; `SparkEngine.at` takes others.
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",  # days are days of the shop, which the readers have worked out
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.ansi.enabled": "true",  # an overflow is an error, not another number
    # Shops are small beside what Spark is made for: few partitions, and fewer where a stage turns out smaller still.
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.adaptive.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


class SparkEngine:
    """Runs expressions on Spark. `backend` is the Ibis backend over a Spark session.

    A session that was passed in stays open when the engine is closed; one that the engine began ends with it.
    """

    name = "spark"

    def __init__(self, backend: Any, *, owns_session: bool = False) -> None:
        self.backend = backend
        self._owns_session = owns_session
        self._numbers = itertools.count()
        self._kept: list[Any] = []
        self._views: list[str] = []

    @classmethod
    def at(cls, address: str, **settings: str) -> SparkEngine:
        """A session on the Spark master at `address`, such as `spark://host:7077` or `local[2]`.

        `settings` are Spark's own, with `__` for the dots: `spark__executor__memory="4g"`. Raises `InputError` where
        PySpark is not installed or the master cannot be reached.
        """
        try:
            from pyspark.sql import SparkSession  # noqa: PLC0415  (460 MB; an extra)
        except ImportError:
            raise InputError(
                _("Spark is not installed here. Install it with: pip install 'joren[spark]'"), code="engine.no_spark"
            ) from None
        # The workers have to run the Python that runs here, or at least one of the same version.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder.master(address).appName("joren")
        chosen = _SETTINGS | {name.replace("__", "."): value for name, value in settings.items()}
        for name, value in chosen.items():
            builder = builder.config(name, value)
        begun_before = SparkSession.getActiveSession() is not None
        try:
            session = builder.getOrCreate()
        except Exception as error:
            raise InputError(
                _("Spark at {address} cannot be used: {reason}").format(address=address, reason=_first_line(error)),
                code="engine.spark",
            ) from error
        return cls(ibis.pyspark.connect(session), owns_session=not begun_before)

    @property
    def session(self) -> Any:
        """The Spark session."""
        return self.backend._session

    def run(self, expression: ibis.Table) -> pa.Table:
        """Run the expression and bring its rows here, with the types that Ibis promises."""
        rows = self.session.sql(self.backend.compile(expression)).toArrow()
        return rows.cast(_promised(expression))

    def keep(self, expression: ibis.Table, name: str) -> ibis.Table:
        """Run the expression once and keep its rows on the cluster, in memory or on the workers' disks."""
        frame = self.session.sql(self.backend.compile(expression)).persist()
        self._kept.append(frame)
        return self._view(frame, name)

    def bring(self, rows: pa.Table, name: str) -> ibis.Table:
        """Put rows into Spark."""
        return self._view(self.session.createDataFrame(rows), name)

    def close(self) -> None:
        """Let go of what was kept, and end the session if it was begun here."""
        if self._owns_session:
            self.session.stop()
            return
        for view in self._views:
            self.session.catalog.dropTempView(view)
        for frame in self._kept:
            frame.unpersist()

    def _view(self, frame: Any, name: str) -> ibis.Table:
        unique = f"{name}_{next(self._numbers)}"
        frame.createOrReplaceTempView(unique)
        self._views.append(unique)
        return self.backend.table(unique)


def _promised(expression: ibis.Table) -> pa.Schema:
    types = expression.schema().items()
    return pa.schema([pa.field(name, dtype.copy(nullable=True).to_pyarrow()) for name, dtype in types])


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
