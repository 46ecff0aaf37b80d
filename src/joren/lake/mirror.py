"""The present in columns: tables of the lake that follow the database row by row.

A change appends the whole row anew, with a version; reading takes the newest of each key. Now and then everything is
written together again (`compact`), so that reading seldom has more than one version to look at. In one table lie two
parts: `base`, in which each key stands once, and `recent`, which goes over it.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import duckdb
import pyarrow as pa
from deltalake import ColumnProperties, CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError

from joren.lake.columns import MIRRORED
from joren.lake.events import LakeBusyError
from joren.lake.place import Place
from joren.lake.sql import empty_rows, file_list

_PART, _BASE, _RECENT = "part", "base", "recent"
_OWN = [("version", pa.int64()), ("is_gone", pa.bool_()), (_PART, pa.string())]
_APPLICATION = "mirror"
_WRITER = WriterProperties(
    compression="ZSTD",
    default_column_properties=ColumnProperties(statistics_enabled="NONE"),
    column_properties={"version": ColumnProperties(statistics_enabled="CHUNK")},
)
#: Recent rows are written together with the rest when there are so many …
_RECENT_ROWS = 50_000
#: … or when they are this share of the rest, whichever is more.
_RECENT_SHARE = 0.2


class MirrorTable:
    """One mirrored table. `name` is a key of `joren.lake.columns.MIRRORED`."""

    def __init__(self, name: str, table: DeltaTable, place: Place) -> None:
        self.name, self._place = name, place
        self.columns, keys = MIRRORED[name]
        self._key = self.columns.names[:keys]
        self._table = table

    @classmethod
    def at(cls, where: Place | Path, name: str) -> MirrorTable:
        """The table at a lake's place or in its folder, made when there is none."""
        place = Place.of(where)
        address, options = place.below(name), place.options()
        columns, _keys = MIRRORED[name]
        if not DeltaTable.is_deltatable(address, storage_options=options):
            if place.is_local:
                Path(address).mkdir(parents=True, exist_ok=True)
            DeltaTable.create(
                address,
                schema=pa.schema([*columns, *_OWN]),
                mode="ignore",
                partition_by=[_PART],
                configuration={"delta.dataSkippingStatsColumns": "version"},
                storage_options=options,
            )
        return cls(name, DeltaTable(address, storage_options=options), place)

    def number(self) -> int:
        """Up to which batch the table follows the database."""
        self._table.update_incremental()
        return self._table.transaction_version(_APPLICATION) or 0

    def append(self, rows: pa.Table, gone: pa.Table, *, number: int, lease: int) -> None:
        """Append rows as they are after batch `number`; of `gone` only the keys count. To do it twice does no harm.

        Raises `LakeBusyError` when somebody else changed the table at the same moment.
        """
        parts = [_marked(rows, number, is_gone=False), _marked(_padded(gone, self.columns), number, is_gone=True)]
        self._write(pa.concat_tables(parts), number, lease, is_all=False)

    def clear(self, *, number: int, lease: int) -> None:
        """Take every row out."""
        self._table.update_incremental()
        self._write(_marked(self.columns.empty_table(), number, is_gone=False), number, lease, is_all=True)

    def compact_if_due(self, *, lease: int) -> bool:
        """Write everything together again when that is due."""
        self._table.update_incremental()
        rows = {_BASE: 0, _RECENT: 0}
        actions = self._table.get_add_actions(flatten=True)
        for part, count in zip(actions["partition.part"].to_pylist(), actions["num_records"].to_pylist(), strict=True):
            rows[part] += count or 0
        if rows[_RECENT] < max(_RECENT_ROWS, _RECENT_SHARE * rows[_BASE]):
            return False
        number = self.number()
        with duckdb.connect() as connection:
            self._place.open_for(connection)
            connection.execute("SET memory_limit = '512MB'; SET threads = 1")
            named = ", ".join(f'"{name}"' for name in self.columns.names)
            kept = (
                f"SELECT {named}, version, false AS is_gone, '{_BASE}' AS {_PART} "  # noqa: S608  (our own names)
                f"FROM ({self.sql(own=True)})"
            )
            self._write(connection.sql(kept).to_arrow_reader(50_000), number, lease, is_all=True)
        return True

    def sql(self, *, own: bool = False) -> str:
        """The rows as they are, as DuckDB's SQL; with `own`, their version too."""
        self._table.update_incremental()
        files: dict[str, list[str]] = {_BASE: [], _RECENT: []}
        for uri in self._table.file_uris():
            files[_RECENT if f"/{_PART}={_RECENT}/" in unquote(uri) else _BASE].append(unquote(uri))
        base, recent = (self._part(files[part]) for part in (_BASE, _RECENT))
        key = ", ".join(self._key)
        newest = f"SELECT * FROM ({recent}) QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY version DESC) = 1"  # noqa: S608
        own_names = ["version"] if own else []
        named = ", ".join(f'"{name}"' for name in [*self.columns.names, *own_names])
        if not files[_RECENT]:
            return f"SELECT {named} FROM ({base})"  # noqa: S608
        return (
            f"WITH newest AS ({newest}) SELECT {named} FROM newest WHERE NOT is_gone "  # noqa: S608
            f"UNION ALL SELECT {named} FROM ({base}) ANTI JOIN newest USING ({key})"
        )

    def _part(self, files: list[str]) -> str:
        schema = pa.schema([*self.columns, *_OWN[:2]])
        empty = empty_rows(schema)
        return f"{empty} UNION ALL BY NAME SELECT * FROM {file_list(files)}" if files else empty  # noqa: S608

    def _write(self, rows: pa.Table | pa.RecordBatchReader, number: int, lease: int, *, is_all: bool) -> None:
        once = CommitProperties(
            max_commit_retries=0,
            app_transactions=[Transaction(_APPLICATION, number)],
            custom_metadata={"joren.lease": str(lease)},
        )
        try:
            if is_all:
                write_deltalake(self._table, rows, mode="overwrite", commit_properties=once, writer_properties=_WRITER)
            else:
                write_deltalake(self._table, rows, mode="append", commit_properties=once, writer_properties=_WRITER)
        except CommitFailedError as error:
            raise LakeBusyError(str(error)) from error


def _marked(rows: pa.Table, version: int, *, is_gone: bool) -> pa.Table:
    for (name, kind), value in zip(_OWN, (version, is_gone, _RECENT), strict=True):
        rows = rows.append_column(name, pa.repeat(pa.scalar(value, kind), rows.num_rows))
    return rows


def _padded(keys: pa.Table, columns: pa.Schema) -> pa.Table:
    """Rows of which only the key is known."""
    return pa.Table.from_arrays(
        [keys[each.name] if each.name in keys.column_names else pa.nulls(keys.num_rows, each.type) for each in columns],
        schema=columns,
    )
