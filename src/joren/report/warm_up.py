"""Load while DuckDB reads what is only needed when the report is shown."""

from __future__ import annotations

import importlib
from threading import Timer

_NEEDED = ("joren.clv", "joren.segments.words", "joren.report.page", "joren.report.terminal", "joren.report.lists")
#: Seconds until the engine has been told what to read: before that, both would only take turns.
_PAUSE = 0.1


def warm_up(*, page: bool) -> None:
    """Load the models, the words and (for a page) the templates soon, in a thread of its own.

    The engine waits for its own threads then, and a quarter of a second of start-up goes by unnoticed.
    """
    later = Timer(_PAUSE, _load, (page,))
    later.daemon = True
    later.start()


def _load(page: bool) -> None:
    for module in _NEEDED:
        importlib.import_module(module)
    if page:
        from joren.report import page as pages  # noqa: PLC0415

        pages.warm_up()
