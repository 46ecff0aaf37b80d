"""Orders placed in a real Oscar shop arrive here as they were."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from joren.collector.spool import Spool, SpoolReader, Taken
from tests.server.running import JOREN, Shop

HERE = Path(__file__).parent
REQUIREMENTS = HERE / "requirements.txt"


@pytest.fixture(scope="session")
def oscar_python() -> Path:
    """The Python of an environment with Oscar and nothing of ours, made once per set of pinned versions."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "joren-tests"
    folder = cache / f"oscar-{hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:16]}"
    python, done = folder / "bin/python", folder / "made"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r",
             REQUIREMENTS],
            check=True,
        )  # fmt: skip
        done.touch()
    return python


@pytest.mark.stress
def test_orders_of_guests_and_customers_arrive_with_what_became_of_them(
    shop: Shop, oscar_python: Path, tmp_path: Path
) -> None:
    told = json.loads(connect(shop, "add", "generic", "--name", "oscar", "--json"))
    listed = json.loads(connect(shop, "list", "--json"))["connections"]
    assert [each["shop"] for each in listed] == ["generic"]
    path = told["webhooks"].removeprefix("http://").partition("/")[2]
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(HERE), "OSCAR_DATA": str(tmp_path),
        "JOREN_ADDRESS": f"{shop.address}/{path}", "JOREN_SECRET": told["secret"],
    }  # fmt: skip
    visit = [oscar_python, "-W", "ignore", HERE / "shop/visit.py"]
    done = subprocess.run(visit, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    orders = json.loads(done.stdout.strip().splitlines()[-1])
    found = taken(shop)
    of_guest = [each for each in found if each.get("properties", {}).get("order_id") == orders["guest"]]
    of_mei = [each for each in found if each.get("properties", {}).get("order_id") == orders["mei"]]
    assert [each["event"] for each in of_guest] == ["order_completed", "order_updated"]
    assert [each["event"] for each in of_mei] == ["order_completed", "order_updated", "order_cancelled"]
    placed = of_guest[0]
    assert "userId" not in placed
    assert placed["context"]["traits"]["email"] == "guest@example.com"
    assert (placed["properties"]["total"], placed["properties"]["currency"]) == (3000, "JPY")
    assert [(each["sku"], each["quantity"], each["price"]) for each in placed["properties"]["products"]] == [
        ("SEN-100", 2, 1500)
    ]
    assert of_guest[1]["properties"]["financial_status"] == "paid"
    assert {each["sku"] for each in of_mei[0]["properties"]["products"]} == {"SEN-100", "GYO-50"}
    assert of_mei[0]["properties"]["total"] == 7700
    people = [each for each in found if each["type"] == "identify"]
    assert [each["traits"]["email"] for each in people] == ["guest@example.com", "mei@example.com"]
    assert people[1]["userId"] == of_mei[0]["userId"]
    carts = [each["properties"]["total"] for each in found if each.get("event") == "cart_updated"]
    assert carts == [3200, 7700]
    well = json.loads(connect(shop, "list", "--json"))["connections"][0]
    assert (well["webhooks"] > 0, well["refused_webhooks"]) == (True, 0)


def connect(shop: Shop, *arguments: str) -> str:
    done = subprocess.run(
        [*JOREN, "connect", *arguments, "--data", str(shop.data)], input="", env=shop.environment(),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def taken(shop: Shop) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for folder in sorted((shop.data / "spool/inside").iterdir()):
        for record in SpoolReader(Spool.at(folder)).read(0, most_bytes=100_000_000):
            body = msgspec.msgpack.decode(record.payload, type=Taken).body
            found += msgspec.json.decode(body)["batch"]
    return found
