"""What people allowed and refused: every word is kept with its proof, the last one stands."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import msgspec
from django.db import connection

from joren.events import Event
from joren.server.lookup import rows_where
from joren.server.profiles.models import Consent, Identifier, Profile
from joren.server.upsert import as_json, upsert

_decode = msgspec.json.Decoder(dict[str, Any]).decode
_STATES = {"granted", "denied"}
_PROOF = {"basis": 60, "source": 255, "text": 20_000, "url": 2000, "ip": 45}


def record_consents(changes: Iterable[Event]) -> set[int]:
    """Add what `consent_changed` events say; returns the ids that said it.

    What names no channel or state is passed over.
    """
    rows = []
    moment_of = connection.ops.adapt_datetimefield_value
    for event in changes:
        said = _decode(event.properties) if event.properties else {}
        channel, state = said.get("channel"), said.get("state")
        if event.subject is None or not isinstance(channel, str) or not 0 < len(channel) <= 20 or state not in _STATES:
            continue
        proof = [
            _short(event.page_url if name == "url" and event.page_url else said.get(name), most)
            for name, most in _PROOF.items()
        ]
        digest = blake2b(event.message_id.encode(), digest_size=16).digest()
        rows.append((digest, event.subject, channel, state, moment_of(event.occurred_at), *proof))
    rows.sort()
    upsert(Consent, ["message", "subject", "channel", "state", "occurred_at", *_PROOF], rows, key=["message"])
    return {row[1] for row in rows}


def sum_up_consents(profiles: Iterable[int]) -> None:
    """Let the last word on each channel stand on these profiles. Of two at one moment a refusal stands."""
    whose = dict(rows_where(Identifier, "number, profile", "profile", profiles))
    last: dict[int, dict[str, tuple[Any, bool, str]]] = {}
    for subject, channel, state, moment in rows_where(
        Consent, "subject, channel, state, occurred_at", "subject", whose
    ):
        held = last.setdefault(whose[subject], {})
        held[channel] = max(held.get(channel, (moment, False, state)), (moment, state == "denied", state))
    told = {number: {channel: word[2] for channel, word in sorted(words.items())} for number, words in last.items()}
    silent = rows_where(Profile, "number", "number", set(whose.values()) - set(told), "CAST(consents AS text) <> '{}'")
    rows = [(as_json(told.get(number, {})), number) for number in sorted(set(told) | {each for (each,) in silent})]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {Profile._meta.db_table} SET consents = %s WHERE number = %s", rows)  # noqa: S608


def _short(value: object, most: int) -> str | None:
    return value[:most].replace("\0", "") if isinstance(value, str) and value else None
