"""A WooCommerce shop: its webhooks, and its past through the REST API."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.server.connectors.sending import payload, post, signature
from tests.server.connectors.wire import woocommerce as wire
from tests.server.connectors.wire.local import Answer, serving

Taken = Callable[[], list[dict[str, Any]]]
SECRET = "hook-secret"  # noqa: S105


@pytest.fixture
def local() -> Iterator[wire.LocalWooCommerce]:
    with serving(wire.LocalWooCommerce()) as shop:
        yield shop


@pytest.fixture
def shop(connect: Callable[..., Any], local: wire.LocalWooCommerce) -> Any:
    from joren.server.connectors import actions

    connection = connect("woocommerce", local.base, {**wire.KEYS, "webhook_secret": SECRET}, currency="GBP")
    actions.plan_back_fill(connection)
    return connection


def walk(shop: Any) -> bool:
    from joren.server.connectors.walking import walk as walk_on

    return walk_on(shop, threading.Event())


def lately() -> str:
    from joren.server import clock

    return (clock.now() - timedelta(seconds=9)).replace(tzinfo=None).isoformat(timespec="seconds")


def send(shop: Any, topic: str, body: Any, *, key: str = SECRET, delivery: str = "d1") -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {
        "X-WC-Webhook-Topic": topic, "X-WC-Webhook-Signature": signature(raw, key), "X-WC-Webhook-ID": "142",
        "X-WC-Webhook-Source": "https://tea.example.com/", "X-WC-Webhook-Delivery-ID": delivery,
    }  # fmt: skip
    return post(shop, raw, headers)


def opened(shop: Any) -> Any:
    from joren.server.connectors.opening import open_api

    return open_api(shop)


def test_an_order_is_taken_in(shop: Any, taken: Taken) -> None:
    order = payload("woocommerce/order", date_modified_gmt=lately())
    assert send(shop, "order.created", order, delivery="1").status_code == 200
    assert send(shop, "order.updated", order, delivery="2").status_code == 200
    assert [each["event"] for each in taken()] == ["order_completed", "order_updated"]


def test_a_wrong_signature_is_refused(shop: Any, taken: Taken) -> None:
    assert send(shop, "order.created", payload("woocommerce/order"), key="guess").status_code == 401
    assert taken() == []


def test_the_ping_at_the_making_of_a_webhook_is_answered(shop: Any, taken: Taken) -> None:
    assert post(shop, b"webhook_id=142", {}).status_code == 200
    assert post(shop, b"webhook_id=142&x=1", {}).status_code == 401
    assert taken() == []


def test_the_goods_of_refunds_are_fetched(shop: Any, local: wire.LocalWooCommerce, taken: Taken) -> None:
    from joren.server.connectors.tasks import fetch_what_was_named

    refunds = [{"id": 726, "reason": "", "total": "-21.60"}]
    order = payload("woocommerce/order", status="completed", refunds=refunds, date_modified_gmt=lately())
    local.things["orders"] = [order]
    local.below["orders/727/refunds"] = [payload("woocommerce/refund", date_created_gmt=lately())]
    send(shop, "order.updated", order)
    assert [each["properties"]["financial_status"] for each in taken()] == ["partially_refunded"]
    fetch_what_was_named(threading.Event())
    assert [each["event"] for each in taken()] == ["order_updated", "order_refunded"]


def test_what_lies_in_the_trash_is_looked_at_there(shop: Any, local: wire.LocalWooCommerce, taken: Taken) -> None:
    from joren.server.connectors.tasks import fetch_what_was_named

    local.things["orders"] = [payload("woocommerce/order", status="trash", date_modified_gmt=lately())]
    local.things["coupons"] = [payload("woocommerce/coupon", status="trash")]
    for number, topic in enumerate(("order.deleted", "coupon.deleted", "product.deleted", "customer.deleted")):
        thing = {"order": 727, "coupon": 719}.get(topic.partition(".")[0], 5)
        assert send(shop, topic, {"id": thing}, delivery=str(number)).status_code == 200
    fetch_what_was_named(threading.Event())
    assert [each["event"] for each in taken()] == [
        "product_deleted", "customer_deleted", "order_updated", "order_cancelled", "coupon_deleted"
    ]  # fmt: skip


def test_a_payment_that_failed_is_told(shop: Any, taken: Taken) -> None:
    send(shop, "order.updated", payload("woocommerce/order", status="failed", date_modified_gmt=lately()))
    assert [each["event"] for each in taken()] == ["order_updated", "payment_failed"]


def test_a_draft_of_the_checkout_is_not_told(shop: Any, taken: Taken) -> None:
    send(shop, "order.created", payload("woocommerce/order", status="checkout-draft", date_modified_gmt=lately()))
    assert taken() == []


def test_the_past_is_told_in_our_events(shop: Any, local: wire.LocalWooCommerce, taken: Taken) -> None:
    local.things["orders"] = [
        payload("woocommerce/order", id=number, status=status)
        for number, status in enumerate(["processing"] * 118 + ["checkout-draft", "cancelled"], start=1)
    ]
    local.things["customers"] = [payload("woocommerce/customer")]
    simple = payload("woocommerce/product", id=94, type="simple", sku="MUG")
    local.things["products"] = [payload("woocommerce/product"), simple]
    local.below["products/93/variations"] = [payload("woocommerce/variation"), payload("woocommerce/variation", id=98)]
    local.things["coupons"] = [payload("woocommerce/coupon")]
    assert walk(shop)
    events: dict[str, int] = {}
    for each in taken():
        name = each.get("event") or each["type"]
        events[name] = events.get(name, 0) + 1
    assert events == {
        "product_updated": 3, "coupon_updated": 1, "identify": 1, "order_completed": 119, "order_updated": 119,
        "order_cancelled": 1,
    }  # fmt: skip


def test_orders_deleted_while_they_are_walked_hide_no_others(
    shop: Any, local: wire.LocalWooCommerce, taken: Taken
) -> None:
    local.things["orders"] = [payload("woocommerce/order", id=number) for number in range(1, 201)]

    def delete(kind: str) -> None:
        if kind == "orders" and len(local.things["orders"]) > 120:
            del local.things["orders"][:40]

    local.after_page = delete
    walk(shop)
    told = {int(each["properties"]["order_id"]) for each in taken() if each.get("event") == "order_completed"}
    left = {int(each["id"]) for each in local.things["orders"]}
    assert len(left) == 120
    assert left <= told


def test_a_second_walk_asks_only_for_what_changed(shop: Any, local: wire.LocalWooCommerce, taken: Taken) -> None:
    from joren.server.connectors import actions

    local.things["orders"] = [payload("woocommerce/order", id=1), payload("woocommerce/order", id=2)]
    local.things["customers"] = [payload("woocommerce/customer")]
    walk(shop)
    taken()
    local.things["orders"][1]["date_modified_gmt"] = "2099-01-01T00:00:00"
    actions.plan_back_fill(shop)
    walk(shop)
    assert [(each.get("event"), each["properties"]["order_id"]) for each in taken()] == [("order_updated", "2")]


@pytest.mark.parametrize("fault", [Answer(429, "slow", {"Retry-After": "0"}), Answer(503, "", {"Retry-After": "0"})])
def test_it_tries_again(shop: Any, local: wire.LocalWooCommerce, fault: Answer) -> None:
    local.faults = [fault, fault]
    assert walk(shop)


def test_keys_that_were_revoked_need_attention(shop: Any, local: wire.LocalWooCommerce) -> None:
    from joren.server.connectors.errors import AccessLostError

    local.keys.clear()
    with pytest.raises(AccessLostError):
        walk(shop)
    shop.refresh_from_db()
    assert shop.state == "needs_attention"
    assert "cs_good" not in shop.trouble


def test_the_shop_says_what_it_is(shop: Any) -> None:
    api = opened(shop)
    assert api.about() == {"name": "Tea & Co", "time_zone": "Europe/London", "currency": "GBP"}
    api.close()


def test_webhooks_are_made_once_and_switched_on_again(shop: Any, local: wire.LocalWooCommerce) -> None:
    api = opened(shop)
    topics = api.subscribe("https://joren.example.com/hooks/woocommerce/1")
    local.things["webhooks"][0]["status"] = "disabled"
    assert api.subscribe("https://joren.example.com/hooks/woocommerce/1") == topics
    assert [each["topic"] for each in local.things["webhooks"]] == topics
    assert {each["status"] for each in local.things["webhooks"]} == {"active"}
    made = next(each for each in local.asked if each.method == "POST")
    assert made.json()["secret"] == SECRET
    assert api.unsubscribe("https://joren.example.com/hooks/woocommerce/1") == len(topics)
    assert local.things["webhooks"] == []
    api.close()


def test_an_address_that_is_not_public_is_refused(here: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    import dataclasses

    from django.conf import settings

    from joren.errors import InputError
    from joren.server.connectors import actions

    monkeypatch.setattr(settings, "OPTIONS", dataclasses.replace(settings.OPTIONS, reachable_networks=()))
    for address in ("http://127.0.0.1:8080", "https://localhost", "https://[::1]/shop", "file:///etc/passwd"):
        with pytest.raises(InputError):
            actions.connect("woocommerce", address, address, wire.KEYS)
