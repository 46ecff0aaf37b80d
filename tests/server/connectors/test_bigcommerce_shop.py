"""A BigCommerce store: its webhooks, and its past through the REST API."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from tests.server.connectors.sending import payload, post
from tests.server.connectors.wire import bigcommerce as wire
from tests.server.connectors.wire.local import Answer, serving

Taken = Callable[[], list[dict[str, Any]]]
SECRET = "hook-secret"  # noqa: S105


@pytest.fixture
def local() -> Iterator[wire.LocalBigCommerce]:
    with serving(wire.LocalBigCommerce()) as shop:
        yield shop


@pytest.fixture
def shop(connect: Callable[..., Any], local: wire.LocalBigCommerce) -> Any:
    from joren.server.connectors import actions

    secrets = {"access_token": wire.TOKEN, "webhook_secret": SECRET}
    settings = {"base": local.base, "currency": "AUD", "site": "https://tea.example.com"}
    connection = connect("bigcommerce", wire.STORE, secrets, **settings)
    actions.plan_back_fill(connection)
    return connection


def fill(local: wire.LocalBigCommerce, count: int) -> None:
    local.things["orders"] = [payload("bigcommerce/order", id=number) for number in range(1, count + 1)]
    for number in range(1, count + 1):
        local.below[f"v2/orders/{number}/products"] = [payload("bigcommerce/order_product")]
        local.below[f"v2/orders/{number}/coupons"] = [{"id": 1, "coupon_id": 7, "code": "TEA5"}]


def walk(shop: Any) -> bool:
    from joren.server.connectors.walking import walk as walk_on

    return walk_on(shop, threading.Event())


def fetch() -> None:
    from joren.server.connectors.tasks import fetch_what_was_named

    fetch_what_was_named(threading.Event())


def send(shop: Any, scope: str, data: dict[str, Any], *, secret: str = SECRET, **changes: Any) -> Any:
    from joren.server import clock

    body = {"scope": scope, "store_id": "1025646", "data": data, "hash": f"{scope}{data}",
            "created_at": int(clock.now().timestamp()), "producer": f"stores/{wire.STORE}", **changes}  # fmt: skip
    return post(shop, json.dumps(body).encode(), {"X-Joren-Secret": secret})


def test_an_order_that_a_webhook_names_is_fetched(shop: Any, local: wire.LocalBigCommerce, taken: Taken) -> None:
    fill(local, 1)
    assert send(shop, "store/order/created", {"type": "order", "id": 1}).status_code == 200
    assert taken() == []
    fetch()
    assert [each["event"] for each in taken()] == ["order_completed", "consent_changed", "order_updated"]


def test_a_refund_that_a_webhook_names_is_fetched_with_its_order(
    shop: Any, local: wire.LocalBigCommerce, taken: Taken
) -> None:
    from joren.server import clock

    fill(local, 1)
    local.things["orders"][0]["refunded_amount"] = "24.7500"
    lately = (clock.now() - timedelta(minutes=1)).isoformat()
    local.below["v3/orders/1/payment_actions/refunds"] = [payload("bigcommerce/refund", created=lately)]
    send(shop, "store/order/refund/created", {"type": "order", "id": 1, "refund": {"refund_id": 12}})
    fetch()
    assert [each["event"] for each in taken()] == ["order_updated", "order_refunded"]


@pytest.mark.parametrize(
    ("secret", "changes"),
    [("", {}), ("guess", {}), (SECRET, {"producer": "stores/other"}), (SECRET, {"created_at": 1561488106})],
)
def test_what_is_not_the_stores_or_of_its_time_is_refused(shop: Any, secret: str, changes: dict[str, Any]) -> None:
    assert send(shop, "store/order/created", {"id": 1}, secret=secret, **changes).status_code == 401
    shop.refresh_from_db()
    assert shop.refused_webhooks == 1


def test_the_same_event_sent_again_counts_once(shop: Any) -> None:
    for _ in range(3):
        assert send(shop, "store/order/updated", {"id": 1}, created_at=1_900_000_000).status_code == 200
    shop.refresh_from_db()
    assert shop.webhooks == 1


def test_people_products_and_carts_are_fetched(shop: Any, local: wire.LocalBigCommerce, taken: Taken) -> None:
    local.things["customers"] = [payload("bigcommerce/customer")]
    local.things["products"] = [payload("bigcommerce/product")]
    local.things["carts"] = [payload("bigcommerce/cart")]
    local.things["brands"] = [{"id": 3, "name": "Wuyi"}]
    local.things["categories"] = [{"id": 9, "name": "Black tea"}]
    send(shop, "store/customer/updated", {"type": "customer", "id": 11})
    send(shop, "store/product/inventory/updated", {"type": "product", "id": 20, "inventory": {"product_id": 20}})
    send(shop, "store/cart/updated", {"type": "cart", "id": payload("bigcommerce/cart")["id"]})
    send(shop, "store/order/updated", {"type": "order", "id": 404})
    fetch()
    found = taken()
    assert [each.get("event") or each["type"] for each in found] == [
        "identify", "product_updated", "product_updated", "cart_updated"
    ]  # fmt: skip
    assert found[1]["properties"]["brand"] == "Wuyi"


def test_deletions_and_the_end_of_the_app_are_told(shop: Any, taken: Taken) -> None:
    send(shop, "store/product/deleted", {"id": 20})
    send(shop, "store/customer/deleted", {"id": 11})
    send(shop, "store/app/uninstalled", {})
    assert [each["event"] for each in taken()] == ["product_deleted", "customer_deleted"]
    shop.refresh_from_db()
    assert shop.state == "needs_attention"


def test_the_past_is_told_in_our_events(shop: Any, local: wire.LocalBigCommerce, taken: Taken) -> None:
    fill(local, 60)
    local.things["orders"][5]["status_id"] = 0
    local.things["customers"] = [payload("bigcommerce/customer", id=number) for number in range(1, 131)]
    subscriber = {"email": "may@example.com", "date_created": "2026-02-01T00:00:00Z"}
    local.things["subscribers"] = [{"id": 1, **subscriber}]
    local.things["products"] = [payload("bigcommerce/product")]
    local.things["coupons"] = [payload("bigcommerce/coupon")]
    assert walk(shop)
    events: dict[str, int] = {}
    for each in taken():
        name = each.get("event") or each["type"]
        events[name] = events.get(name, 0) + 1
    assert events == {
        "product_updated": 2, "coupon_updated": 1, "identify": 131, "consent_changed": 60, "order_completed": 59,
        "order_updated": 59,
    }  # fmt: skip


def test_customers_deleted_while_they_are_walked_hide_no_others(
    shop: Any, local: wire.LocalBigCommerce, taken: Taken
) -> None:
    local.things["customers"] = [payload("bigcommerce/customer", id=number) for number in range(1, 251)]

    def delete(name: str) -> None:
        if name == "customers" and len(local.things["customers"]) > 200:
            del local.things["customers"][:50]

    local.after_page = delete
    walk(shop)
    told = {int(each["userId"]) for each in taken() if each["type"] == "identify"}
    assert {int(each["id"]) for each in local.things["customers"]} <= told


def test_a_second_walk_asks_only_for_what_changed(shop: Any, local: wire.LocalBigCommerce, taken: Taken) -> None:
    from datetime import UTC, datetime

    from joren.server.connectors import actions

    fill(local, 2)
    walk(shop)
    taken()
    local.things["orders"][1]["date_modified"] = format_datetime(datetime(2099, 1, 1, tzinfo=UTC))
    actions.plan_back_fill(shop)
    walk(shop)
    assert [(each["event"], each["properties"]["order_id"]) for each in taken()] == [("order_updated", "2")]


def test_it_waits_when_the_quota_is_used_up(local: wire.LocalBigCommerce) -> None:
    from ipaddress import ip_network

    from joren.clock import SystemClock
    from joren.server.connectors.asking import Asking
    from joren.server.connectors.bigcommerce.api import BigCommerceApi
    from joren.server.connectors.shop import Opened
    from joren.server.outgoing import Reach

    waited: list[float] = []
    asking = Asking(
        Reach((ip_network("127.0.0.0/8"),)), SystemClock().now, lambda seconds: waited.append(seconds) is not None
    )
    secrets = {"access_token": wire.TOKEN}
    opened = Opened(id=1, shop="bigcommerce", address=wire.STORE, secrets=secrets, settings={})
    api = BigCommerceApi(opened, asking, base=local.base)
    local.faults = [Answer(429, "", {"X-Rate-Limit-Time-Reset-Ms": "1500"})]
    assert api.about()["time_zone"] == "Australia/Sydney"
    local.left = "1"
    api.about()
    assert waited == [1.5, 2.5]
    api.close()


def test_a_token_that_was_revoked_needs_attention(shop: Any, local: wire.LocalBigCommerce) -> None:
    from joren.server.connectors.errors import AccessLostError

    local.tokens.clear()
    with pytest.raises(AccessLostError):
        walk(shop)
    shop.refresh_from_db()
    assert shop.state == "needs_attention"


def test_webhooks_are_made_once_with_the_secret_and_switched_on_again(shop: Any, local: wire.LocalBigCommerce) -> None:
    from joren.server.connectors.opening import open_api

    api = open_api(shop)
    assert api is not None
    scopes = api.subscribe("https://joren.example.com/hooks/bigcommerce/1")
    local.things["hooks"][0]["is_active"] = False
    assert api.subscribe("https://joren.example.com/hooks/bigcommerce/1") == scopes
    assert [each["scope"] for each in local.things["hooks"]] == scopes
    assert {each["headers"]["X-Joren-Secret"] for each in local.things["hooks"]} == {SECRET}
    assert all(each["is_active"] for each in local.things["hooks"])
    assert api.unsubscribe("https://joren.example.com/hooks/bigcommerce/1") == len(scopes)
    api.close()


@pytest.mark.parametrize(
    "written", ["abc123", "https://api.bigcommerce.com/stores/abc123/v3/", "https://store-abc123.mybigcommerce.com"]
)
def test_a_store_is_known_by_its_hash(written: str) -> None:
    from joren.server.connectors.bigcommerce import SHOP

    assert SHOP.settle_address(written) == "abc123"
