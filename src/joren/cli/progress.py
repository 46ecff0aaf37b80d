"""What a person sees while a long command works."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from joren.progress import Progress, silent


@contextmanager
def bar(*, wanted: bool = True) -> Iterator[Progress]:
    """A progress bar on standard error; nothing when that is no terminal."""
    if not wanted or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as RichProgress  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as display:
        task = display.add_task("", total=None)

        def show(stage: str, share: float | None = None) -> None:
            display.update(task, description=stage, total=None if share is None else 1.0, completed=share or 0.0)

        yield show
