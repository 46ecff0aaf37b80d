"""What a person bought, on their profile: how many orders, when, for how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from joren.server.lookup import rows_where
from joren.server.profiles.models import Profile
from joren.server.upsert import as_json, moments

#: One order that counts: when (µs since 1970), in which currency, what was paid for goods net of refunds.
Purchase = tuple[int, str | None, int]


def set_purchases(
    profiles: Iterable[int], purchases: Mapping[int, Iterable[Purchase]], whose: Mapping[int, int]
) -> None:
    """Add up purchases, given by subject, on these profiles; `whose` says of each subject whose it is."""
    known = rows_where(Profile, "number", "number", profiles, "orders > 0")
    bought: dict[int, list[Purchase]] = {each: [] for (each,) in known}
    for subject, some in purchases.items():
        bought.setdefault(whose[subject], []).extend(some)
    rows = [(*_sums(some), profile) for profile, some in bought.items()]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_SET, rows)


def _sums(purchases: list[Purchase]) -> tuple[Any, ...]:
    moment = moments()
    times = [when for when, _currency, _value in purchases]
    spent: dict[str, int] = {}
    for _when, currency, value in purchases:
        if currency is not None:
            spent[currency] = spent.get(currency, 0) + value
    return (len(times), moment(min(times)) if times else None, moment(max(times)) if times else None, as_json(spent))


_SET = f"""
    UPDATE {Profile._meta.db_table} SET orders = %s, first_order_at = %s, last_order_at = %s, spent = %s
    WHERE number = %s
"""  # noqa: S608  (our own table)
