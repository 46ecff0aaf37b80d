"""A program makes an endpoint over the API; the jobs process of the running Joren sends to it."""

from __future__ import annotations

import json
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook

from tests.server.running import Reply, Shop, running_shop, wait_until
from tests.server.webhooks.conftest import Receiver

HERE = {"reachable_networks": (ip_network("127.0.0.0/8"),)}


def test_told_signed_and_logged(tmp_path: Path, receiver: Receiver) -> None:
    with running_shop(tmp_path, options=HERE) as shop:
        key = shop.joren("keys", "create", "--kind", "api", "--role", "developer")
        endpoint = ask(shop, key, "POST", "", {"url": receiver.address, "events": ["*"]}).json()
        test = ask(shop, key, "POST", f"/{endpoint['id']}/test").json()
        wait_until(lambda: bool(receiver.arrived))
        headers, body = receiver.arrived[0]
        assert Webhook(endpoint["secret"]).verify(body, headers)["type"] == "webhook.test"
        place = f"/{endpoint['id']}/deliveries/{test['id']}"
        wait_until(lambda: ask(shop, key, "GET", place).json()["status"] == "delivered")
        (attempt,) = ask(shop, key, "GET", place).json()["attempts"]
        assert (attempt["status"], attempt["error"]) == (200, None)
        assert headers["user-agent"].startswith("Joren/")


def test_the_jobs_process_is_started_again(tmp_path: Path, receiver: Receiver) -> None:
    with running_shop(tmp_path, options=HERE) as shop:
        key = shop.joren("keys", "create", "--kind", "api")
        wait_until(lambda: shop.pid_of("processes.jobs") != 0)
        shop.kill("processes.jobs")
        endpoint = ask(shop, key, "POST", "", {"url": receiver.address, "events": ["*"]}).json()
        ask(shop, key, "POST", f"/{endpoint['id']}/test")
        wait_until(lambda: bool(receiver.arrived), 60)


def ask(shop: Shop, key: str, method: str, path: str, body: Any = None) -> Reply:
    raw = json.dumps(body).encode() if body is not None else None
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    return shop.ask(method, f"/api/v1/webhooks{path}", raw, headers)
