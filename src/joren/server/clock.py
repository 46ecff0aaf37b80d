"""The server's clock: every action asks it, and tests move it."""

from __future__ import annotations

from datetime import datetime

from joren.clock import Clock, SystemClock

_clock: list[Clock] = [SystemClock()]


def now() -> datetime:
    """The present moment, UTC."""
    return _clock[-1].now()


def set_clock(clock: Clock) -> None:
    """Let the server live by another clock: for tests and the demo."""
    _clock[-1] = clock
