"""The only writers of what has landed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import islice

from django.db import connection, transaction
from django.db.models import Max

from joren.collector.harvest import Harvest, Refused
from joren.events import Event
from joren.server import clock
from joren.server.ingest.models import DeadLetter, Minute, SeenMessage, SpoolCursor
from joren.server.jobs.actions import Held, LeaseLostError, hold_lease
from joren.server.profiles.actions import record_ids

#: Duplicates are dropped for at least seven days; one more covers a day's edges.
REMEMBER_DAYS = 8
_MINUTES_KEPT_DAYS = 30
_ASK_AT_ONCE = 5000
_FORGET_AT_ONCE = 20_000


def cursor_of(spool: str) -> SpoolCursor:
    """The cursor of a spool, made when it is new."""
    return SpoolCursor.objects.get_or_create(spool=spool)[0]


def land(found: Harvest, cursor: SpoolCursor, after: int, lease: Held) -> list[Event]:
    """Land a harvest in the database: everything it changes and the cursor, in one transaction.

    Returns the events that are new. Raises `LeaseLostError`, with nothing written, when this is no longer our work.
    """
    with transaction.atomic():
        hold_lease(lease)
        moved = SpoolCursor.objects.filter(pk=cursor.pk, number=after).update(
            number=found.last, received_at=found.last_received_at, landed_at=clock.now(), trouble=""
        )
        if moved != 1:
            raise LeaseLostError(lease.work)
        _remember(found.events, cursor)
        fresh = fresh_events(found.events, cursor)
        record_ids(fresh)
        _bury(found.refused, cursor)
        _count(found, fresh, cursor)
    cursor.number = found.last
    return fresh


def fresh_events(events: Sequence[Event], cursor: SpoolCursor) -> list[Event]:
    """Those of the events that were the first with their message id. The answer stays the same when asked again."""
    firsts: dict[bytes, tuple[int, int, int]] = {}
    digests = [_digest(event) for event in events]
    rest = iter(set(digests))
    while part := list(islice(rest, _ASK_AT_ONCE)):
        asked = SeenMessage.objects.filter(digest__in=part)
        for digest, *first in asked.values_list("digest", "cursor_id", "record", "position"):
            firsts[bytes(digest)] = (first[0], first[1], first[2])
    return [
        event
        for event, digest in zip(events, digests, strict=True)
        if firsts.get(digest) == (cursor.pk, event.record, event.position)
    ]


def note_lake(cursor: SpoolCursor, number: int) -> None:
    """Copy how far the lake is, for people to see."""
    SpoolCursor.objects.filter(pk=cursor.pk).update(lake_number=number, lake_landed_at=clock.now(), lake_trouble="")
    cursor.lake_number = number


def note_trouble(cursor: SpoolCursor, why: str) -> None:
    """Say why landing in the database stands still."""
    SpoolCursor.objects.filter(pk=cursor.pk).update(trouble=why[:500])


def note_lake_trouble(cursor: SpoolCursor, why: str) -> None:
    """Say why landing in the lake stands still."""
    SpoolCursor.objects.filter(pk=cursor.pk).update(lake_trouble=why[:500])


def forget_seen(cursor: SpoolCursor, lease: Held) -> int:
    """Forget message ids that are old enough, some at a time; returns how many went.

    Only what is in the lake too is forgotten: until then the answer of `fresh_events` is needed again.
    """
    old = clock.now() - timedelta(days=REMEMBER_DAYS)
    upto = Minute.objects.filter(cursor=cursor, minute__lt=old).aggregate(last=Max("last_record"))["last"]
    if upto is None:
        return 0
    with transaction.atomic():
        hold_lease(lease)
        going = SeenMessage.objects.filter(cursor=cursor, record__lte=min(upto, cursor.lake_number))
        chosen = going.order_by("record").values("pk")[:_FORGET_AT_ONCE]
        gone, _ = SeenMessage.objects.filter(pk__in=chosen).delete()
        Minute.objects.filter(cursor=cursor, minute__lt=clock.now() - timedelta(days=_MINUTES_KEPT_DAYS)).delete()
    return gone


def _digest(event: Event) -> bytes:
    return blake2b(event.message_id.encode(), digest_size=16).digest()


def _remember(events: Sequence[Event], cursor: SpoolCursor) -> None:
    rows = [(_digest(event), cursor.pk, event.record, event.position) for event in events]
    if rows:
        with connection.cursor() as database:
            database.executemany(_REMEMBER, rows)


def _bury(refused: Sequence[Refused], cursor: SpoolCursor) -> None:
    DeadLetter.objects.bulk_create(
        DeadLetter(
            cursor=cursor, record=each.record, position=each.position, received_at=each.received_at,
            write_key=each.write_key[:40], reason=each.reason.value, field=each.field[:200], detail=each.detail,
            payload=each.payload,
        )
        for each in refused
    )  # fmt: skip


def _count(found: Harvest, fresh: Sequence[Event], cursor: SpoolCursor) -> None:
    counts: dict[datetime, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for event in found.events:
        minute = counts[_minute(event.received_at)]
        minute[1] += 1
        minute[3] = max(minute[3], event.record)
    for event in fresh:
        minute = counts[_minute(event.received_at)]
        minute[0] += 1
        minute[1] -= 1
    for refused in found.refused:
        minute = counts[_minute(refused.received_at)]
        minute[2] += 1
        minute[3] = max(minute[3], refused.record)
    moment_of = connection.ops.adapt_datetimefield_value
    rows = [(cursor.pk, moment_of(minute), *count) for minute, count in sorted(counts.items())]
    if rows:
        with connection.cursor() as database:
            database.executemany(_ADD_MINUTE, rows)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


_SEEN, _MINUTE = SeenMessage._meta.db_table, Minute._meta.db_table
_REMEMBER = f"""
    INSERT INTO {_SEEN} (digest, cursor_id, record, position) VALUES (%s, %s, %s, %s) ON CONFLICT (digest) DO NOTHING
"""  # noqa: S608  (the table's name is ours)
_ADD_MINUTE = f"""
    INSERT INTO {_MINUTE} (cursor_id, minute, landed, duplicates, refused, last_record) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (cursor_id, minute) DO UPDATE SET
        landed = {_MINUTE}.landed + excluded.landed,
        duplicates = {_MINUTE}.duplicates + excluded.duplicates,
        refused = {_MINUTE}.refused + excluded.refused,
        last_record = excluded.last_record
"""  # noqa: S608  (the table's name is ours)
