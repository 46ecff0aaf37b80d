"""Seasons, days of the week and hours are seen in the orders, by the time of the buyer's country."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from joren.testing.shop import Shop


def local_times(shop: Shop, country: str, zone: str) -> list[datetime]:
    people, orders = shop.truth.people(), shop.truth.orders()
    here = {person for person, code in zip(people["person"].to_pylist(), people["country"].to_pylist(), strict=True)
            if code == country}  # fmt: skip
    rows = zip(orders["person"].to_pylist(), orders["placed_at"].to_pylist(), strict=True)
    return [at.astimezone(ZoneInfo(zone)) for person, at in rows if person in here]


def per_day(times: list[datetime], first: tuple[int, int], last: tuple[int, int]) -> float:
    days = (datetime(2025, *last) - datetime(2025, *first)).days + 1  # noqa: DTZ001
    return sum(at.year == 2025 and first <= (at.month, at.day) <= last for at in times) / days


def test_each_country_has_its_busy_weeks(large: Shop) -> None:
    japan, china = local_times(large, "JP", "Asia/Tokyo"), local_times(large, "CN", "Asia/Shanghai")
    assert per_day(japan, (12, 1), (12, 28)) > 1.35 * per_day(japan, (10, 15), (11, 15))
    assert per_day(china, (11, 1), (11, 11)) > 1.5 * per_day(china, (9, 15), (10, 15))


def test_weekends_and_evenings_are_busier(large: Shop) -> None:
    times = local_times(large, "JP", "Asia/Tokyo")
    days = np.bincount([at.weekday() for at in times], minlength=7)
    assert days[5:].mean() > 1.1 * days[1:4].mean()
    hours = np.bincount([at.hour for at in times], minlength=24)
    assert hours[19:23].mean() > 2 * hours[0:6].mean()


def test_summer_time_moves_the_hours_with_it(large: Shop) -> None:
    times = local_times(large, "GB", "Europe/London")
    night = [at for at in times if at.hour < 5]
    summer = [at for at in times if at.month in {6, 7, 8}]
    in_summer = sum(at.hour < 5 for at in summer) / len(summer)
    assert abs(in_summer - len(night) / len(times)) < 0.02
