"""Load while DuckDB reads what is only needed when the report is shown."""

from __future__ import annotations

import importlib
from threading import Thread

_NEEDED = ("joren.clv", "joren.segments.words", "joren.report.page", "joren.report.terminal", "joren.report.lists")


def warm_up(*, drawing: bool) -> None:
    """Begin to load the models, the words and (for a page) the drawing engine, in a thread of its own.

    The engine waits for its own threads then, and half a second of start-up goes by unnoticed.
    """
    Thread(target=_load, args=(drawing,), daemon=True, name="joren-warm-up").start()


def _load(drawing: bool) -> None:
    for module in _NEEDED:
        importlib.import_module(module)
    if drawing:
        from joren.report import charts  # noqa: PLC0415

        charts.warm_up()
