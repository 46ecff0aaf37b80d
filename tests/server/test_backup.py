"""A backup of a running shop is of one moment, and goes on from there when it is put back."""

from __future__ import annotations

import json
import shutil
import tarfile
import time
from pathlib import Path

import pytest

from tests.server.object_storage import ObjectStorage
from tests.server.postgresql import fresh_database
from tests.server.running import DATABASE, Shop, free_port, running_shop, wait_until
from tests.server.test_kill_minus_nine import Shoppers

EVENT = {"event": "Product Viewed", "userId": "customer-1"}


def elsewhere(shop: Shop, folder: Path) -> Shop:
    """An empty place of the same kind."""
    url = fresh_database() if shop.database_url else None
    return Shop(folder / "data", free_port(), database_url=url)


@pytest.mark.parametrize(("database", "name"), [("sqlite", "copy.tar"), ("postgres", "copy")])
def test_under_load_nothing_is_lost_and_nothing_doubled(tmp_path: Path, database: str, name: str) -> None:
    with running_shop(tmp_path, database) as shop:
        shop.data.joinpath("media/logo.svg").write_text("<svg/>")
        shoppers = [Shoppers(shop, f"shopper-{number}") for number in range(2)]
        for each in shoppers:
            each.start()
        time.sleep(2)
        before = set().union(*(set(each.acknowledged) for each in shoppers))
        told = json.loads(shop.joren("backup", str(tmp_path / name), "--json"))
        time.sleep(0.5)
        for each in shoppers:
            each.stop.set()
            each.join()
        assert len(before) > 50

        other = elsewhere(shop, tmp_path / "other")
        other.joren("restore", str(tmp_path / name), "--check")
        other.joren("restore", str(tmp_path / name))
        try:
            other.start()
            other.wait_until_landed()
            landed = [message for (message,) in other.lake()]
            assert len(landed) == len(set(landed)), "landed twice"
            assert before <= set(landed), "lost"
            sent = set().union(
                *({f"{each.name}-{n}-{i}" for n in range(10_000) for i in range(10)} for each in shoppers)
            )
            assert set(landed) <= sent
            assert other.rows("SELECT sum(landed) FROM ingest_minute") == [(len(landed),)]
            other.key = shop.key  # it opens the other one too
            time.sleep(1.1)
            assert other.post("/v1/track", EVENT | {"messageId": "later"}).status == 200
            other.wait_until_landed()
            assert ("later",) in other.lake()
            assert other.ask_joren("doctor").returncode == 0
        finally:
            other.end()
        assert (other.data / "media/logo.svg").read_text() == "<svg/>"
        assert told["spools"]["spool"] > 0
        for path in other.data.rglob("*"):
            assert path.stat().st_mode & 0o077 == 0, path


def test_what_the_spool_still_held_lands_after_a_restore(tmp_path: Path) -> None:
    with running_shop(tmp_path, DATABASE) as shop:
        import os
        import signal

        assert shop.post("/v1/track", EVENT | {"messageId": "landed"}).status == 200
        shop.wait_until_landed()
        worker = shop.pid_of("worker")
        os.kill(worker, signal.SIGSTOP)
        try:
            assert shop.post("/v1/track", EVENT | {"messageId": "waiting"}).status == 200
            shop.joren("backup", str(tmp_path / "copy.tar"))
        finally:
            os.kill(worker, signal.SIGCONT)
    other = elsewhere(shop, tmp_path / "other")
    other.joren("restore", str(tmp_path / "copy.tar"))
    assert other.lake() == [("landed",)]
    try:
        other.start()
        wait_until(lambda: other.lake() == [("landed",), ("waiting",)], 60)
    finally:
        other.end()


