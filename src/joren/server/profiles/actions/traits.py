"""What identify calls say of people: of each trait the latest word, kept with the id that it was said of."""

from __future__ import annotations

from typing import Any

import msgspec
import pyarrow as pa
from django.db import connection

from joren.server.lookup import rows_where
from joren.server.profiles.models import Identifier

_decode = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.Encoder(order="sorted").encode
#: More different traits than that are not kept of one id: something is sending garbage.
MOST_TRAITS = 200

Traits = dict[str, list[Any]]
"""Trait → [value, µs]."""


def record_traits(identifies: pa.Table) -> set[int]:
    """Take the traits of identify calls over; returns the profiles whose traits changed."""
    said: dict[int, Traits] = {}
    columns = (
        identifies["subject"].to_pylist(),
        identifies["occurred_at"].cast(pa.int64()).to_pylist(),
        identifies["properties"].to_pylist(),
    )
    for subject, moment, properties in zip(*columns, strict=True):
        if subject is not None and properties:
            merge(said.setdefault(subject, {}), {name: [value, moment] for name, value in _decode(properties).items()})
    changed: list[tuple[str, int]] = []
    profiles: set[int] = set()
    for number, profile, text in rows_where(Identifier, "number, profile, traits", "number", said):
        held: Traits = msgspec.json.decode(text) if text else {}
        if merge(held, said[number]):
            changed.append((_encode(held).decode(), number))
            profiles.add(profile)
    if changed:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {Identifier._meta.db_table} SET traits = %s WHERE number = %s", changed)  # noqa: S608
    return profiles


def merge(held: Traits, said: Traits) -> bool:
    """Let the later word stand, whichever was heard first; returns whether anything changed.

    Of two words of one moment the larger stands, so that the order of arrival does not matter.
    """
    changed = False
    for name, (value, moment) in said.items():
        known = held.get(name)
        if known is None and len(held) >= MOST_TRAITS:
            continue
        if known is None or (moment, _encode(value)) > (known[1], _encode(known[0])):
            held[name] = [value, moment]
            changed = True
    return changed
