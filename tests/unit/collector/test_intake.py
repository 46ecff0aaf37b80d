"""What is taken in from inside lies on a spool, to be landed like any other."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from joren.clock import SystemClock
from joren.collector.intake import INSIDE, Intake
from joren.collector.spool import Spool, SpoolReader, Taken
from joren.harvest import harvest
from joren.lake.rows import events_of


def calls(count: int, size: int = 10) -> list[dict[str, object]]:
    shared = {"type": "track", "event": "Order Completed", "userId": "c1", "properties": {"note": "x" * size}}
    return [{**shared, "messageId": f"o-{number}"} for number in range(count)]


def landed(folder: Path) -> list[tuple[str, str]]:
    spool = Spool.at(folder / INSIDE / "1")
    found = harvest(SpoolReader(spool).read(0), spool.id)
    assert found.refused == []
    return [(event.message_id, event.write_key) for event in events_of(found.events)]


def test_lies_on_the_disk_when_the_call_returns(tmp_path: Path) -> None:
    intake = Intake(tmp_path, SystemClock())
    intake.take_in(calls(3), origin="shopify")
    assert landed(tmp_path) == [("o-0", "shopify"), ("o-1", "shopify"), ("o-2", "shopify")]
    intake.close()


def test_many_calls_become_several_records_none_too_large(tmp_path: Path) -> None:
    intake = Intake(tmp_path, SystemClock())
    intake.take_in(calls(100, size=20_000), origin="import")
    intake.close()
    spool = Spool.at(tmp_path / INSIDE / "1")
    records = SpoolReader(spool).read(0)
    assert len(records) > 4
    assert all(len(msgspec.msgpack.decode(each.payload, type=Taken).body) < 500 * 1024 for each in records)
    assert len(landed(tmp_path)) == 100


def test_two_processes_have_a_spool_each_and_a_left_one_is_taken_up_again(tmp_path: Path) -> None:
    first, second = Intake(tmp_path, SystemClock()), Intake(tmp_path, SystemClock())
    assert sorted(each.name for each in (tmp_path / INSIDE).iterdir()) == ["1", "2"]
    first.close()
    third = Intake(tmp_path, SystemClock())
    assert sorted(each.name for each in (tmp_path / INSIDE).iterdir()) == ["1", "2"]
    third.close()
    second.close()


def test_a_disk_that_is_full_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    intake = Intake(tmp_path, SystemClock())
    monkeypatch.setattr("joren.collector.spool.disk.Disk.sync", full)
    with pytest.raises(OSError, match="No space left"):
        intake.take_in(calls(1), origin="shopify")
    intake.close()
