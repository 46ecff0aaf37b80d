"""Files of the lake, as DuckDB's SQL."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa


def empty_rows(schema: pa.Schema) -> str:
    """No rows, with every column: DuckDB would take the columns from the first file, and an empty table has none."""
    columns = ", ".join(f'NULL::{_type(each.type)} AS "{each.name}"' for each in schema)
    return f"SELECT {columns} WHERE false"


def file_list(files: Sequence[str], partitions: str = "") -> str:
    """A reading of these Parquet files; `partitions` types what stands in their folders' names (`{'day': DATE}`)."""
    listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    hive = f"hive_partitioning = true, hive_types = {partitions}" if partitions else "hive_partitioning = false"
    return f"read_parquet([{listed}], union_by_name = true, {hive})"


def _type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"{_type(kind.value_type)}[]"
    if pa.types.is_struct(kind):
        return f"STRUCT({', '.join(f'{each.name} {_type(each.type)}' for each in kind)})"
    return _PLAIN[kind]


_PLAIN = {
    pa.date32(): "DATE",
    pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
    pa.int64(): "BIGINT",
    pa.int32(): "INTEGER",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.string(): "VARCHAR",
}
