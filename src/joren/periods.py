"""Calendar periods: the weeks, months and quarters in which a shop counts."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class Period(StrEnum):
    """A calendar period. Weeks begin on Monday (ISO 8601)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


#: Days in one period of the models' time, by the letter that `summarize` takes. A month is a twelfth of a mean year.
DAYS_IN = {"D": 1.0, "W": 7.0, "M": 365.25 / 12, "Y": 365.25}

#: Months in each calendar period that is made of months.
_MONTHS_IN = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


def start_of(day: date, period: Period) -> date:
    """The first day of the period that `day` lies in."""
    if period is Period.DAY:
        return day
    if period is Period.WEEK:
        return day - timedelta(days=day.weekday())
    months = _MONTHS_IN[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def shift(day: date, period: Period, by: int) -> date:
    """The first day of the period `by` periods after the one that `day` lies in (before it, when negative)."""
    first = start_of(day, period)
    if period is Period.DAY:
        return first + timedelta(days=by)
    if period is Period.WEEK:
        return first + timedelta(weeks=by)
    months = first.year * 12 + first.month - 1 + by * _MONTHS_IN[period]
    return date(months // 12, months % 12 + 1, 1)


def label(day: date, period: Period) -> str:
    """The period's name as data carries it: 2011-W05, 2011-02, 2011-Q1, 2011; a day is its ISO date."""
    match period:
        case Period.DAY:
            return day.isoformat()
        case Period.WEEK:
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02d}"
        case Period.MONTH:
            return f"{day.year}-{day.month:02d}"
        case Period.QUARTER:
            return f"{day.year}-Q{(day.month + 2) // 3}"
        case Period.YEAR:
            return str(day.year)
