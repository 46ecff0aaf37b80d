"""When people buy: seasons, days of the week and hours, by the time of the country they live in.

Buying runs in *shop time*, in which every day is equally busy; a country's calendar stretches it to real days. A
process that is even in shop time is busy in December and quiet in February, at the same rate per day on average.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from joren.testing.shop.draws import Draws, Floats, Ints, at_weight
from joren.testing.shop.settings import Settings

#: The countries, their language's number, their share of its people, and their time zone.
COUNTRIES = (
    ("US", 0, 0.5, "America/New_York"), ("GB", 0, 0.35, "Europe/London"), ("CA", 0, 0.15, "America/Toronto"),
    ("JP", 1, 1.0, "Asia/Tokyo"), ("CN", 2, 0.85, "Asia/Shanghai"), ("SG", 2, 0.15, "Asia/Singapore"),
)  # fmt: skip

#: (first month and day, last month and day, how many times as busy), by language.
_PEAKS = (
    (((11, 20), (12, 2), 1.8), ((12, 3), (12, 21), 1.4), ((2, 7), (2, 14), 1.2)),
    (((12, 1), (12, 28), 1.6), ((7, 1), (7, 15), 1.35), ((3, 7), (3, 14), 1.2)),
    (((11, 1), (11, 11), 2.0), ((6, 10), (6, 18), 1.6), ((1, 10), (1, 25), 1.3)),
)
_WEEKDAYS = (0.95, 0.9, 0.9, 0.95, 1.0, 1.1, 1.2)
#: How busy each hour is, from midnight, for those who buy before work, around noon, and in the evening.
_HOURS = (
    (1, 1, 1, 1, 2, 6, 14, 18, 12, 7, 5, 4, 5, 4, 3, 3, 3, 4, 5, 6, 6, 5, 3, 2),
    (1, 1, 1, 1, 1, 1, 2, 4, 6, 8, 11, 15, 18, 14, 9, 7, 6, 6, 5, 5, 5, 4, 3, 2),
    (4, 2, 1, 1, 1, 1, 2, 3, 3, 3, 3, 4, 5, 4, 4, 4, 5, 7, 9, 12, 16, 18, 14, 8),
)
#: How many people have each of these rhythms.
RHYTHMS = (0.2, 0.25, 0.55)
#: Days before the start and after the end that are on the calendar too.
_MARGIN = 800

DAY = 86_400_000_000
"""Microseconds in a day."""


class Calendar:
    """The days of a shop, numbered from the start's date (UTC), in each country."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._origin = settings.start.date()

    @property
    def days(self) -> int:
        """The days of the history, which are as many in shop time."""
        return self._settings.days

    @cached_property
    def origin(self) -> int:
        """Microseconds since 1970 of the beginning of day 0, in UTC."""
        return (self._origin - date(1970, 1, 1)).days * DAY

    @cached_property
    def _rates(self) -> Floats:
        """[country, day - first]: how busy a day is, on average 1 over the history."""
        dates = [self._origin + timedelta(days=day) for day in range(-2, self._settings.days + _MARGIN)]
        by_language = np.array([[_busy(day, peaks) for day in dates] for peaks in _PEAKS])
        by_language /= by_language[:, 2 : self._settings.days + 2].mean(axis=1, keepdims=True)
        return by_language[[language for _, language, _, _ in COUNTRIES]]

    @cached_property
    def _shop_time(self) -> Floats:
        """[country, day]: shop time at the beginning of each day from day 0 on."""
        return np.concatenate([np.zeros((len(COUNTRIES), 1)), np.cumsum(self._rates[:, 2:], axis=1)], axis=1)

    @cached_property
    def _offsets(self) -> npt.NDArray[np.int64]:
        """[country, day]: by how much local time is ahead of UTC at noon, in microseconds."""
        noons = [datetime.combine(self._origin, datetime.min.time()) + timedelta(days=d + 0.5) for d in self._numbers]
        zones = [ZoneInfo(zone) for _, _, _, zone in COUNTRIES]
        ahead = [[noon.replace(tzinfo=zone).utcoffset() or timedelta() for noon in noons] for zone in zones]
        return np.array([[each // timedelta(microseconds=1) for each in row] for row in ahead], dtype=np.int64)

    @property
    def _numbers(self) -> range:
        return range(self._settings.days + _MARGIN)

    def to_shop_time(self, country: Ints, day: Floats) -> Floats:
        """Shop time of days with fractions."""
        return self._each_country(country, day, self._shop_time, forward=True)

    def to_days(self, country: Ints, shop_time: Floats) -> Floats:
        """Days with fractions of shop time."""
        return self._each_country(country, shop_time, self._shop_time, forward=False)

    def _each_country(self, country: Ints, given: Floats, table: Floats, *, forward: bool) -> Floats:
        found = np.empty(len(given))
        days = np.arange(table.shape[1], dtype=np.float64)
        for number in range(len(COUNTRIES)):
            here = country == number
            known, wanted = (days, table[number]) if forward else (table[number], days)
            found[here] = np.interp(given[here], known, wanted)
        return found

    def moment(self, country: Ints, day: Ints, time_of_day: Ints) -> Ints:
        """Microseconds since 1970, UTC, of a local day and the microseconds since its midnight."""
        last = self._offsets.shape[1] - 1
        return self.origin + day * DAY + time_of_day - self._offsets[country, np.clip(day, 0, last)]

    def day_of(self, moment: Ints) -> Ints:
        """The number of the day, in UTC."""
        return (moment - self.origin) // DAY


def time_of_day(draws: Draws, rhythm: Ints, *keys: Ints) -> Ints:
    """Microseconds since local midnight, by the rhythm of each person."""
    uniform, found = draws.uniform("hour", *keys), np.zeros(len(rhythm), dtype=np.int64)
    for number, weights in enumerate(_HOURS):
        here = rhythm == number
        found[here] = at_weight(np.cumsum(weights, dtype=np.float64), uniform[here])
    return found * (DAY // 24) + (draws.uniform("minute", *keys) * (DAY // 24)).astype(np.int64)


def _busy(day: date, peaks: tuple[tuple[tuple[int, int], tuple[int, int], float], ...]) -> float:
    season = 1.0 + 0.15 * np.cos(2 * np.pi * (day.timetuple().tm_yday - 350) / 365.25)
    peak = next((factor for first, last, factor in peaks if first <= (day.month, day.day) <= last), 1.0)
    return float(season * peak * _WEEKDAYS[day.weekday()])
