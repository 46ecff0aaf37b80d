"""The only writers of what has landed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from django.db import connection, transaction
from django.db.models import Count, Sum

from joren.harvest import Harvest, Refused
from joren.server import clock
from joren.server.ingest.models import Batch, DeadLetter, Minute, MirrorCursor, SpoolCursor, Turn
from joren.server.ingest.present import apply
from joren.server.ingest.queries import mirrored_number
from joren.server.ingest.seen import DIGEST_BYTES, REMEMBER_DAYS, SeenIds, digests_of
from joren.server.jobs.actions import Held, LeaseLostError, hold_lease
from joren.server.upsert import moment_of, moments, us_of

_MINUTES_KEPT_DAYS = 30
_MINUTE_US = 60_000_000
_FORGET_AT_ONCE = 1000


def cursor_of(spool: str) -> SpoolCursor:
    """The cursor of a spool, made when it is new."""
    return SpoolCursor.objects.get_or_create(spool=spool)[0]


def land(found: Harvest, cursor: SpoolCursor, after: int, lease: Held, seen: SeenIds) -> pa.Table:
    """Land a harvest in the database: everything it changes and the cursor, in one transaction.

    Returns the events that are new. Raises `LeaseLostError`, with nothing written, when this is no longer our work.
    """
    received_at = found.last_received_at or clock.now()
    with transaction.atomic():
        hold_lease(lease)
        moved = SpoolCursor.objects.filter(pk=cursor.pk, number=after).update(
            number=found.last, received_at=received_at, landed_at=clock.now(), trouble=""
        )
        if moved != 1:
            raise LeaseLostError(lease.work)
        number = take_turn()
        seen.catch_up()
        digests = digests_of(found.events)
        is_new = seen.new(digests)
        fresh = found.events.filter(_mask(is_new))
        changed = apply(fresh)
        _bury(found.refused, cursor)
        _count(found, is_new, cursor)
        new_digests = np.frombuffer(digests, dtype=f"S{DIGEST_BYTES}")[is_new].tobytes()
        Batch.objects.create(
            number=number, cursor=cursor, after_record=after, last_record=found.last, received_at=received_at,
            digests=new_digests, changed=changed.pack(),
        )  # fmt: skip
    seen.add(number, received_at.date(), new_digests)
    cursor.number = found.last
    return fresh


def take_turn() -> int:
    """The number of this landing. Until the transaction ends nobody else lands, so that landings are in order."""
    if not Turn.objects.filter(pk=1).exists():
        Turn.objects.bulk_create([Turn(pk=1, number=0)], ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Turn._meta.db_table} SET number = number + 1 WHERE id = 1 RETURNING number")  # noqa: S608
        return int(cursor.fetchone()[0])


def continue_after(number: int) -> None:
    """Let the next landing have a number beyond this one."""
    Turn.objects.bulk_create([Turn(pk=1, number=0)], ignore_conflicts=True)
    Turn.objects.filter(pk=1, number__lt=number).update(number=number)


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


def note_mirror(number: int) -> None:
    """Copy how far the mirror is, for people to see."""
    MirrorCursor.objects.update_or_create(pk=1, defaults={"number": number, "mirrored_at": clock.now(), "trouble": ""})


def note_mirror_trouble(why: str) -> None:
    """Say why the mirror stands still."""
    MirrorCursor.objects.update_or_create(pk=1, defaults={"trouble": why[:500]})


def forget_batches(lease: Held) -> int:
    """Forget batches whose message ids are old enough, some at a time; returns how many went.

    Only what is in the lake and in the mirror too is forgotten: until then it is needed.
    """
    old = clock.now() - timedelta(days=REMEMBER_DAYS)
    mirrored = mirrored_number()
    going: list[int] = []
    with transaction.atomic():
        hold_lease(lease)
        rows = (
            Batch.objects.filter(received_at__lt=old, number__lte=mirrored).select_related("cursor").order_by("number")
        )
        going = [
            row.number
            for row in rows.only("number", "last_record", "cursor")[:_FORGET_AT_ONCE]
            if row.last_record <= row.cursor.lake_number
        ]
        Batch.objects.filter(number__in=going).delete()
        _add_up_minutes(clock.now() - timedelta(days=_MINUTES_KEPT_DAYS))
    return len(going)


def _add_up_minutes(before: datetime) -> None:
    """Keep of each cursor's old minutes their sum, under the first minute of 1970: totals only grow."""
    old = Minute.objects.filter(minute__lt=before)
    sums = old.order_by().values("cursor_id").annotate(
        rows=Count("id"), new=Sum("landed"), doubled=Sum("duplicates"), bad=Sum("refused")
    )  # fmt: skip
    for row in list(sums.filter(rows__gt=1)):
        old.filter(cursor_id=row["cursor_id"]).delete()
        counts = {"landed": row["new"], "duplicates": row["doubled"], "refused": row["bad"]}
        Minute.objects.create(cursor_id=row["cursor_id"], minute=moment_of(0), **counts)


def _mask(is_new: npt.NDArray[np.bool_]) -> pa.Array:
    """A NumPy array of booleans as Arrow's: `pa.array` would import pandas first."""
    return pa.Array.from_buffers(pa.bool_(), len(is_new), [None, pa.py_buffer(np.packbits(is_new, bitorder="little"))])


def _bury(refused: Sequence[Refused], cursor: SpoolCursor) -> None:
    DeadLetter.objects.bulk_create(
        DeadLetter(
            cursor=cursor, record=each.record, position=each.position, received_at=each.received_at,
            write_key=each.write_key[:40], reason=each.reason.value, field=each.field[:200], detail=each.detail,
            payload=each.payload,
        )
        for each in refused
    )  # fmt: skip


def _count(found: Harvest, is_new: npt.NDArray[np.bool_], cursor: SpoolCursor) -> None:
    counts: dict[int, list[int]] = {}
    for us, new in zip(found.events["received_at"].cast(pa.int64()).to_pylist(), is_new.tolist(), strict=True):
        minute = counts.setdefault(us // _MINUTE_US, [0, 0, 0])
        minute[0 if new else 1] += 1
    for refused in found.refused:
        counts.setdefault(us_of(refused.received_at) // _MINUTE_US, [0, 0, 0])[2] += 1
    moment = moments()
    rows = [(cursor.pk, moment(minute * _MINUTE_US), *count) for minute, count in sorted(counts.items())]
    if rows:
        with connection.cursor() as database:
            database.executemany(_ADD_MINUTE, rows)


_MINUTE = Minute._meta.db_table
_ADD_MINUTE = f"""
    INSERT INTO {_MINUTE} (cursor_id, minute, landed, duplicates, refused) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (cursor_id, minute) DO UPDATE SET
        landed = {_MINUTE}.landed + excluded.landed,
        duplicates = {_MINUTE}.duplicates + excluded.duplicates,
        refused = {_MINUTE}.refused + excluded.refused
"""  # noqa: S608  (the table's name is ours)
