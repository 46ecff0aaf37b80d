"""What came in lately and how far it has got."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db.models import F, Min, QuerySet, Sum

from joren.collector.intake import INSIDE
from joren.collector.spool import Spool, SpoolReader, Taken
from joren.server import clock
from joren.server.ingest.models import Batch, DeadLetter, Minute, MirrorCursor, SpoolCursor, Turn
from joren.server.settings.options import Options

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


def spools(options: Options) -> Iterator[Spool]:
    """The spools of this machine: the front's, and those of processes inside."""
    yield Spool.at(options.spool)
    for folder in sorted((options.spool / INSIDE).glob("*")):
        if (folder / "spool.json").exists():
            yield Spool.at(folder)


def totals() -> dict[str, int]:
    """How many events have ever landed, come twice, and been refused. They only grow."""
    sums = Minute.objects.aggregate(landed=Sum("landed"), duplicate=Sum("duplicates"), refused=Sum("refused"))
    return {outcome: count or 0 for outcome, count in sums.items()}


def stages(spools: Sequence[Spool]) -> tuple[Stage, ...]:
    """How far what this machine took in has come: in the database, in the lake, in the mirror of the present."""
    cursors = {row.spool: row for row in SpoolCursor.objects.filter(spool__in=[spool.id for spool in spools])}
    taken = sum(spool.mark() for spool in spools)
    landed = {spool: (row.number, row.lake_number) if (row := cursors.get(spool.id)) else (0, 0) for spool in spools}
    in_database, in_lake = (sum(numbers[place] for numbers in landed.values()) for place in (0, 1))
    lags = [
        max((_lag(spool, numbers[place]) for spool, numbers in landed.items()), default=timedelta(0))
        for place in (0, 1)
    ]
    unmirrored = Batch.objects.filter(number__gt=mirrored_number())
    behind = unmirrored.aggregate(records=Sum(F("last_record") - F("after_record")), oldest=Min("received_at"))
    return (
        Stage("spool", taken, 0, timedelta(0)),
        Stage("database", in_database, taken - in_database, lags[0]),
        Stage("lake", in_lake, taken - in_lake, lags[1]),
        Stage(
            "mirror",
            in_database - (behind["records"] or 0),
            taken - in_database + (behind["records"] or 0),
            max(lags[0], clock.now() - behind["oldest"] if behind["oldest"] else timedelta(0)),
        ),
    )


def current_batch() -> int:
    """The number of the last batch that has landed."""
    return Turn.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def mirrored_number() -> int:
    """The number of the last batch that the lake's mirror has."""
    return MirrorCursor.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def trouble(spools: Sequence[Spool]) -> str:
    """Why landing stands still; nothing when it does not."""
    cursors = SpoolCursor.objects.filter(spool__in=[spool.id for spool in spools]).order_by("id")
    found = [why for cursor in cursors for why in (cursor.trouble, cursor.lake_trouble)]
    found += MirrorCursor.objects.values_list("trouble", flat=True)
    return " · ".join(dict.fromkeys(filter(None, found)))


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
