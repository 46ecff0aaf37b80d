"""Load while DuckDB reads what is only needed when the report is shown."""

from __future__ import annotations

import importlib
from threading import Thread

_NEEDED = ("joren.clv", "joren.segments.words", "joren.report.page", "joren.report.terminal", "joren.report.lists")


def warm_up(*, page: bool) -> None:
    """Begin to load the models, the words and (for a page) the templates, in a thread of its own.

    The engine waits for its own threads then, and a quarter of a second of start-up goes by unnoticed.
    """
    Thread(target=_load, args=(page,), daemon=True, name="joren-warm-up").start()


def _load(page: bool) -> None:
    for module in _NEEDED:
        importlib.import_module(module)
    if page:
        from joren.report import page as pages  # noqa: PLC0415

        pages.warm_up()
