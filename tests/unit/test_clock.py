from datetime import UTC, date, datetime, timedelta

import pytest

from joren.clock import FixedClock, SystemClock, today


def test_the_system_clock_is_aware_and_in_utc():
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_a_fixed_clock_stands_still_until_it_is_moved():
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    assert clock.now() == clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
    clock.move(timedelta(days=365))
    assert clock.now() == datetime(2027, 1, 1, tzinfo=UTC)


def test_a_fixed_clock_refuses_a_moment_without_zone():
    with pytest.raises(ValueError, match="aware"):
        FixedClock(datetime(2026, 1, 1))  # noqa: DTZ001


def test_the_shop_decides_what_day_it_is():
    clock = FixedClock(datetime(2026, 1, 31, 18, 0, tzinfo=UTC))
    assert today(clock, "Asia/Tokyo") == date(2026, 2, 1)
    assert today(clock, "Europe/London") == date(2026, 1, 31)
