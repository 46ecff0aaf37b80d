"""`joren up --demo` fills a new folder with the made shop, lands it and lets shoppers walk; it leaves others alone."""

from __future__ import annotations

import subprocess
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from joren.clock import FixedClock, SystemClock
from joren.collector.intake import INSIDE, Intake
from joren.collector.spool import Spool, SpoolReader
from joren.errors import JorenError
from joren.harvest import harvest
from joren.server.processes.demo import fill
from joren.server.processes.demo_folder import Demo, claim, read_demo, save_demo
from joren.server.processes.prepare import make_folder
from joren.server.settings.options import Options
from joren.testing.shop import Shop as MadeShop
from tests.server.running import JOREN, Shop, free_port, wait_until

NOW = datetime(2026, 11, 23, 12, 30, 15, 600, tzinfo=UTC)


def made(demo: Demo) -> MadeShop:
    return MadeShop(seed=demo.seed, customers=demo.customers, days=demo.days, start=demo.begin)


def a_small_demo(folder: Path) -> Options:
    """A folder whose demo is smaller than the one that people get."""
    options = Options(data=folder)
    make_folder(options)
    begin = (SystemClock().now() - timedelta(days=90)).replace(microsecond=0)
    save_demo(options, Demo(start=begin.isoformat(), customers=120, days=90))
    return options


def test_history_lands_shoppers_walk_and_a_second_start_goes_on(tmp_path: Path) -> None:
    options = a_small_demo(tmp_path / "data")
    shop = Shop(options.data, free_port())
    shop.start("up", "--demo")
    wait_until(lambda: read_demo(options).filled, 60)
    history = {call["messageId"] for call in made(read_demo(options)).calls()}
    wait_until(lambda: history < landed(shop), 60)
    said = shop.stop()
    assert said.count("gets its history") >= 1
    assert said.count(f"has its history: {len(history)} events") == 1

    before = landed(shop)
    shop.start("up", "--demo")
    wait_until(lambda: len(landed(shop)) > len(before) + 3, 60)
    said = shop.stop()
    assert said.count("has its history") == 1
    assert before < landed(shop)


def landed(shop: Shop) -> set[str]:
    rows = [message for message, key in shop.lake("message_id, write_key") if key == "demo"]
    assert [message for message, count in Counter(rows).items() if count > 1] == []
    return set(rows)


def test_a_folder_with_other_data_is_refused_in_the_reader_s_language(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shop = Shop(data, free_port())
    shop.start()
    shop.stop()
    for language, words in (
        ("en", "has data of its own"),
        ("ja", "デモのデータと混ざって"),
        ("zh_CN", "演示数据会与之混"),
    ):
        done = subprocess.run(
            [*JOREN, "up", "--demo", "--data", str(data), "--port", str(shop.port)],
            capture_output=True, text=True, timeout=60, check=False, env=shop.environment() | {"LANGUAGE": language},
        )  # fmt: skip
        assert done.returncode == 1
        assert words in done.stderr
    assert not (data / "demo.json").exists()


def test_a_new_folder_s_history_ends_now_and_a_later_start_keeps_it(tmp_path: Path) -> None:
    options, clock = Options(data=tmp_path / "data"), FixedClock(NOW)
    make_folder(options)
    demo = claim(options, clock)
    assert made(demo).end == NOW.replace(microsecond=0)
    clock.move(timedelta(days=3))
    assert claim(options, clock) == demo


def test_a_later_version_s_demo_is_refused(tmp_path: Path) -> None:
    options = a_small_demo(tmp_path / "data")
    save_demo(options, replace(read_demo(options), format=2))
    with pytest.raises(JorenError, match="later version"):
        claim(options, SystemClock())


@pytest.mark.parametrize(
    "elsewhere", [{"database_url": "postgres://joren@db.example.com/joren"}, {"lake_url": "s3://bucket/shop"}]
)
def test_stores_elsewhere_are_left_alone(tmp_path: Path, elsewhere: dict[str, str]) -> None:
    options = replace(Options(data=tmp_path / "data"), **elsewhere)
    make_folder(options)
    with pytest.raises(JorenError, match="cannot mix with a real shop"):
        claim(options, SystemClock())
    assert not (options.data / "demo.json").exists()


class _Interrupted(Intake):
    """Takes two parts in, then the process is told to stop."""

    def __init__(self, folder: Path, stop: threading.Event) -> None:
        super().__init__(folder, SystemClock())
        self._left, self._stop = 2, stop

    def take_in(self, calls: Sequence[Mapping[str, Any]], *, origin: str) -> None:
        super().take_in(calls, origin=origin)
        self._left -= 1
        if not self._left:
            self._stop.set()


def test_a_fill_that_was_interrupted_goes_on_and_leaves_nothing_out(tmp_path: Path) -> None:
    options, stop = a_small_demo(tmp_path / "data"), threading.Event()
    save_demo(options, replace(read_demo(options), customers=300))
    shop = made(read_demo(options))
    intake = _Interrupted(options.spool, stop)
    fill(shop, read_demo(options), intake, options, stop)
    intake.close()
    interrupted = read_demo(options)
    assert interrupted.taken > 0
    assert not interrupted.filled

    intake = Intake(options.spool, SystemClock())
    fill(made(interrupted), interrupted, intake, options, threading.Event())
    intake.close()
    assert read_demo(options).filled
    spool = Spool.at(options.spool / INSIDE / "1")
    found = harvest(SpoolReader(spool).read(0, most_bytes=10**9), spool.id)
    assert found.refused == []
    assert set(found.events["message_id"].to_pylist()) == {call["messageId"] for call in shop.calls()}
