"""The answer follows the disk: 200 after the sync, 503 when there is none."""

from __future__ import annotations

import asyncio
import errno
import json
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from joren.clock import FixedClock
from joren.collector.app import Collector
from joren.collector.spool import Spool, SpoolReader, SpoolWriter
from joren.collector.spool.disk import Disk


def run(story: Coroutine[None, None, None]) -> None:
    """Play an asynchronous story, in a thread of its own: a browser's tests may keep a loop in this one."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        beside.submit(asyncio.run, story).result()


class AnyKey:
    def name_of(self, key: str) -> str | None:
        return key or None


class SlowDisk(Disk):
    """A disk that syncs when it is told to, or fails."""

    def __init__(self) -> None:
        self.go, self.began, self.fails = threading.Event(), threading.Event(), False

    def sync(self, fd: int) -> None:
        self.began.set()
        self.go.wait(10)
        if self.fails:
            raise OSError(errno.ENOSPC, "No space left on device")
        super().sync(fd)


async def ask(collector: Collector, body: dict[str, Any]) -> tuple[int, dict[bytes, bytes]]:
    raw, sent = json.dumps(body).encode(), []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await collector({"type": "http", "method": "POST", "path": "/v1/track", "headers": []}, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"])


async def nothing_behind(*_: object) -> None:
    raise AssertionError("nothing stands behind")


EVENT = {"userId": "customer-1", "event": "Product Viewed", "writeKey": "key"}


def open_collector(folder: Path, disk: Disk) -> tuple[Collector, SpoolWriter]:
    collector = Collector(AnyKey(), FixedClock(datetime(2026, 1, 1, tzinfo=UTC)), nothing_behind)
    collector.spool = writer = SpoolWriter(Spool.at(folder), collector.settled, disk=disk)
    return collector, writer


def test_answers_only_after_the_sync(tmp_path: Path) -> None:
    async def story() -> None:
        disk = SlowDisk()
        collector, writer = open_collector(tmp_path, disk)
        asking = asyncio.create_task(ask(collector, EVENT))
        assert await asyncio.to_thread(disk.began.wait, 10)
        await asyncio.sleep(0.1)
        assert not asking.done()
        disk.go.set()
        assert (await asking)[0] == 200
        await asyncio.to_thread(writer.close)

    run(story())
    assert len(SpoolReader(Spool.at(tmp_path)).read(0)) == 1


def test_says_503_and_when_to_come_again_while_the_disk_is_full(tmp_path: Path) -> None:
    async def story() -> None:
        disk = SlowDisk()
        disk.go.set()
        collector, writer = open_collector(tmp_path, disk)
        disk.fails = True
        status, headers = await ask(collector, EVENT)
        assert (status, headers[b"retry-after"]) == (503, b"5")
        disk.fails = False
        assert (await ask(collector, EVENT))[0] == 200
        await asyncio.to_thread(writer.close)

    run(story())
    assert len(SpoolReader(Spool.at(tmp_path)).read(0)) == 1


def test_says_503_when_too_much_waits_for_the_disk(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("joren.collector.spool.writer.WAITING_BYTES", 130)

    async def story() -> None:
        disk = SlowDisk()
        collector, writer = open_collector(tmp_path, disk)
        waiting = [asyncio.create_task(ask(collector, EVENT)) for _ in range(2)]
        await asyncio.sleep(0.1)
        assert (await ask(collector, EVENT))[0] == 503
        disk.go.set()
        assert [status for status, _ in await asyncio.gather(*waiting)] == [200, 200]
        await asyncio.to_thread(writer.close)

    run(story())


def test_whoever_hangs_up_disturbs_nobody(tmp_path: Path) -> None:
    async def story() -> None:
        disk = SlowDisk()
        collector, writer = open_collector(tmp_path, disk)
        gone, stays = asyncio.create_task(ask(collector, EVENT)), asyncio.create_task(ask(collector, EVENT))
        assert await asyncio.to_thread(disk.began.wait, 10)
        gone.cancel()
        disk.go.set()
        assert (await stays)[0] == 200
        await asyncio.to_thread(writer.close)

    run(story())
