"""What came in lately and how far it has got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db.models import QuerySet, Sum

from joren.collector.spool import Spool, SpoolReader, Taken
from joren.server import clock
from joren.server.ingest.models import DeadLetter, Minute, MirrorCursor, SpoolCursor, Turn

_decode_taken = msgspec.msgpack.Decoder(Taken).decode


@dataclass(frozen=True)
class MinuteOfIntake:
    """What came in during one minute, over all spools."""

    minute: datetime
    landed: int
    duplicates: int
    refused: int


@dataclass(frozen=True)
class Stage:
    """How far a stage is behind what was taken in: in requests, and in time."""

    name: str
    number: int
    behind: int
    lag: timedelta


def last_minutes(count: int) -> list[MinuteOfIntake]:
    """The last minutes, newest first, those without events too."""
    newest = clock.now().replace(second=0, microsecond=0)
    begin = newest - timedelta(minutes=count - 1)
    sums = Minute.objects.filter(minute__gte=begin).values("minute")
    found = {
        row["minute"]: row
        for row in sums.annotate(new=Sum("landed"), doubled=Sum("duplicates"), bad=Sum("refused"))
    }  # fmt: skip
    minutes = [newest - timedelta(minutes=each) for each in range(count)]
    return [
        MinuteOfIntake(minute, row["new"], row["doubled"], row["bad"]) if (row := found.get(minute)) else
        MinuteOfIntake(minute, 0, 0, 0)
        for minute in minutes
    ]  # fmt: skip


def stages(spool: Spool) -> tuple[Stage, ...]:
    """How far this machine's spool has landed in the database and in the lake."""
    taken = spool.mark()
    cursor = SpoolCursor.objects.filter(spool=spool.id).first()
    in_database, in_lake = (cursor.number, cursor.lake_number) if cursor else (0, 0)
    return (
        Stage("spool", taken, 0, timedelta(0)),
        Stage("database", in_database, taken - in_database, _lag(spool, in_database)),
        Stage("lake", in_lake, taken - in_lake, _lag(spool, in_lake)),
    )


def current_batch() -> int:
    """The number of the last batch that has landed."""
    return Turn.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def mirrored_number() -> int:
    """The number of the last batch that the lake's mirror has."""
    return MirrorCursor.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def trouble(spool: Spool) -> str:
    """Why landing stands still; nothing when it does not."""
    cursor = SpoolCursor.objects.filter(spool=spool.id).first()
    return " · ".join(filter(None, (cursor.trouble, cursor.lake_trouble))) if cursor else ""


def newest_dead_letters(count: int) -> QuerySet[DeadLetter]:
    """The newest events that could not be used."""
    return DeadLetter.objects.order_by("-received_at", "-id")[:count]


def every_dead_letter() -> QuerySet[DeadLetter]:
    """All events that could not be used."""
    return DeadLetter.objects.all()


def dead_letters() -> int:
    """How many events could not be used."""
    return DeadLetter.objects.count()


def _lag(spool: Spool, number: int) -> timedelta:
    """How long the oldest request that has not come through has been waiting."""
    waiting = SpoolReader(spool).read(number, most_bytes=1)
    if not waiting:
        return timedelta(0)
    return max(timedelta(0), clock.now() - _decode_taken(waiting[0].payload).received_at)
