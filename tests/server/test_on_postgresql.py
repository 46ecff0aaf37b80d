"""A running Joren whose tables are in PostgreSQL: killed, locked out, and without a word about the password."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests.server.postgresql import Private
from tests.server.running import Shop, free_port, running_shop, wait_until
from tests.server.test_kill_minus_nine import Shoppers

EVENT = {"event": "Product Viewed", "userId": "customer-1"}


@pytest.fixture
def server() -> Iterator[Private]:
    private = Private()
    yield private
    private.end()


def test_acknowledged_is_landed_once_in_both_stores(tmp_path: Path) -> None:
    chance = random.Random(11)
    with running_shop(tmp_path, "postgres") as shop:
        shoppers = [Shoppers(shop, f"shopper-{number}") for number in range(2)]
        for each in shoppers:
            each.start()
        for victim in ("worker", "front", "worker"):
            time.sleep(chance.uniform(0.5, 2.0))
            shop.kill(victim)
        time.sleep(1)
        for each in shoppers:
            each.stop.set()
            each.join()
        shop.wait_until_landed()
        landed = [message for (message,) in shop.lake()]
        acknowledged = set().union(*(each.acknowledged for each in shoppers))
        assert len(acknowledged) > 100
        assert len(landed) == len(set(landed)), "landed twice"
        assert acknowledged <= set(landed), "lost"
        assert not (shop.data / "joren.sqlite3").exists()


def test_events_are_taken_in_while_the_database_is_away_and_land_when_it_is_back(
    tmp_path: Path, server: Private
) -> None:
    shop = Shop(tmp_path / "data", free_port(), database_url=server.url)
    try:
        shop.start()
        shop.make_key()
        assert shop.post("/v1/track", EVENT | {"messageId": "before"}).status == 200
        shop.wait_until_landed()
        server.stop()
        assert shop.post("/v1/track", EVENT | {"messageId": "meanwhile"}).status == 200
        wait_until(lambda: shop.get("/healthz").status == 503)
        server.start()
        wait_until(lambda: shop.get("/healthz").status == 200)
        wait_until(lambda: shop.lake() == [("before",), ("meanwhile",)], 60)
    finally:
        shop.end()


def test_the_password_may_be_in_a_file_and_is_never_told(tmp_path: Path, server: Private) -> None:
    secret = "p@ss/word 常連"  # noqa: S105
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE shopkeeper LOGIN PASSWORD 'p@ss/word 常連'")
        connection.execute("CREATE DATABASE shop OWNER shopkeeper ENCODING 'UTF8' TEMPLATE template0")
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    # From now on a password is asked for.
    Path(folder, "pg_hba.conf").write_text("local all postgres trust\nlocal all all scram-sha-256\n")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("SELECT pg_reload_conf()")
    (tmp_path / "password").write_text(secret + "\n", "utf-8")
    socket = server.url.partition("host=")[2]
    shop = Shop(
        tmp_path / "data", free_port(), database_url=f"postgres://shopkeeper@/shop?host={socket}",
        variables={"JOREN_DATABASE_PASSWORD_FILE": str(tmp_path / "password")},
    )  # fmt: skip
    try:
        shop.start()
        log = shop.stop()
        (tmp_path / "password").write_text("wrong", "utf-8")
        refused = shop.ask_joren("up", "--port", str(shop.port))
        assert refused.returncode == 1
        assert "password authentication failed" in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
        shop.variables.clear()
        shop.database_url = f"postgres://shopkeeper:{quote(secret, safe='')}x@/shop?host={socket}"
        said = shop.ask_joren("up", "--port", str(shop.port)).stderr
        for text in (log, refused.stderr, said):
            assert "p@ss" not in text
            assert "p%40ss" not in text
    finally:
        shop.end()
    for file in tmp_path.rglob("*"):
        assert file.name == "password" or not file.is_file() or secret.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    "url", ["mysql://db/shop", "db.example.com", "postgres://", "postgres://db/shop?sslmod=require"]
)
def test_an_address_that_makes_no_sense_is_refused(tmp_path: Path, url: str) -> None:
    done = Shop(tmp_path / "data", free_port(), database_url=url).ask_joren("up")
    assert done.returncode == 1
    assert "JOREN_DATABASE_URL" in done.stderr
