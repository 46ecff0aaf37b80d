"""The table of events: once, by day, readable by DuckDB, silent about persons in its statistics."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from deltalake import DeltaTable, Schema, write_deltalake
from pyarrow.parquet import ParquetFile

from joren.events import Event
from joren.lake import EventLake, LakeBusyError
from joren.lake.columns import EVENTS, STORED
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
    fields = {field.name: field for field in Schema.from_arrow(STORED).fields}
    first = ("day", "record", "message_id", "month", "tier")
    table = DeltaTable.create(
        str(tmp_path / "events"), Schema([fields[name] for name in first]), partition_by=["month", "tier"]
    )
    row = {"day": MOMENT.date(), "record": 0, "message_id": "old", "month": MOMENT.date().replace(day=1), "tier": "new"}
    older = pa.Table.from_pylist([row], pa.schema([STORED.field(name) for name in first]))
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
    assert with_statistics == {"occurred_at", "received_at", "record", "subject"}


def test_a_month_in_many_files_is_written_together_by_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = EventLake.at(tmp_path)
    for record in range(1, 5):
        rows = [event(record, subject=9 - record), event(record, subject=record, position=1)]
        lake.append(table_of(rows, EVENTS), spool="s", after=record - 1, upto=record, lease=1)
    columns = "message_id, subject, record, position, day::VARCHAR, occurred_at::VARCHAR, name"
    before = read(lake, columns)
    assert lake.compact_if_due(lease=1) is None
    monkeypatch.setattr("joren.lake.events._MANY_FILES", 4)
    assert lake.compact_if_due(lease=1) == MOMENT.date().replace(day=1)
    assert sorted(read(lake, columns)) == sorted(before)
    assert lake.landed("s") == 4, "how far it is stays known"
    assert lake.remove_old_files(hours=0) == 4
    [file] = (tmp_path / "events").rglob("*.parquet")
    assert "/tier=new/" in str(file)

    monkeypatch.setattr("joren.lake.events._MANY_FILES", 1)
    monkeypatch.setattr("joren.lake.events._MANY_ROWS", 1)
    assert lake.compact_if_due(lease=1) == MOMENT.date().replace(day=1)
    assert lake.compact_if_due(lease=1) is None
    lake.remove_old_files(hours=0)
    [file] = (tmp_path / "events").rglob("*.parquet")
    assert "/tier=sorted/" in str(file)
    assert sorted(read(lake, columns)) == sorted(before)
    subjects = ParquetFile(file).read(["subject"])["subject"].to_pylist()
    assert subjects == sorted(subjects)
    assert lake.append(table_of([event(5)], EVENTS), spool="s", after=4, upto=5, lease=1)


def test_one_persons_events_are_read_from_their_months_alone(tmp_path: Path) -> None:
    lake = EventLake.at(tmp_path)
    later = {"day": date(2027, 2, 3), "occurred_at": datetime(2027, 2, 3, tzinfo=UTC)}
    rows = [event(1, subject=7), event(2, subject=8), event(3, subject=7, **later)]
    lake.append(table_of(rows, EVENTS), spool="s", after=0, upto=3, lease=1)
    sql = lake.sql_of([7], date(2026, 11, 1), date(2027, 1, 31))
    assert "2027-02" not in sql
    assert duckdb.execute(f"SELECT record FROM ({sql})").fetchall() == [(1,)]  # noqa: S608
    whole = lake.sql_of([7, 8], date(2026, 11, 30), date(2027, 2, 3))
    assert sorted(duckdb.execute(f"SELECT record FROM ({whole})").fetchall()) == [(1,), (2,), (3,)]  # noqa: S608


def test_a_later_format_is_refused(tmp_path: Path) -> None:
    EventLake.at(tmp_path)
    DeltaTable(str(tmp_path / "events")).alter.set_table_properties({"joren.format": "2"}, raise_if_not_exists=False)
    with pytest.raises(LakeError, match="later version"):
        EventLake.at(tmp_path)
