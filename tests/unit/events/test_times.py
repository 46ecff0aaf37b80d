from __future__ import annotations

from datetime import UTC, datetime

import pytest

from joren.events.times import occurred_us, read_us

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
RECEIVED = int(datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp()) * 1_000_000


def test_a_clock_ten_years_off_is_put_right_by_the_time_of_sending() -> None:
    for error in (3650 * DAY, -3650 * DAY):
        sent = RECEIVED + error
        assert occurred_us(sent - 5 * MINUTE, sent, RECEIVED) == RECEIVED - 5 * MINUTE


def test_late_events_keep_their_own_time() -> None:
    assert occurred_us(RECEIVED - 3 * DAY, None, RECEIVED) == RECEIVED - 3 * DAY


def test_what_is_not_believed_happened_when_it_was_received() -> None:
    assert occurred_us(RECEIVED + 2 * DAY, None, RECEIVED) == RECEIVED
    assert occurred_us(0, None, RECEIVED) == RECEIVED
    assert occurred_us(None, RECEIVED, RECEIVED) == RECEIVED


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("2026-11-23T12:00:00Z", 0),
        ("2026-11-23T12:00:00.123456+09:00", -9 * 3600 * 10**6 + 123_456),
        ("2026-11-23 12:00:00", 0),
    ],
)
def test_iso_times_are_read_into_utc(text: str, more: int) -> None:
    assert read_us(text) == RECEIVED + more


@pytest.mark.parametrize("text", ["tomorrow", "", "23.11.2026", "2026-13-01T00:00:00Z"])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_us(text)
