"""Profiles as they follow from their ids: counts in SQL, and traits where they changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import msgspec
from django.db import connection

from joren.identity import Kind
from joren.identity.contact import normal_email, normal_phone
from joren.server.lookup import among, listed, rows_where
from joren.server.profiles.actions.traits import Traits, merge
from joren.server.profiles.models import Identifier, Profile
from joren.server.upsert import as_json, some_at_a_time

_ID, _PROFILE = Identifier._meta.db_table, Profile._meta.db_table
#: So many profiles are summed up by one statement.
_AT_ONCE = 2000


def sum_up(profiles: Collection[int], redescribed: Collection[int]) -> None:
    """Bring these profiles in step with their ids; `redescribed` are those whose traits or ids changed, too."""
    for part in some_at_a_time(sorted(profiles), _AT_ONCE):
        _count(part)
    for part in some_at_a_time(sorted(redescribed), _AT_ONCE):
        _describe(part)
        _remove_emptied(part)


def _count(profiles: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.replace("{among}", among()), [listed(profiles)])


def _remove_emptied(profiles: list[int]) -> None:
    """A profile whose ids all went to another is gone; where they went stands in the moves."""
    alive = {profile for (profile,) in rows_where(Identifier, "DISTINCT profile", "profile", profiles)}
    emptied = [each for each in profiles if each not in alive]
    if emptied:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {_PROFILE} WHERE number {among()}", [listed(emptied)])  # noqa: S608


def _describe(profiles: list[int]) -> None:
    ids: dict[int, list[tuple[str, str, Traits]]] = defaultdict(list)
    for whose, kind, value, text in rows_where(Identifier, "profile, kind, value, traits", "profile", profiles):
        ids[whose].append((kind, value, msgspec.json.decode(text) if text else {}))
    described = [(*_description(held).values(), whose) for whose, held in ids.items()]
    if described:
        with connection.cursor() as cursor:
            cursor.executemany(_DESCRIBE, described)


def _description(ids: Iterable[tuple[str, str, Traits]]) -> dict[str, Any]:
    """The columns of a profile that say who it is."""
    merged: Traits = {}
    values: dict[str, str] = {}
    for kind, value, traits in ids:
        merge(merged, traits)
        values[kind] = min(value, values.get(kind, value))
    said = {name: value for name, (value, _moment) in merged.items()}
    given = said.get("address")
    address: dict[str, Any] = given if isinstance(given, dict) else {}
    country = _text(address.get("country") or said.get("country"), 2)
    return {
        "customer_id": values.get(Kind.CUSTOMER),
        "email": normal_email(said.get("email")) or values.get(Kind.EMAIL),
        "phone": normal_phone(said.get("phone"), country) or values.get(Kind.PHONE),
        "name": _name(said),
        "birthday": _day(said.get("birthday")),
        "language": _text(said.get("language") or said.get("locale"), 35),
        "country": country.upper() if country and len(country) == 2 else None,
        "traits": as_json(said),
    }


def _name(said: Mapping[str, Any]) -> str | None:
    """As the person or the shop wrote it; else put together in the order that its letters' language has."""
    whole = _text(said.get("name"), 255)
    if whole:
        return whole
    first, last = (_text(said.get(f"{part}_name") or said.get(f"{part}Name"), 120) for part in ("first", "last"))
    if first and last:
        return (
            f"{last} {first}" if any("\u3040" <= letter <= "\u9fff" for letter in first + last) else f"{first} {last}"
        )
    return first or last


def _text(value: object, most: int) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value.strip()[:most].replace("\0", "") or None if isinstance(value, str) else None


def _day(value: object) -> Any:
    try:
        return connection.ops.adapt_datefield_value(date.fromisoformat(value[:10])) if isinstance(value, str) else None
    except ValueError:
        return None


_COUNT = f"""
    INSERT INTO {_PROFILE} (number, kind, first_seen_at, last_seen_at, events, traits, consents, orders, spent)
    SELECT ids.profile, root.kind, min(ids.first_seen_at), max(ids.last_seen_at), sum(ids.events),
        '{{}}', '{{}}', 0, '{{}}'
    FROM {_ID} AS ids JOIN {_ID} AS root ON root.number = ids.profile
    WHERE ids.profile {{among}}
    GROUP BY ids.profile, root.kind
    ON CONFLICT (number) DO UPDATE SET
        first_seen_at = excluded.first_seen_at, last_seen_at = excluded.last_seen_at, events = excluded.events
"""  # noqa: S608  (our own tables)
_DESCRIBE = f"""
    UPDATE {_PROFILE} SET customer_id = %s, email = %s, phone = %s, name = %s, birthday = %s, language = %s,
        country = %s, traits = %s
    WHERE number = %s
"""  # noqa: S608  (our own table)
