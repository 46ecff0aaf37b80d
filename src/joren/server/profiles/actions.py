"""The only writers of what is known about customers. They write a whole batch at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from django.db import connection

from joren.events import Event
from joren.server.profiles.models import IdKind, KnownId


def record_ids(events: Iterable[Event]) -> None:
    """Add events to the ids they came with. Runs in the caller's transaction; each event is given once."""
    seen: dict[tuple[str, str | None], tuple[datetime, datetime, int]] = {}
    for event in events:
        moment = event.occurred_at
        for key in ((_CUSTOMER, event.customer_id), (_ANONYMOUS, event.anonymous_id)):
            if key[1] is None:
                continue
            first, last, count = seen.get(key, (moment, moment, 0))
            seen[key] = (min(first, moment), max(last, moment), count + 1)
    moment_of = cache(connection.ops.adapt_datetimefield_value)  # many ids of a batch share a moment
    rows = [(*key, moment_of(first), moment_of(last), count) for key, (first, last, count) in sorted(seen.items())]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_UPSERT, rows)


_CUSTOMER, _ANONYMOUS = IdKind.CUSTOMER.value, IdKind.ANONYMOUS.value
_TABLE = KnownId._meta.db_table
#: Sorted rows, so that two transactions that meet wait for each other in one order.
_UPSERT = f"""
    INSERT INTO {_TABLE} (kind, value, first_seen_at, last_seen_at, events) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (kind, value) DO UPDATE SET
        first_seen_at = CASE WHEN excluded.first_seen_at < {_TABLE}.first_seen_at
                             THEN excluded.first_seen_at ELSE {_TABLE}.first_seen_at END,
        last_seen_at = CASE WHEN excluded.last_seen_at > {_TABLE}.last_seen_at
                            THEN excluded.last_seen_at ELSE {_TABLE}.last_seen_at END,
        events = {_TABLE}.events + excluded.events
"""  # noqa: S608  (the table's name is ours)
