"""The one place that asks what time it is.

Everything that needs "now" takes a `Clock`, so that tests and the demo can move time. `now()` and `today()` are
banned elsewhere (ruff's DTZ rules and a test see to it).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is moved: for tests and the demo."""

    def __init__(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError("a clock needs an aware moment, such as datetime(2026, 1, 1, tzinfo=UTC)")
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        """The moment at which the clock stands."""
        return self._moment

    def move(self, by: timedelta) -> None:
        """Move the clock by a span of time, which may be negative."""
        self._moment += by


def today(clock: Clock, time_zone: str = "UTC") -> date:
    """The shop's calendar day at the clock's moment."""
    return clock.now().astimezone(ZoneInfo(time_zone)).date()
