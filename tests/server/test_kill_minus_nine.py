"""Processes die at any point under load: what was acknowledged lands, once."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

from tests.server.running import Shop, running_shop, wait_until


class Shoppers(threading.Thread):
    """Sends batches without a pause, again and again until each is acknowledged, as real clients do."""

    def __init__(self, shop: Shop, name: str) -> None:
        super().__init__(name=name)
        self.shop, self.acknowledged, self.stop = shop, set[str](), threading.Event()

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            ids = [f"{self.name}-{number}-{each}" for each in range(10)]
            batch = [
                {"type": "track", "event": "Product Viewed", "userId": self.name, "messageId": each} for each in ids
            ]
            while not self.stop.is_set():
                if self.shop.post("/v1/batch", {"batch": batch}).status == 200:
                    self.acknowledged.update(ids)
                    break
                time.sleep(0.05)
            number += 1


def test_acknowledged_is_landed_once_in_both_stores(tmp_path: Path) -> None:
    chance = random.Random(7)
    with running_shop(tmp_path) as shop:
        shoppers = [Shoppers(shop, f"shopper-{number}") for number in range(3)]
        for each in shoppers:
            each.start()
        for victim in ("worker", "front", "worker", "front", "worker"):
            time.sleep(chance.uniform(0.5, 3.0))
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
        counted = dict(shop.rows("SELECT value, events FROM profiles_identifier"))
        for each in shoppers:
            assert counted[each.name] == sum(message.startswith(f"{each.name}-") for message in landed)
        assert shop.rows("SELECT sum(length(digests)) / 16 FROM ingest_batch") == [(len(landed),)]


def test_a_second_start_goes_on_where_the_first_was_killed(tmp_path: Path) -> None:
    with running_shop(tmp_path) as shop:
        shop.kill("worker")
        event = {"event": "Product Viewed", "userId": "customer-1"}
        assert shop.post("/v1/track", {**event, "messageId": "before"}).status == 200
        assert shop.process is not None
        shop.process.kill()
        shop.process.wait()
        wait_until(lambda: shop.get("/healthz").status == 0)  # nothing that it started stays behind
        shop.start()
        assert shop.post("/v1/track", {**event, "messageId": "after"}).status == 200
        wait_until(lambda: shop.lake() == [("before",), ("after",)])
        assert "has stopped" in shop.stop()
        assert shop.rows("SELECT events FROM profiles_identifier") == [(2,)]


def test_a_clean_stop_lands_what_was_taken_in(tmp_path: Path) -> None:
    with running_shop(tmp_path) as shop:
        event = {"event": "Product Viewed", "userId": "customer-1", "messageId": "last"}
        assert shop.post("/v1/track", event).status == 200
        wait_until(lambda: shop.rows("SELECT events FROM profiles_identifier") == [(1,)])
        shop.stop()
        assert shop.lake() == [("last",)]