def test_a_lake_on_object_storage_comes_along(tmp_path: Path) -> None:
    storage = ObjectStorage()
    try:
        with running_shop(tmp_path, options=storage.options("first")) as shop:
            assert shop.post("/v1/track", EVENT | {"messageId": "far"}).status == 200
            shop.wait_until_landed()
            shop.joren("backup", str(tmp_path / "copy"))
        other = elsewhere(shop, tmp_path / "other")
        other.options = storage.options("second")
        other.joren("restore", str(tmp_path / "copy"))
        assert other.lake() == [("far",)]
        again = elsewhere(shop, tmp_path / "again")
        again.options = storage.options("second")
        assert "nothing is overwritten" in again.ask_joren("restore", str(tmp_path / "copy")).stderr
        near = elsewhere(shop, tmp_path / "near")  # and it may come home to the data folder
        near.joren("restore", str(tmp_path / "copy"))
        assert near.lake() == [("far",)]
    finally:
        storage.end()


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shop, Path]:
    """A stopped shop, and a backup of it as a folder."""
    folder = tmp_path_factory.mktemp("copied")
    with running_shop(folder, DATABASE) as shop:
        assert shop.post("/v1/track", EVENT).status == 200
        shop.wait_until_landed()
        shop.stop()
    shop.joren("backup", str(folder / "copy"))
    return shop, folder / "copy"


def test_nothing_is_overwritten(copied: tuple[Shop, Path]) -> None:
    shop, copy = copied
    before = {path: path.stat().st_mtime_ns for path in shop.data.rglob("*")}
    done = shop.ask_joren("restore", str(copy))
    assert done.returncode == 1
    assert "nothing is overwritten" in done.stderr
    again = shop.ask_joren("backup", str(copy))
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert {path: path.stat().st_mtime_ns for path in shop.data.rglob("*")} == before


@pytest.mark.parametrize("what", ["changed", "cut", "missing", "manifest", "outside"])
def test_a_damaged_backup_is_refused_before_anything_is_written(
    copied: tuple[Shop, Path], tmp_path: Path, what: str
) -> None:
    shop, whole = copied
    copy = tmp_path / "copy"
    shutil.copytree(whole, copy)
    victim = next(copy.rglob("*.parquet"))
    if what == "changed":
        raw = bytearray(victim.read_bytes())
        raw[len(raw) // 2] ^= 1
        victim.write_bytes(raw)
    elif what == "cut":
        victim.write_bytes(victim.read_bytes()[:-1])
    elif what == "missing":
        victim.unlink()
    elif what == "outside":
        text = (copy / "backup.json").read_text().replace('"secrets"', '"../secrets"')
        (copy / "backup.json").write_text(text)
    else:
        (copy / "backup.json").unlink()
    other = elsewhere(shop, tmp_path)
    for arguments in (["restore", str(copy)], ["restore", str(copy), "--check"]):
        done = other.ask_joren(*arguments)
        assert done.returncode == 1
        assert "damaged" in done.stderr or "is no backup" in done.stderr
    assert not other.data.exists() or list(other.data.iterdir()) == []


def test_a_tar_without_its_end_is_refused(copied: tuple[Shop, Path], tmp_path: Path) -> None:
    shop, _ = copied
    shop.joren("backup", str(tmp_path / "copy.tar"))
    raw = (tmp_path / "copy.tar").read_bytes()
    (tmp_path / "cut.tar").write_bytes(raw[: len(raw) // 2])
    assert "is no backup" in shop.ask_joren("restore", str(tmp_path / "cut.tar"), "--check").stderr
    assert (tmp_path / "copy.tar").stat().st_mode & 0o077 == 0
    with tarfile.open(tmp_path / "copy.tar") as members:
        assert members.getnames()[-1] == "backup.json"


def test_a_backup_that_fails_leaves_nothing_and_holds_nobody_up(copied: tuple[Shop, Path], tmp_path: Path) -> None:
    shop, _ = copied
    broken = Shop(tmp_path / "data", free_port(), database_url=shop.database_url)
    shutil.copytree(shop.data, broken.data)
    for file in (broken.data / "lake").rglob("*.parquet"):
        file.unlink()
    done = broken.ask_joren("backup", str(tmp_path / "copy.tar"))
    assert done.returncode == 1
    assert "could not be made" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


def test_a_backup_of_a_later_version_is_refused(copied: tuple[Shop, Path], tmp_path: Path) -> None:
    shop, whole = copied
    copy = tmp_path / "copy"
    shutil.copytree(whole, copy)
    known = json.loads((copy / "backup.json").read_text())
    known["migrations"].append(["ingest", "0999_x"])
    known["version"] = "9.9.9"
    (copy / "backup.json").write_text(json.dumps(known))
    done = elsewhere(shop, tmp_path).ask_joren("restore", str(copy))
    assert done.returncode == 1
    assert "9.9.9" in done.stderr
