"""Which engine runs an Ibis expression, and with which limits.

The library describes every computation as an Ibis expression and hands it to an `Engine`. DuckDB in this process is
the default; Spark runs the same expressions unchanged (`connect("spark://host:7077")`).
"""

from __future__ import annotations

from joren.engine.base import Engine
from joren.engine.connect import connect, engine_of

__all__ = ["Engine", "connect", "engine_of"]
