"""The table of events: appends that are made once, and a view for DuckDB."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import (
    ColumnProperties,
    CommitProperties,
    DeltaTable,
    Transaction,
    WriterProperties,
    write_deltalake,
)
from deltalake.exceptions import CommitFailedError, DeltaError

from joren.errors import JorenError
from joren.lake.columns import EVENTS, NEW, PARTITION, SORTED, SORTED_BY, STORED, TIER, WITH_STATISTICS
from joren.lake.place import Place
from joren.lake.sql import empty_rows, file_list
from joren.language import gettext as _

FORMAT = 1
_PARTITIONS = f"{{'{PARTITION}': DATE, '{TIER}': VARCHAR}}"
_NAMED = ", ".join(f'"{name}"' for name in EVENTS.names)
_FORMAT_PROPERTY = "joren.format"

_WRITER = WriterProperties(
    compression="ZSTD",
    # One person's rows lie together (`compact`): small groups, and reading them touches little else.
    max_row_group_size=20_000,
    default_column_properties=ColumnProperties(statistics_enabled="NONE"),
    column_properties={name: ColumnProperties(statistics_enabled="CHUNK") for name in (*WITH_STATISTICS, SORTED_BY[0])},
)
#: What came lately is written together when it lies in so many files of a month …
_MANY_FILES = 30
#: … and with the month's other events when it is so many rows, and this share of them.
_MANY_ROWS = 100_000
_MANY_SHARE = 0.1


#: For sorting a month; what is more goes to the disk.
_SORT_MEMORY = "512MB"
_KEEP_FILES_HOURS = 2

#: What is raised while the files of the lake cannot be reached or written.
LAKE_ERRORS = (DeltaError, OSError)


class LakeError(JorenError):
    """A lake that cannot be used as it is."""

    code = "lake"


class LakeBusyError(Exception):
    """Somebody else changed the table at the same moment: look again, then try again."""


class EventLake:
    """The table of events at a place."""

    def __init__(self, place: Place) -> None:
        """The lake at a place, opened at its first use: until then it may be away."""
        self.place = place
        self._opened: DeltaTable | None = None

    @classmethod
    def at(cls, where: Place | Path) -> EventLake:
        """The lake at a place or in a folder, made when there is none. Raises `LakeError` for one of a later Joren."""
        lake = cls(Place.of(where))
        lake._opened = _open(lake.place)
        return lake

    @staticmethod
    def is_at(place: Place) -> bool:
        """Whether there is a lake at a place. Raises one of `LAKE_ERRORS` when the place is away."""
        return DeltaTable.is_deltatable(place.below("events"), storage_options=place.options())

    def strays(self) -> int:
        """How many files belong to no version of the last week any more."""
        return len(self._table.vacuum(dry_run=True))

    @property
    def _table(self) -> DeltaTable:
        if self._opened is None:
            self._opened = _open(self.place)
        return self._opened

    def open_for(self, connection: Any) -> None:
        """Let a DuckDB connection read what `sql` names."""
        self.place.open_for(connection)

    def landed(self, spool: str) -> int:
        """The number of the last record of a spool that is in the table, as of now."""
        self._table.update_incremental()
        return self._table.transaction_version(spool) or 0

    def append(self, events: pa.Table, *, spool: str, after: int, upto: int, lease: int) -> bool:
        """Append what the records after `after` and up to `upto` of a spool held; once, however often it is called.

        Returns False when they are in the table already. delta-rs writes an application transaction id down but does
        not refuse a repeat, so it is read here first; that nobody comes in between is sure because the commit is made
        against exactly the version that was read, without retries. Raises `LakeBusyError` when somebody did.
        """
        landed = self.landed(spool)
        if landed >= upto:
            return False
        if landed != after:
            raise LakeBusyError(f"the lake has record {landed}, not {after}")
        once = CommitProperties(
            max_commit_retries=0,
            app_transactions=[Transaction(spool, upto)],
            custom_metadata={"joren.lease": str(lease)},
        )
        try:
            write_deltalake(
                self._table, _filed(events), mode="append", commit_properties=once, writer_properties=_WRITER
            )
        except CommitFailedError as error:
            raise LakeBusyError(str(error)) from error
        return True

    def count(self) -> int:
        """How many events there are."""
        self._table.update_incremental()
        return int(self._table.to_pyarrow_dataset().count_rows())

    def read_all(self, *, rows: int = 50_000) -> Iterator[pa.Table]:
        """Every event of the present version, about `rows` at a time, in no order."""
        self._table.update_incremental()
        scan = self._table.to_pyarrow_dataset().to_batches(columns=EVENTS.names, batch_size=rows)
        for batch in scan:
            if batch.num_rows:
                yield pa.Table.from_batches([batch]).cast(EVENTS)

    def sql(self) -> str:
        """The table as DuckDB's SQL, over the files of the present version."""
        self._table.update_incremental()
        return _reading(self._files())

    def sql_of(self, subjects: Iterable[int], first: date, last: date) -> str:
        """The events of these ids between two days, as DuckDB's SQL: only the files of those months are opened."""
        self._table.update_incremental()
        months = {f"/{PARTITION}={first.replace(day=1).isoformat()}/"}
        while (first := (first.replace(day=1) + timedelta(days=32)).replace(day=1)) <= last:
            months.add(f"/{PARTITION}={first.isoformat()}/")
        files = [file for file in self._files() if any(month in file for month in months)]
        wanted = ", ".join(str(int(each)) for each in subjects)
        return f"SELECT * FROM ({_reading(files)}) WHERE subject IN ({wanted})"  # noqa: S608  (numbers)

    def compact_if_due(self, *, lease: int) -> date | None:
        """Write what came lately in one month together, sorted by whose the events are; the month, or None.

        Mostly only the new files of the month are read; now and then all of it, so that each event is written a few
        times over a month and not every minute. Raises `LakeBusyError` when somebody appended meanwhile.
        """
        months = self._new_files()
        month = max(months, key=lambda each: months[each].files, default=None)
        if month is None or months[month].files < _MANY_FILES:
            return None
        rows = months[month]
        is_whole = rows.new >= max(_MANY_ROWS, _MANY_SHARE * rows.sorted)
        tier, place = (SORTED, f"/{PARTITION}={month}/") if is_whole else (NEW, f"/{PARTITION}={month}/{TIER}={NEW}/")
        predicate = f"{PARTITION} = '{month}'" + ("" if is_whole else f" AND {TIER} = '{NEW}'")
        self._rewrite([file for file in self._files() if place in file], month, tier, predicate, lease)
        return month

    def _new_files(self) -> dict[date, _Month]:
        self._table.update_incremental()
        actions = pa.table(self._table.get_add_actions(flatten=True))
        columns = (f"partition.{PARTITION}", f"partition.{TIER}", "num_records")
        months: dict[date, _Month] = defaultdict(_Month)
        for month, tier, count in zip(*(actions[name].to_pylist() for name in columns), strict=True):
            rows = months[month if isinstance(month, date) else date.fromisoformat(month)]
            if tier == NEW:
                rows.files += 1
                rows.new += count
            else:
                rows.sorted += count
        return months

    def _rewrite(self, files: list[str], month: date, tier: str, predicate: str, lease: int) -> None:
        once = CommitProperties(max_commit_retries=0, custom_metadata={"joren.lease": str(lease)})
        with duckdb.connect() as connection:
            connection.execute(f"SET memory_limit = '{_SORT_MEMORY}'; SET threads = 1; SET TimeZone = 'UTC'")
            self.open_for(connection)
            rows = connection.sql(
                f"SELECT {_NAMED}, DATE '{month}' AS {PARTITION}, '{tier}' AS {TIER} FROM ({_reading(files)}) "  # noqa: S608
                f"ORDER BY {', '.join(SORTED_BY)}"
            )
            try:
                write_deltalake(
                    self._table, rows.to_arrow_reader(50_000), mode="overwrite", predicate=predicate,
                    commit_properties=once, writer_properties=_WRITER,
                )  # fmt: skip
            except CommitFailedError as error:
                raise LakeBusyError(str(error)) from error

    def remove_old_files(self, *, hours: int = _KEEP_FILES_HOURS) -> int:
        """Delete files that are in no present version any more; who began to read them so long ago has ended."""
        return len(self._table.vacuum(retention_hours=hours, dry_run=False, enforce_retention_duration=False))

    def _files(self) -> list[str]:
        self._table.update_incremental()
        return [unquote(file) for file in self._table.file_uris()]  # they come percent-encoded


