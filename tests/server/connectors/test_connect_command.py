"""`joren connect`, as a person types it; and a back-fill that is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from joren.collector.spool import Spool, SpoolReader, Taken
from tests.server.connectors.sending import payload
from tests.server.connectors.wire import woocommerce as wire
from tests.server.connectors.wire.local import Asked, serving
from tests.server.running import JOREN, wait_until

HERE = {"JOREN_REACHABLE_NETWORKS": "127.0.0.0/8"}
GIVEN = "consumer_key=ck_good\nconsumer_secret=cs_good\n"


@pytest.fixture
def local() -> Iterator[wire.LocalWooCommerce]:
    with serving(wire.LocalWooCommerce()) as shop:
        yield shop


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def joren(data: Path, *arguments: str, given: str = "", expect: int = 0, **environment: str) -> str:
    done = subprocess.run(
        [*JOREN, "connect", *arguments, "--data", str(data)], input=given, capture_output=True, text=True, check=False,
        env={**os.environ, **HERE, **environment},
    )  # fmt: skip
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout if expect == 0 else done.stderr


def add(data: Path, local: wire.LocalWooCommerce, **environment: str) -> dict[str, Any]:
    said = joren(
        data, "add", "woocommerce", "--name", "tea", "--address", local.base, "--json", given=GIVEN, **environment
    )  # fmt: skip
    found: dict[str, Any] = json.loads(said)
    return found


def taken(data: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for folder in sorted((data / "spool/inside").iterdir()):
        for record in SpoolReader(Spool.at(folder)).read(0, most_bytes=100_000_000):
            found += msgspec.json.decode(msgspec.msgpack.decode(record.payload, type=Taken).body)["batch"]
    return found


def test_a_shop_is_connected_looked_at_and_removed(data: Path, local: wire.LocalWooCommerce) -> None:
    told = add(data, local, JOREN_PUBLIC_URL="https://joren.example.com")
    assert told["about"] == {"name": "Tea & Co", "time_zone": "Europe/London", "currency": "GBP"}
    assert told["webhooks"] == "https://joren.example.com/hooks/woocommerce/1"
    assert "order.updated" in [each["topic"] for each in local.things["webhooks"]]
    assert "Tea & Co" in joren(data, "test", "tea")
    found = json.loads(joren(data, "list", "--json"))["connections"][0]
    assert (found["name"], found["state"]) == ("tea", "well")
    assert {each["state"] for each in found["back_fills"]} == {"waiting"}
    joren(data, "remove", "tea", JOREN_PUBLIC_URL="https://joren.example.com")
    assert local.things["webhooks"] == []
    assert json.loads(joren(data, "list", "--json"))["connections"] == []
    stored = b"".join(each.read_bytes() for each in data.rglob("*") if each.is_file())
    assert b"cs_good" not in stored


def test_secrets_that_are_no_good_leave_nothing_behind(data: Path, local: wire.LocalWooCommerce) -> None:
    local.keys.clear()
    said = joren(data, "add", "woocommerce", "--address", local.base, given=GIVEN, expect=1)
    assert "no longer lets Joren in" in said
    assert json.loads(joren(data, "list", "--json"))["connections"] == []


def test_what_is_missing_is_said(data: Path, local: wire.LocalWooCommerce) -> None:
    assert "Consumer secret" in joren(data, "add", "woocommerce", "--address", local.base, given="", expect=1)
    assert "shopify" in joren(data, "add", "magento", given="", expect=1)
    assert "no connection" in joren(data, "test", "nobody", expect=1)


def test_secrets_may_come_from_the_environment(data: Path, local: wire.LocalWooCommerce) -> None:
    keys = {"JOREN_CONNECT_CONSUMER_KEY": "ck_good", "JOREN_CONNECT_CONSUMER_SECRET": "cs_good"}
    joren(data, "add", "woocommerce", "--name", "tea", "--address", local.base, **keys)
    assert "Tea & Co" in joren(data, "test", "tea")


def test_a_back_fill_that_is_killed_goes_on_where_it_was(data: Path, local: wire.LocalWooCommerce) -> None:
    local.things["orders"] = [payload("woocommerce/order", id=number) for number in range(1, 501)]
    add(data, local)
    local.after_page = lambda kind: time.sleep(0.15) if kind == "orders" else None
    kills = 0
    while kills < 3:
        command = [*JOREN, "connect", "back-fill", "tea", "--data", str(data)]
        walking = subprocess.Popen(command, env={**os.environ, **HERE}, stdout=subprocess.DEVNULL)
        before = len(pages(local))
        wait_until(lambda before=before: len(pages(local)) >= before + 2)  # type: ignore[misc]
        walking.send_signal(signal.SIGKILL)
        walking.wait()
        kills += 1
        free_lease(data)
    done = json.loads(joren(data, "back-fill", "tea", "--json"))
    assert {each["kind"]: each["state"] for each in done}["orders"] == "done"
    ids = [each["messageId"] for each in taken(data) if each.get("event") == "order_completed"]
    assert {f"woocommerce-order-{number}-placed" for number in range(1, 501)} == set(ids)
    # 500 orders are 12 pages that overlap; each kill repeats one or two, not all that were fetched before it.
    assert len(pages(local)) <= 12 + 3 * 2


def pages(local: wire.LocalWooCommerce) -> list[Asked]:
    return [each for each in local.asked if each.path.endswith("/orders")]


def free_lease(data: Path) -> None:
    """Let the lease of the killed process run out, as it does after half a minute."""
    import sqlite3

    with sqlite3.connect(data / "joren.sqlite3", timeout=20) as database:
        database.execute("UPDATE jobs_lease SET expires_at = '2000-01-01 00:00:00'")
    database.close()


def test_two_processes_do_not_walk_the_same_shop(data: Path, local: wire.LocalWooCommerce) -> None:
    local.things["orders"] = [payload("woocommerce/order", id=number) for number in range(1, 301)]
    add(data, local)
    local.after_page = lambda kind: time.sleep(0.5) if kind == "orders" else None
    command = [*JOREN, "connect", "back-fill", "tea", "--data", str(data)]
    first = subprocess.Popen(command, env={**os.environ, **HERE}, stdout=subprocess.DEVNULL)
    wait_until(lambda: len(pages(local)) >= 1)
    assert "already" in joren(data, "back-fill", "tea", expect=1)
    assert first.wait(60) == 0


def test_a_shop_of_our_own_is_told_its_secret_once(data: Path) -> None:
    told = json.loads(joren(data, "add", "generic", "--address", "our shop", "--json"))
    assert told["secret"].startswith("whsec_")
    assert told["secret"] not in joren(data, "list")
