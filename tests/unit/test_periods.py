from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.periods import Period, label, shift, start_of

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("period", "start", "name"),
    [
        (Period.DAY, date(2026, 1, 1), "2026-01-01"),
        (Period.WEEK, date(2025, 12, 29), "2026-W01"),
        (Period.MONTH, date(2026, 1, 1), "2026-01"),
        (Period.QUARTER, date(2026, 1, 1), "2026-Q1"),
        (Period.YEAR, date(2026, 1, 1), "2026"),
    ],
)
def test_new_years_day_2026_lies_in(period, start, name):
    assert start_of(date(2026, 1, 1), period) == start
    assert label(date(2026, 1, 1), period) == name


@given(DAYS, st.sampled_from(Period), st.integers(-50, 50))
def test_shifting_there_and_back_ends_at_the_start_of_the_period(day, period, by):
    assert shift(shift(day, period, by), period, -by) == start_of(day, period)


@given(DAYS, st.sampled_from(Period))
def test_a_day_lies_between_its_periods_start_and_the_next(day, period):
    assert start_of(day, period) <= day < shift(day, period, 1)
