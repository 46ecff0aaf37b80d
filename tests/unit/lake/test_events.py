"""The table of events: once, by day, readable by DuckDB, silent about persons in its statistics."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from deltalake import DeltaTable, Schema, write_deltalake
from pyarrow.parquet import ParquetFile

from joren.events import Event
from joren.lake import EventLake, LakeBusyError
from joren.lake.columns import EVENTS
from joren.lake.events import LakeError
from joren.lake.rows import table_of

MOMENT = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)


def event(record: int, **changes: Any) -> Event:
    moment = MOMENT + timedelta(minutes=record)
    blank: dict[str, Any] = dict.fromkeys(Event._fields)
    known = {
        "day": moment.date(), "occurred_at": moment, "received_at": moment, "record": record, "position": 0,
        "call": "track", "name": "x", "message_id": f"m{record}", "source": "customer", "write_key": "web",
    }  # fmt: skip
    return Event(**{**blank, **known, **changes})


def read(lake: EventLake, columns: str) -> list[tuple[Any, ...]]:
    return duckdb.execute(f"SELECT {columns} FROM ({lake.sql()}) ORDER BY record").fetchall()  # noqa: S608


def test_has_the_columns_of_an_event() -> None:
    assert tuple(EVENTS.names) == Event._fields


def test_an_empty_table_has_all_its_columns(tmp_path: Path) -> None:
    lake = EventLake.at(tmp_path)
    assert read(lake, "*") == []
    assert [name for name, *_ in duckdb.execute(lake.sql()).description or []] == list(Event._fields)


def test_appends_once_and_says_how_far_it_is(tmp_path: Path) -> None:
    lake = EventLake.at(tmp_path / "it's 100% a 湖")
    assert lake.append(table_of([event(1), event(2)], EVENTS), spool="s", after=0, upto=2, lease=1)
    assert not lake.append(table_of([event(1), event(2)], EVENTS), spool="s", after=0, upto=2, lease=1)
    assert lake.landed("s") == 2
    assert lake.landed("another") == 0
    assert read(lake, "message_id, day::VARCHAR, typeof(day)") == [
        ("m1", "2026-11-24", "DATE"), ("m2", "2026-11-24", "DATE"),
    ]  # fmt: skip


def test_refuses_to_leave_a_gap(tmp_path: Path) -> None:
    lake = EventLake.at(tmp_path)
    with pytest.raises(LakeBusyError):
        lake.append(table_of([event(3)], EVENTS), spool="s", after=2, upto=3, lease=1)
    assert read(lake, "record") == []


def test_a_batch_of_nothing_new_moves_the_number_on(tmp_path: Path) -> None:
    lake = EventLake.at(tmp_path)
    assert lake.append(table_of([], EVENTS), spool="s", after=0, upto=5, lease=1)
    assert lake.landed("s") == 5
    assert read(lake, "record") == []


def test_a_column_that_came_later_is_empty_in_older_files(tmp_path: Path) -> None:
    fields = {field.name: field for field in Schema.from_arrow(EVENTS).fields}
    first = ("day", "record", "message_id")
    table = DeltaTable.create(str(tmp_path / "events"), Schema([fields[name] for name in first]), partition_by=["day"])
    older = pa.Table.from_pylist(
        [{"day": MOMENT.date(), "record": 0, "message_id": "old"}], pa.schema([EVENTS.field(name) for name in first])
    )
    write_deltalake(table, older, mode="append")
    table.alter.add_columns([field for name, field in fields.items() if name not in first])
    lake = EventLake.at(tmp_path)
    lake.append(table_of([event(1, name="new", revenue=5)], EVENTS), spool="s", after=0, upto=1, lease=1)
    assert read(lake, "message_id, name, revenue") == [("old", None, None), ("m1", "new", 5)]


def test_nothing_personal_is_in_statistics(tmp_path: Path) -> None:
    lake = EventLake.at(tmp_path)
    lake.append(
        table_of([event(1, customer_id="customer-secret", properties='{"email":"e"}')], EVENTS),
        spool="s",
        after=0,
        upto=1,
        lease=1,
    )
    log = "".join(file.read_text() for file in (tmp_path / "events/_delta_log").glob("*.json"))
    assert "customer-secret" not in log
    assert '\\"record\\":1' in log
    group = ParquetFile(next((tmp_path / "events").rglob("*.parquet"))).metadata.row_group(0)
    with_statistics = {
        group.column(number).path_in_schema for number in range(group.num_columns) if group.column(number).statistics
    }
    assert with_statistics == {"occurred_at", "received_at", "record"}


def test_a_later_format_is_refused(tmp_path: Path) -> None:
    EventLake.at(tmp_path)
    DeltaTable(str(tmp_path / "events")).alter.set_table_properties({"joren.format": "2"}, raise_if_not_exists=False)
    with pytest.raises(LakeError, match="later version"):
        EventLake.at(tmp_path)
