from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from joren.events.times import occurred_at, read_time

RECEIVED = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEN_YEARS = timedelta(days=3650)


def test_a_clock_ten_years_off_is_put_right_by_the_time_of_sending() -> None:
    for error in (TEN_YEARS, -TEN_YEARS):
        sent = RECEIVED + error
        assert occurred_at(sent - timedelta(minutes=5), sent, RECEIVED) == RECEIVED - timedelta(minutes=5)


def test_late_events_keep_their_own_time() -> None:
    assert occurred_at(RECEIVED - timedelta(days=3), None, RECEIVED) == RECEIVED - timedelta(days=3)


def test_what_is_not_believed_happened_when_it_was_received() -> None:
    assert occurred_at(RECEIVED + timedelta(days=2), None, RECEIVED) == RECEIVED
    assert occurred_at(datetime(1970, 1, 1, tzinfo=UTC), None, RECEIVED) == RECEIVED
    assert occurred_at(None, RECEIVED, RECEIVED) == RECEIVED


@pytest.mark.parametrize(
    ("text", "hour"), [("2026-11-23T12:00:00Z", 12), ("2026-11-23T12:00:00.123+09:00", 3), ("2026-11-23 12:00:00", 12)]
)
def test_iso_times_are_read_into_utc(text: str, hour: int) -> None:
    assert read_time(text).hour == hour


@pytest.mark.parametrize("text", ["tomorrow", "", "23.11.2026", "0001-01-01T00:00:00+23:59"])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_time(text)
