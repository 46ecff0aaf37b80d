"""`joren doctor` names what is wrong with a store, and how to mend it."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.object_storage import ObjectStorage
from tests.server.running import DATABASE, Shop, free_port, running_shop

EVENT = {"event": "Product Viewed", "userId": "customer-1"}


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop with an event in both stores that does not run."""
    with running_shop(tmp_path_factory.mktemp("shop"), "sqlite") as shop:
        assert shop.post("/v1/track", EVENT).status == 200
        shop.wait_until_landed()
        shop.stop()
    return shop


@pytest.fixture
def ill(stopped: Shop, tmp_path: Path) -> Shop:
    """A copy of it, to spoil."""
    shutil.copytree(stopped.data, tmp_path / "data")
    return Shop(tmp_path / "data", free_port())


@pytest.fixture(scope="module")
def storage() -> Iterator[ObjectStorage]:
    server = ObjectStorage()
    yield server
    server.end()


def found(shop: Shop) -> dict[str, dict[str, Any]]:
    """What is not fine, by its code."""
    done = shop.ask_joren("doctor", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == (1 if told["wrong"] else 0), done.stderr
    return {each["check"]: each for each in told["findings"] if each["level"] != "ok"}


def test_finds_nothing_at_a_shop_that_runs(tmp_path: Path) -> None:
    with running_shop(tmp_path, DATABASE) as shop:
        assert shop.post("/v1/track", EVENT).status == 200
        shop.wait_until_landed()
        done = shop.ask_joren("doctor")
        assert done.returncode == 0, done.stdout
        assert "Nothing is wrong." in done.stdout
        assert "agree: 1 requests taken in, 1 and 1 landed" in done.stdout


def test_speaks_the_language_of_the_environment(stopped: Shop) -> None:
    for language, words in (("ja", "データフォルダー"), ("zh_CN", "数据文件夹")):
        shop = Shop(stopped.data, stopped.port, variables={"LANGUAGE": language})
        assert words in shop.ask_joren("doctor").stdout


def test_makes_nothing_where_nothing_is(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "data", free_port())
    assert set(found(shop)) == {"folder.missing"}
    assert not shop.data.exists()


def test_a_folder_that_others_may_read(ill: Shop) -> None:
    ill.data.chmod(0o755)
    assert "chmod" in found(ill)["folder.private"]["mend"]


def test_secrets_that_are_gone(ill: Shop) -> None:
    ill.data.joinpath("secrets").write_text("{")
    assert "folder.secrets" in found(ill)


def test_a_damaged_database(ill: Shop) -> None:
    file = ill.data / "joren.sqlite3"
    raw = bytearray(file.read_bytes())
    for page in range(2, len(raw) // 4096):
        raw[page * 4096 + 8 : page * 4096 + 200] = b"\xff" * 192
    file.write_bytes(raw)
    assert "joren restore" in found(ill)["database.damaged"]["mend"]


def test_a_database_that_is_gone(ill: Shop) -> None:
    (ill.data / "joren.sqlite3").unlink()
    assert "joren restore" in found(ill)["database.missing"]["mend"]
    assert not (ill.data / "joren.sqlite3").exists()


def test_tables_of_a_later_version(ill: Shop) -> None:
    import sqlite3

    with contextlib.closing(sqlite3.connect(ill.data / "joren.sqlite3")) as database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('ingest', '0999_x', '2030-01-01')")
        database.commit()
    assert "ingest.0999_x" in found(ill)["database.later"]["words"]


def test_a_postgresql_that_does_not_answer(ill: Shop) -> None:
    ill.database_url = f"postgres://joren:secret@127.0.0.1:{free_port()}/joren"
    finding = found(ill)["database.away"]
    assert "/joren" in finding["words"]
    assert "secret" not in finding["words"]


def test_a_damaged_spool(ill: Shop) -> None:
    (segment,) = (ill.data / "spool").glob("*.seg")
    raw = bytearray(segment.read_bytes())
    raw[-1] ^= 1
    segment.write_bytes(raw)
    assert segment.name in found(ill)["spool.damaged"]["words"]


def test_events_that_nobody_lands(ill: Shop) -> None:
    import msgspec

    from joren.collector.spool import Spool, SpoolWriter, Taken

    writer = SpoolWriter(Spool.at(ill.data / "spool"), lambda *_: None)
    writer.append(msgspec.msgpack.encode(Taken("track", 1_700_000_000_000_000, "web", b"{}")), None)
    writer.close()
    assert "joren worker" in found(ill)["spool.worker"]["mend"]


def test_a_spool_and_a_database_of_different_times(ill: Shop) -> None:
    for file in (ill.data / "spool").iterdir():
        if file.name != "spool.json" and file.is_file():
            file.unlink()
    assert "one backup" in found(ill)["agreement.ahead"]["mend"]


def test_a_lake_that_lost_a_file(ill: Shop) -> None:
    for file in (ill.data / "lake").rglob("*.parquet"):
        file.unlink()
    assert "lake.damaged" in found(ill)


def test_object_storage_that_is_away(ill: Shop, storage: ObjectStorage) -> None:
    ill.options = storage.options() | {"lake_endpoint": f"http://127.0.0.1:{free_port()}"}
    assert "JOREN_LAKE_URL" in found(ill)["lake.away"]["mend"]


def test_object_storage_that_is_empty_and_good(ill: Shop, storage: ObjectStorage) -> None:
    ill.options = storage.options("doctor")
    assert set(found(ill)) & {"lake.missing", "lake.commits", "lake.away"} == {"lake.missing"}


def test_a_port_that_somebody_else_has(ill: Shop) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", ill.port))):
        assert "--port" in found(ill)["port.taken"]["mend"]


def test_what_an_app_reconciles_is_asked_too(_django: Path) -> None:
    from django.conf import settings

    from joren.server import checkup
    from joren.server.checkup import check, wrong
    from joren.server.doctor.examination import examine

    @check("test.sums")
    def sums() -> Iterator[Any]:
        yield wrong("test.sums", "1 + 1 is 3.", "Count again.")

    @check("test.broken")
    def broken() -> Iterator[Any]:
        raise ZeroDivisionError("by zero")
        yield

    try:
        codes = {each.check for each in examine(settings.OPTIONS)}
        assert {"test.sums", "test.broken.failed"} <= codes
    finally:
        for name in ("test.sums", "test.broken"):
            del checkup._checks[name]
