"""The way in of this process: calls from webhooks, imports and back-fills go onto one spool, opened when needed."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from joren.collector.intake import Intake
from joren.server import clock


class _ServersClock:
    """The clock that everything in the server asks, which tests and the demo move."""

    def now(self) -> datetime:
        return clock.now()


_opening = threading.Lock()
_open: list[Intake] = []


def take_in(calls: Sequence[Mapping[str, Any]], *, origin: str) -> None:
    """Return when these calls are on the disk and will land.

    Raises `OSError` or `SpoolBusyError` when they could not be kept.
    """
    if calls:
        _intake().take_in(calls, origin=origin)


def close() -> None:
    """Let another process have the spool."""
    with _opening:
        while _open:
            _open.pop().close()


def _intake() -> Intake:
    with _opening:
        if not _open:
            _open.append(Intake(settings.OPTIONS.spool, _ServersClock()))
            atexit.register(close)
        return _open[0]
