"""Shopify's past is fetched through its GraphQL, as its schema has it, whatever goes wrong on the way."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.server.connectors.wire import shopify as wire
from tests.server.connectors.wire.local import Answer, serving

Taken = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def local() -> Iterator[wire.LocalShopify]:
    with serving(wire.LocalShopify()) as shop:
        yield shop


@pytest.fixture
def shop(connect: Callable[..., Any], local: wire.LocalShopify) -> Any:
    from joren.server.connectors import actions

    connection = connect(
        "shopify", "tea", {"client_secret": "s", "access_token": wire.TOKEN}, base=local.base, currency="EUR"
    )
    actions.plan_back_fill(connection)
    return connection


@pytest.fixture
def waited() -> list[float]:
    """How long was waited, in place of waiting."""
    return []


@pytest.fixture
def api(local: wire.LocalShopify, waited: list[float]) -> Iterator[Any]:
    from ipaddress import ip_network

    from joren.clock import SystemClock
    from joren.server.connectors.asking import Asking
    from joren.server.connectors.shop import Opened
    from joren.server.connectors.shopify.api import ShopifyApi
    from joren.server.outgoing import Reach

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        return False

    secrets = {"access_token": wire.TOKEN}
    opened = Opened(id=1, shop="shopify", address="tea.myshopify.com", secrets=secrets, settings={"currency": "EUR"})
    asking = Asking(Reach((ip_network("127.0.0.0/8"),)), SystemClock().now, wait)
    with contextlib.closing(ShopifyApi(opened, asking, base=local.base)) as found:
        yield found


def walk(shop: Any) -> bool:
    from joren.server.connectors.walking import walk as walk_on

    return walk_on(shop, threading.Event())


def states(shop: Any) -> dict[str, tuple[str, int]]:
    from joren.server.connectors.queries import back_fills

    return {each.kind: (each.state, each.things) for each in back_fills(shop)}


def test_everything_is_told_in_our_events(shop: Any, local: wire.LocalShopify, taken: Taken) -> None:
    local.things["orders"] = [wire.order(number) for number in range(1, 13)]
    local.things["customers"] = [wire.customer(number) for number in range(1, 4)]
    local.things["variants"] = [wire.variant(1), wire.variant(2, inventoryItem={"id": "x", "tracked": False})]
    local.things["discounts"] = [wire.discount(1, "TEA10")]
    assert walk(shop)
    assert states(shop) == {
        "products": ("done", 2), "discounts": ("done", 1), "customers": ("done", 3), "orders": ("done", 12)
    }  # fmt: skip
    found = taken()
    by_event: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        by_event.setdefault(each.get("event") or each["type"], []).append(each)
    assert {name: len(each) for name, each in by_event.items()} == {
        "product_updated": 2, "coupon_updated": 1, "identify": 3, "consent_changed": 6, "order_completed": 12,
        "order_updated": 12,
    }  # fmt: skip
    assert by_event["order_completed"][0]["properties"] == {
        "order_id": "1", "number": "#1", "currency": "EUR", "total": 22.9, "revenue": 15.13, "tax": 3.65,
        "shipping": 4.12, "discount": 2, "coupon": "TEA2", "email": "mei@example.com", "financial_status": "paid",
        "fulfilment_status": "unfulfilled", "taxes_included": True, "placed_at": "2026-11-02T09:00:00Z",
        "products": [{"product_id": "1", "variant_id": "10", "sku": "T-1", "name": "Tea 1", "category": "Tea",
                      "brand": "Sencha & Co", "price": 20, "quantity": 1, "discount": 2, "tax": 2.87}],
    }  # fmt: skip
    assert by_event["coupon_updated"][0]["properties"] == {
        "coupon": "TEA10", "kind": "percent", "value": 10, "currency": "EUR", "minimum": 50, "limit": 100, "used": 3,
        "starts_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    assert [each["properties"]["stock"] for each in by_event["product_updated"]] == [5, None]
    states_told = {(each["properties"]["channel"], each["properties"]["state"]) for each in by_event["consent_changed"]}
    assert states_told == {("email", "granted"), ("sms", "denied")}


def test_webhook_and_back_fill_tell_an_order_under_the_same_id(
    shop: Any, local: wire.LocalShopify, taken: Taken
) -> None:
    from joren.server.connectors import calls
    from joren.server.connectors.shopify import payloads
    from tests.server.connectors.sending import payload

    local.things["orders"] = [wire.order(820982911946154500, updatedAt="2026-11-20T01:16:00Z")]
    walk(shop)
    by_webhook = calls.whole_order("shopify", payloads.order_of(payload("shopify/order")))
    assert {each["messageId"] for each in taken()} == {each["messageId"] for each in by_webhook}


def test_the_lines_and_refunds_of_a_large_order_are_all_there(
    shop: Any, local: wire.LocalShopify, taken: Taken
) -> None:
    lines = [wire.line(number) for number in range(1, 131)]
    back = {
        "id": "gid://shopify/Refund/5", "createdAt": "2026-11-05T00:00:00Z", "note": "broken",
        "totalRefundedSet": wire.money("1000.00"),
    }  # fmt: skip
    nothing = {**back, "id": "gid://shopify/Refund/6", "totalRefundedSet": wire.money("0.00")}
    local.things["orders"] = [wire.order(1, lines=lines, refunds=[back, nothing])]
    items = [
        {"quantity": 1, "subtotalSet": wire.money("20.00"), "totalTaxSet": wire.money("3.19"), "lineItem": each}
        for each in lines[:50]
    ]
    order = local.things["orders"][0]
    order["lineItems"] = lambda _info, first, after=None: wire.page_of(lines, int(after or 0), first)
    local.refunds[back["id"]] = {
        "id": back["id"], "refundShippingLines": wire.nodes([]),
        "refundLineItems": lambda _info, first, after=None: wire.page_of(items, int(after or 0), first),
    }  # fmt: skip
    assert walk(shop)
    found = taken()
    placed = next(each for each in found if each["event"] == "order_completed")
    assert len(placed["properties"]["products"]) == 130
    refunds = [each for each in found if each["event"] == "order_refunded"]
    assert len(refunds) == 1
    assert len(refunds[0]["properties"]["products"]) == 50
    assert refunds[0]["properties"]["revenue"] == 840.5


def test_an_order_that_changes_while_it_is_walked_comes_once_more(
    shop: Any, local: wire.LocalShopify, taken: Taken
) -> None:
    local.things["orders"] = [wire.order(number, updatedAt=f"2026-11-02T10:00:{number:02}Z") for number in range(1, 21)]

    def change(kind: str) -> None:
        if kind == "orders":
            local.things["orders"][0] = {
                **local.things["orders"][0], "updatedAt": "2026-11-02T11:00:00Z", "displayFinancialStatus": "REFUNDED"
            }  # fmt: skip

    local.after_page = change
    assert walk(shop)
    of_first = [each for each in taken() if each.get("properties", {}).get("order_id") == "1"]
    assert [each["properties"]["financial_status"] for each in of_first] == ["paid", "paid", "refunded", "refunded"]
    assert {each["properties"]["order_id"] for each in of_first} == {"1"}
    assert states(shop)["orders"] == ("done", 21)


def test_a_page_that_costs_too_much_is_made_smaller(shop: Any, local: wire.LocalShopify, taken: Taken) -> None:
    local.dearest = 3
    local.things["orders"] = [wire.order(number) for number in range(1, 8)]
    assert walk(shop)
    assert len([each for each in taken() if each["event"] == "order_completed"]) == 7


def test_it_waits_as_long_as_the_budget_needs(local: wire.LocalShopify, api: Any, waited: list[float]) -> None:
    local.faults = [wire.throttled(needed=300, left=50, rate=50), wire.throttled(needed=300, left=290, rate=50)]
    assert api.about() == {"name": "Tea", "currency": "EUR", "time_zone": "Europe/Berlin"}
    assert waited == [5.0, 1.0]


def test_it_waits_before_the_budget_is_spent(local: wire.LocalShopify, api: Any, waited: list[float]) -> None:
    status = {"maximumAvailable": 1000, "currentlyAvailable": 60, "restoreRate": 50}
    cost = {"requestedQueryCost": 160, "actualQueryCost": 40, "throttleStatus": status}
    shop = {"name": "Tea", "myshopifyDomain": "t", "currencyCode": "EUR", "ianaTimezone": "UTC"}
    local.faults = [Answer(200, {"data": {"shop": shop}, "extensions": {"cost": cost}})]
    api.about()
    assert waited == [2.0]


@pytest.mark.parametrize("fault", [Answer(500, "oops"), Answer(502, b"<html>"), Answer(503, ""), Answer(429, "slow")])
def test_it_tries_again_when_that_helps(local: wire.LocalShopify, api: Any, waited: list[float], fault: Answer) -> None:
    local.faults = [fault, fault]
    assert api.about()["name"] == "Tea"
    assert [0.75 <= waited[0] <= 1.25, 1.5 <= waited[1] <= 2.5] == [True, True]


def test_it_waits_as_long_as_it_is_asked_to(local: wire.LocalShopify, api: Any, waited: list[float]) -> None:
    local.faults = [Answer(429, "slow", {"Retry-After": "2.5"}), Answer(503, "", {"Retry-After": "7"})]
    api.about()
    assert waited == [2.5, 7.0]


def test_patience_ends(local: wire.LocalShopify, api: Any, waited: list[float]) -> None:
    from joren.server.connectors.errors import ShopError

    local.faults = [Answer(500, "still down")] * 20
    with pytest.raises(ShopError, match=r"500 .*still down"):
        api.about()
    assert len(waited) == 6


def test_a_page_that_is_no_json_is_said(local: wire.LocalShopify, api: Any) -> None:
    from joren.server.connectors.errors import ShopError

    local.faults = [Answer(200, b"<html>maintenance</html>")]
    with pytest.raises(ShopError, match="no JSON"):
        api.about()


def test_a_token_that_has_ended_needs_attention_and_goes_on_once_renewed(
    shop: Any, local: wire.LocalShopify, taken: Taken
) -> None:
    from joren.server.connectors import actions
    from joren.server.connectors.errors import AccessLostError

    local.things["orders"] = [wire.order(number) for number in range(1, 13)]
    local.after_page = lambda kind: local.tokens.clear() if kind == "orders" else None
    with pytest.raises(AccessLostError):
        walk(shop)
    shop.refresh_from_db()
    assert shop.state == "needs_attention"
    assert "joren connect renew" in shop.trouble
    assert states(shop)["orders"] == ("stopped", 5)
    local.after_page = lambda _kind: None
    local.tokens.add("shpat_new")
    actions.renew(shop, {"access_token": "shpat_new"})
    assert walk(shop)
    assert states(shop)["orders"] == ("done", 12)
    placed = [each["properties"]["order_id"] for each in taken() if each.get("event") == "order_completed"]
    assert sorted(map(int, placed)) == list(range(1, 13))


def test_tokens_of_a_day_are_fetched_and_renewed(connect: Callable[..., Any], local: wire.LocalShopify) -> None:
    local.clients["id"] = "secret"
    connection = connect("shopify", "tea", {"client_id": "id", "client_secret": "secret"}, base=local.base)
    from joren.server.connectors.opening import open_api

    api = open_api(connection)
    assert api is not None
    assert api.about()["name"] == "Tea"
    local.tokens.clear()
    assert api.about()["name"] == "Tea"
    grants = [each for each in local.asked if each.path == "/admin/oauth/access_token"]
    assert len(grants) == 2
    api.close()


def test_a_second_walk_fetches_only_what_changed_since(shop: Any, local: wire.LocalShopify, taken: Taken) -> None:
    from joren.server.connectors import actions
    from joren.server.connectors.queries import back_fills

    local.things["orders"] = [wire.order(1), wire.order(2)]
    walk(shop)
    taken()
    local.things["orders"][1]["updatedAt"] = "2099-01-01T00:00:00Z"
    actions.plan_back_fill(shop)
    assert back_fills(shop).get(kind="orders").since != ""
    walk(shop)
    assert [(each["event"], each["properties"]["order_id"]) for each in taken()] == [("order_updated", "2")]
    actions.plan_back_fill(shop, ["orders"], again=True)
    walk(shop)
    assert len([each for each in taken() if each["event"] == "order_completed"]) == 2


def test_what_a_webhook_named_is_fetched(shop: Any, local: wire.LocalShopify, taken: Taken) -> None:
    from joren.server.connectors import actions, queries
    from joren.server.connectors.shop import Received
    from joren.server.connectors.tasks import fetch_what_was_named

    local.things["variants"] = [wire.variant(1, inventoryQuantity=3)]
    local.things["discounts"] = [wire.discount(1, "TEA10")]
    named = [("inventory", "100"), ("discounts", "gid://shopify/DiscountCodeNode/1"), ("orders", "404")]
    actions.note_webhook(shop, Received(topic="x", fetches=named))
    fetch_what_was_named(threading.Event())
    assert [each["event"] for each in taken()] == ["product_updated", "coupon_updated"]
    assert queries.fetches_due(shop, 10) == []


def test_what_cannot_be_fetched_now_is_put_off(shop: Any, local: wire.LocalShopify) -> None:
    from joren.server.connectors import actions, queries
    from joren.server.connectors.models import Fetch
    from joren.server.connectors.shop import Received
    from joren.server.connectors.tasks import fetch_what_was_named

    local.faults = [Answer(200, {"errors": [{"message": "x", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]})]
    actions.note_webhook(shop, Received(topic="x", fetches=[("inventory", "100")]))
    fetch_what_was_named(threading.Event())
    waiting = Fetch.objects.get(connection=shop)
    assert (waiting.attempts, waiting.trouble != "") == (1, True)
    assert queries.fetches_due(shop, 10) == []


def test_webhooks_are_subscribed_to_once_and_left_again(shop: Any, local: wire.LocalShopify) -> None:
    from joren.server.connectors.opening import hook_address, open_api
    from joren.server.connectors.shopify.api import TOPICS

    api = open_api(shop)
    assert api is not None
    address = hook_address(shop)
    api.subscribe(address)
    api.subscribe(address)
    assert sorted(each["topic"] for each in local.webhooks) == sorted(TOPICS)
    local.webhooks.append({"id": "other", "topic": "ORDERS_CREATE", "uri": "https://elsewhere.example.com"})
    assert api.unsubscribe(address) == len(TOPICS)
    assert [each["id"] for each in local.webhooks] == ["other"]
    api.close()
