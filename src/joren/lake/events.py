"""The table of events: appends that are made once, and a view for DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
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
from joren.lake.columns import EVENTS, PARTITION, WITH_STATISTICS
from joren.lake.sql import empty_rows, file_list
from joren.language import gettext as _

FORMAT = 1
_PARTITIONS = f"{{'{PARTITION}': DATE}}"
_FORMAT_PROPERTY = "joren.format"

_WRITER = WriterProperties(
    compression="ZSTD",
    default_column_properties=ColumnProperties(statistics_enabled="NONE"),
    column_properties={name: ColumnProperties(statistics_enabled="CHUNK") for name in WITH_STATISTICS},
)


#: What is raised while the files of the lake cannot be reached or written.
LAKE_ERRORS = (DeltaError, OSError)


class LakeError(JorenError):
    """A lake that cannot be used as it is."""

    code = "lake"


class LakeBusyError(Exception):
    """Somebody else changed the table at the same moment: look again, then try again."""


class EventLake:
    """The table of events in a folder."""

    def __init__(self, table: DeltaTable) -> None:
        self._table = table

    @classmethod
    def at(cls, folder: Path) -> EventLake:
        """The lake in `folder`, made when there is none. Raises `LakeError` when a later Joren made it."""
        place = folder / "events"
        if not DeltaTable.is_deltatable(str(place)):
            place.mkdir(parents=True, exist_ok=True)
            DeltaTable.create(
                str(place),
                schema=EVENTS,
                mode="ignore",
                partition_by=[PARTITION],
                configuration={
                    "delta.dataSkippingStatsColumns": ",".join(WITH_STATISTICS),
                    _FORMAT_PROPERTY: str(FORMAT),
                },
                raise_if_key_not_exists=False,
            )
        table = DeltaTable(str(place))
        found = int(table.metadata().configuration.get(_FORMAT_PROPERTY, FORMAT))
        if found > FORMAT:
            raise LakeError(
                _(
                    "The lake in {folder} was written by a later version of Joren (format {found}; this one knows "
                    "{known}). Use that version, or a later one."
                ).format(folder=folder, found=found, known=FORMAT),
                code="lake.format",
            )
        return cls(table)

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
            write_deltalake(self._table, events, mode="append", commit_properties=once, writer_properties=_WRITER)
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
        empty = empty_rows(EVENTS)
        files = [unquote(file) for file in self._table.file_uris()]  # they come percent-encoded
        if not files:
            return empty
        return f"{empty} UNION ALL BY NAME SELECT * FROM {file_list(files, _PARTITIONS)}"  # noqa: S608  (our own files)
