"""Between the shop's clock and UTC, as plain comparisons, so that every engine computes the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ibis

_STEP = timedelta(days=7)  # no zone moves its clock twice within a week and back


def to_utc(local: Any, zone: str, first: datetime, last: datetime) -> Any:
    """The shop's time as UTC, for moments between `first` and `last`.

    An hour that the clock skips or shows twice is read as before the change.
    """
    return _shifted(local, _changes(zone, first, last), by_local=True)


def to_local(utc: Any, zone: str, first: datetime, last: datetime) -> Any:
    """UTC as the shop's time, for moments between `first` and `last`."""
    return _shifted(utc, _changes(zone, first, last), by_local=False)


def _shifted(moment: Any, changes: list[tuple[datetime, timedelta]], *, by_local: bool) -> Any:
    sign = -1 if by_local else 1
    # From the last change backwards: the first one that lies before the moment tells how far the zone is from UTC.
    questions = [
        (
            moment >= ((at + max(before, offset)) if by_local else at),
            moment + sign * ibis.interval(seconds=_seconds(offset)),
        )
        for (at, offset), before in zip(reversed(changes[1:]), reversed([o for _, o in changes[:-1]]), strict=True)
    ]
    start = moment + sign * ibis.interval(seconds=_seconds(changes[0][1]))
    return ibis.cases(*questions, else_=start) if questions else start


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())


def _changes(zone: str, first: datetime, last: datetime) -> list[tuple[datetime, timedelta]]:
    """From when (UTC, without zone) which offset holds; the first entry holds before the second."""
    info = ZoneInfo(zone)
    at = first.replace(tzinfo=UTC) - 2 * _STEP
    end = last.replace(tzinfo=UTC) + 2 * _STEP
    changes = [(at.replace(tzinfo=None), _offset(at, info))]
    while at < end:
        if _offset(at + _STEP, info) != changes[-1][1]:
            moment = _first_change(at, at + _STEP, info)
            changes.append((moment.replace(tzinfo=None), _offset(moment, info)))
        at += _STEP
    return changes


def _offset(moment: datetime, info: ZoneInfo) -> timedelta:
    return moment.astimezone(info).utcoffset() or timedelta()


def _first_change(low: datetime, high: datetime, info: ZoneInfo) -> datetime:
    before = _offset(low, info)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0)
        if middle in (low, high):
            break
        if _offset(middle, info) == before:
            low = middle
        else:
            high = middle
    return high
