"""From rows to Arrow tables and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from joren.events import Event


def table_of(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    """Rows with their values in the schema's order. Times may be whole microseconds, days whole days since 1970."""
    if not rows:
        return schema.empty_table()
    columns = zip(*rows, strict=True)
    return pa.Table.from_arrays(
        [_array(values, each.type) for values, each in zip(columns, schema, strict=True)], schema=schema
    )


def events_of(table: pa.Table) -> list[Event]:
    """The rows of the table of events, one by one: for what looks at few of them."""
    columns = [table.column(name).to_pylist() for name in Event._fields]
    return list(map(Event._make, zip(*columns, strict=True)))


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if values[0] is None and values.count(None) == len(values):
        return pa.nulls(len(values), kind)
    if pa.types.is_timestamp(kind) and not isinstance(values[0], int):
        # Arrow asks every aware moment for its zone; all of ours are UTC.
        return pa.array([moment.replace(tzinfo=None) for moment in values], pa.timestamp("us")).cast(kind)
    return pa.array(values, kind)
