"""A running Joren whose lake is on object storage, and what it does while that is away."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest

from joren.collector.spool import Record, Taken
from joren.harvest import harvest
from joren.lake import EventLake, LakeBusyError
from joren.lake.columns import EVENTS
from joren.server.settings.lake import lake_place
from tests.server.browsing import OWNER, Visitor
from tests.server.object_storage import ObjectStorage
from tests.server.running import Shop, free_port, running_shop, wait_until

EVENT = {"event": "Product Viewed", "userId": "customer-1"}


@pytest.fixture(scope="module")
def storage() -> Iterator[ObjectStorage]:
    server = ObjectStorage()
    yield server
    server.end()


class Door:
    """A port that leads to another one while it is open, and refuses everybody while it is shut."""

    def __init__(self, behind: int) -> None:
        self.port, self._behind = free_port(), behind
        self._links: list[socket.socket] = []
        self.open()

    def open(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def shut(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for link in self._links:
            link.close()
        self._links.clear()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                one, _ = listening.accept()
            except OSError:
                return
            other = socket.create_connection(("127.0.0.1", self._behind))
            self._links += [one, other]
            for ends in ((one, other), (other, one)):
                threading.Thread(target=_pass_on, args=ends, daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    try:
        while some := one.recv(65536):
            other.sendall(some)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def test_lands_there_and_is_read_back_from_there(tmp_path: Path, storage: ObjectStorage) -> None:
    with running_shop(tmp_path, options=storage.options("landing")) as shop:
        for number in range(3):
            assert shop.post("/v1/track", EVENT | {"messageId": f"m-{number}"}).status == 200
            shop.wait_until_landed()
        assert shop.lake("message_id, customer_id, typeof(day)") == [
            (f"m-{number}", "customer-1", "DATE") for number in range(3)
        ]
        assert list((shop.data / "lake").iterdir()) == []
        assert "a secret of the lake" not in shop.stop()


def test_while_it_is_away_the_database_goes_on_and_the_lake_catches_up(tmp_path: Path, storage: ObjectStorage) -> None:
    door = Door(storage.port)
    options = storage.options("away") | {"lake_endpoint": f"http://127.0.0.1:{door.port}"}
    with running_shop(tmp_path, options=options) as shop:
        visitor = Visitor(shop)
        visitor.submit(shop.set_up_path(), email=OWNER[0], password=OWNER[1], again=OWNER[1])
        visitor.sign_in(*OWNER)
        assert shop.post("/v1/track", EVENT | {"messageId": "before"}).status == 200
        shop.wait_until_landed()

        door.shut()
        assert shop.post("/v1/track", EVENT | {"messageId": "meanwhile"}).status == 200
        wait_until(lambda: landed_in_database(shop) == 2)
        wait_until(lambda: b"Landing stands still" in visitor.get("/").body, 60)

        shop.kill("worker")  # one that starts while the lake is away lands in the database too
        time.sleep(0.5)
        assert shop.post("/v1/track", EVENT | {"messageId": "after a new start"}).status == 200
        wait_until(lambda: landed_in_database(shop) == 3)

        door.open()
        shop.wait_until_landed()
        shop.options |= storage.options("away")  # we look straight at it: the door's threads are this process's
        assert shop.lake() == [("before",), ("meanwhile",), ("after a new start",)]
        # The mirror has its own lease, and the worker that was killed holds it for half a minute.
        wait_until(lambda: b"Landing stands still" not in visitor.get("/").body, 60)
    door.shut()


def landed_in_database(shop: Shop) -> int:
    return int(shop.rows("SELECT number FROM ingest_spoolcursor")[0][0])


def test_of_two_that_commit_at_the_same_moment_one_goes_through(
    tmp_path: Path, storage: ObjectStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = lake_place(Shop(tmp_path, 1, options=storage.options("race")).settings())
    first, second = EventLake.at(place), EventLake.at(place)
    assert second.landed("spool") == 0
    assert first.append(EVENTS.empty_table(), spool="spool", after=0, upto=1, lease=1)
    with monkeypatch.context() as paused:
        paused.setattr(EventLake, "landed", lambda *_: 0)
        with pytest.raises(LakeBusyError):
            second.append(EVENTS.empty_table(), spool="spool", after=0, upto=1, lease=1)
    assert second.landed("spool") == 1


def test_files_are_written_together_there(tmp_path: Path, storage: ObjectStorage) -> None:
    lake = EventLake.at(lake_place(Shop(tmp_path, 1, options=storage.options("compact")).settings()))
    for number in range(31):
        lake.append(harvested(number), spool="spool", after=number, upto=number + 1, lease=1)
    assert lake.compact_if_due(lease=1)
    with duckdb.connect() as connection:
        lake.open_for(connection)
        rows = connection.execute(f"SELECT message_id FROM ({lake.sql()}) ORDER BY record").fetchall()
    assert rows == [(f"m-{number}",) for number in range(31)]


def harvested(number: int) -> Any:
    body = json.dumps(EVENT | {"messageId": f"m-{number}"}).encode()
    taken = Taken("track", 1_700_000_000_000_000, "web", body)
    return harvest([Record(number + 1, msgspec.msgpack.encode(taken))], "spool").events


@pytest.mark.parametrize("url", ["gs://bucket/lake", "/srv/lake", "s3://", "s3://key:secret@bucket/lake"])
def test_an_address_that_makes_no_sense_is_refused(tmp_path: Path, url: str) -> None:
    done = Shop(tmp_path / "data", free_port(), options={"lake_url": url}).ask_joren("up")
    assert done.returncode == 1
    assert "JOREN_LAKE_URL" in done.stderr
    assert "secret" not in done.stderr.replace("JOREN_LAKE_SECRET", "")