@dataclass
class _Month:
    """What lies in a month: new files, and rows."""

    files: int = 0
    new: int = 0
    sorted: int = 0


def _filed(events: pa.Table) -> pa.Table:
    """The events with the month and the tier by which they are filed."""
    month = pc.floor_temporal(events["day"], unit="month").cast(pa.date32())
    tier = pa.repeat(pa.scalar(NEW, pa.string()), events.num_rows)
    return events.append_column(PARTITION, month).append_column(TIER, tier)


def _reading(files: list[str]) -> str:
    empty = empty_rows(EVENTS)
    if not files:
        return empty
    read = f"{empty} UNION ALL BY NAME SELECT * FROM {file_list(files, _PARTITIONS)}"  # noqa: S608  (our own files)
    return f"SELECT {_NAMED} FROM ({read})"  # noqa: S608


def _open(place: Place) -> DeltaTable:
    address, options = place.below("events"), place.options()
    if not EventLake.is_at(place):
        if place.is_local:
            Path(address).mkdir(parents=True, exist_ok=True)
        DeltaTable.create(
            address,
            schema=STORED,
            mode="ignore",
            partition_by=[PARTITION, TIER],
            configuration={
                "delta.dataSkippingStatsColumns": ",".join(WITH_STATISTICS),
                _FORMAT_PROPERTY: str(FORMAT),
            },
            raise_if_key_not_exists=False,
            storage_options=options,
        )
    table = DeltaTable(address, storage_options=options)
    found = int(table.metadata().configuration.get(_FORMAT_PROPERTY, FORMAT))
    if found > FORMAT:
        raise LakeError(
            _(
                "The lake in {folder} was written by a later version of Joren (format {found}; this one knows "
                "{known}). Use that version, or a later one."
            ).format(folder=place.address, found=found, known=FORMAT),
            code="lake.format",
        )
    return table
