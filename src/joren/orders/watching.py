"""How far a long reading is, told while it runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from joren.engine import Engine
from joren.engine.duckdb import DuckDBEngine
from joren.progress import Progress

#: Seconds between two looks at how far DuckDB is.
_PAUSE = 0.1


@contextmanager
def watched(engine: Engine, progress: Progress | None, stage: str) -> Iterator[None]:
    """Tell `progress`, from a thread of its own, how far DuckDB is with what runs inside the block."""
    if progress is None:
        yield
        return
    progress(stage, None)
    if not isinstance(engine, DuckDBEngine):
        yield
        return
    connection = engine.backend.con
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    done = threading.Event()

    def look() -> None:
        while not done.wait(_PAUSE):
            share = connection.query_progress()
            if share >= 0:
                progress(stage, min(share / 100, 1.0))

    watcher = threading.Thread(target=look, name="joren-progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
        connection.execute("SET enable_progress_bar = false")
