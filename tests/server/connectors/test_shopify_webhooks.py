"""Webhooks of Shopify: signed, taken in once, and safe to send again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.server.connectors.sending import payload, post, signature

SECRET = "app-secret"  # noqa: S105


@pytest.fixture
def shop(connect: Callable[..., Any]) -> Any:
    return connect("shopify", "tea", {"client_secret": SECRET, "access_token": "shpat_good"}, currency="EUR")


def fresh(name: str, **changes: Any) -> dict[str, Any]:
    """A payload of a moment ago."""
    from joren.server import clock

    return payload(name, updated_at=(clock.now() - timedelta(seconds=5)).isoformat(), **changes)


def send(shop: Any, topic: str, body: Any, *, key: str = SECRET, path: str | None = None, **headers: str) -> Any:
    from joren.server import clock

    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {
        "X-Shopify-Topic": topic, "X-Shopify-Hmac-SHA256": signature(raw, key),
        "X-Shopify-Shop-Domain": "tea.myshopify.com", "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Webhook-Id": headers.pop("delivery", "b54557e4"),
        "X-Shopify-Triggered-At": clock.now().isoformat(), **headers,
    }  # fmt: skip
    return post(shop, raw, given, path)


def again(shop: Any) -> Any:
    shop.refresh_from_db()
    return shop


def test_an_order_is_taken_in_before_the_answer(shop: Any, taken: Callable[[], list[dict[str, Any]]]) -> None:
    assert send(shop, "orders/create", fresh("shopify/order")).status_code == 200
    assert [each["event"] for each in taken()] == ["order_completed"]
    assert (again(shop).webhooks, shop.refused_webhooks) == (1, 0)
    assert shop.webhook_at is not None


def test_without_a_number_the_only_shop_is_meant(shop: Any, connect: Callable[..., Any]) -> None:
    assert send(shop, "orders/create", fresh("shopify/order"), path="/hooks/shopify").status_code == 200
    connect("shopify", "other", {"client_secret": "another"})
    assert send(shop, "orders/create", fresh("shopify/order"), path="/hooks/shopify").status_code == 404


@pytest.mark.parametrize("path", ["/hooks/shopify/999999", "/hooks/nothing", "/hooks/nothing/1"])
def test_an_address_of_nobody_is_not_found(shop: Any, path: str) -> None:
    assert send(shop, "orders/create", fresh("shopify/order"), path=path).status_code == 404


def test_only_what_is_posted_is_a_webhook(shop: Any) -> None:
    from django.test import Client

    assert Client(SERVER_NAME="localhost").get(f"/hooks/shopify/{shop.pk}").status_code == 405


@pytest.mark.parametrize(
    "headers",
    [{"X-Shopify-Hmac-SHA256": ""}, {"X-Shopify-Hmac-SHA256": "bm90IHRoZSBzaWduYXR1cmU="},
     {"X-Shopify-Hmac-SHA256": "ünï"}, {"X-Shopify-Shop-Domain": "other.myshopify.com"},
     {"X-Shopify-Triggered-At": "2026-01-01T00:00:00Z"}, {"X-Shopify-Triggered-At": "2099-01-01T00:00:00Z"}],
)  # fmt: skip
def test_what_is_not_the_shops_or_of_its_time_is_refused(
    shop: Any, headers: dict[str, str], taken: Callable[[], list[dict[str, Any]]]
) -> None:
    assert send(shop, "orders/create", fresh("shopify/order"), **headers).status_code == 401
    assert taken() == []
    assert again(shop).refused_webhooks == 1


def test_a_body_that_was_changed_on_the_way_is_refused(shop: Any) -> None:
    raw = json.dumps(fresh("shopify/order")).encode()
    changed = raw.replace(b"58.44", b"98.44")
    given = signature(raw, SECRET)
    assert send(shop, "orders/create", changed, **{"X-Shopify-Hmac-SHA256": given}).status_code == 401


def test_a_signature_of_another_secret_is_refused_and_of_an_empty_one_too(shop: Any) -> None:
    assert send(shop, "orders/create", fresh("shopify/order"), key="guess").status_code == 401
    assert send(shop, "orders/create", fresh("shopify/order"), key="").status_code == 401


def test_the_secret_before_the_last_change_still_proves_it(shop: Any) -> None:
    from joren.server.connectors import actions

    actions.renew(shop, {"client_secret": "new"})
    assert send(shop, "orders/create", fresh("shopify/order"), key="new", delivery="1").status_code == 200
    assert send(shop, "orders/create", fresh("shopify/order"), key=SECRET, delivery="2").status_code == 200
    actions.renew(shop, {"client_secret": "newer"})
    assert send(shop, "orders/create", fresh("shopify/order"), key=SECRET, delivery="3").status_code == 401


def test_an_old_webhook_sent_again_is_refused_by_what_was_signed(shop: Any) -> None:
    """The header with the time is not signed, the time in the body is."""
    old = payload("shopify/order", updated_at="2026-01-01T00:00:00Z")
    assert send(shop, "orders/updated", old).status_code == 401


def test_the_same_delivery_counts_once(shop: Any, taken: Callable[[], list[dict[str, Any]]]) -> None:
    order = fresh("shopify/order")
    answers = [send(shop, "orders/create", order) for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 200]
    assert len(taken()) == 1
    assert again(shop).webhooks == 1


def test_sent_again_under_another_id_it_is_the_same_message(
    shop: Any, taken: Callable[[], list[dict[str, Any]]]
) -> None:
    order = fresh("shopify/order")
    for number in ("1", "2"):
        send(shop, "orders/updated", order, delivery=number)
    first, second = taken()
    assert first == second


def test_a_topic_that_nothing_is_made_of_is_counted(shop: Any, taken: Callable[[], list[dict[str, Any]]]) -> None:
    assert send(shop, "themes/publish", {"id": 1}).status_code == 200
    assert again(shop).unknown_webhooks == 1
    assert taken() == []


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[]", b"null", b'{"id": 1, "line_items": 5}'])
def test_a_body_of_another_shape_breaks_nothing(shop: Any, body: bytes) -> None:
    assert send(shop, "orders/create", body).status_code in {200, 400}


def test_a_body_that_is_too_large_is_not_read(shop: Any) -> None:
    assert send(shop, "orders/create", b" " * 2_700_000).status_code == 413


def test_what_cannot_be_kept_is_asked_for_again(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from joren.server.ingest import way_in

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(way_in, "take_in", full)
    answer = send(shop, "orders/create", fresh("shopify/order"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    monkeypatch.undo()
    assert again(shop).webhooks == 0


def test_a_change_tells_the_order_and_what_happened_lately(
    shop: Any, taken: Callable[[], list[dict[str, Any]]]
) -> None:
    from joren.server import clock

    lately = (clock.now() - timedelta(days=1)).isoformat()
    long_ago = (clock.now() - timedelta(days=30)).isoformat()
    refunds = [
        payload("shopify/refund", id=1, processed_at=long_ago), payload("shopify/refund", id=2, processed_at=lately)
    ]  # fmt: skip
    send(shop, "orders/updated", fresh("shopify/order", refunds=refunds, cancelled_at=lately))
    assert [(each["event"], each["messageId"].split("-")[1:3]) for each in taken()] == [
        ("order_updated", ["order", "820982911946154500"]),
        ("order_cancelled", ["order", "820982911946154500"]),
        ("order_refunded", ["refund", "2"]),
    ]


def test_what_is_only_named_is_to_be_fetched(shop: Any) -> None:
    from joren.server.connectors.queries import fetches_due

    send(shop, "inventory_levels/update", {"inventory_item_id": 808950810, "available": 4}, delivery="1")
    send(shop, "inventory_levels/update", {"inventory_item_id": 808950810, "available": 3}, delivery="2")
    send(shop, "refunds/create", payload("shopify/refund"), delivery="3")
    due = [(each.kind, each.thing, each.asked) for each in fetches_due(shop, 10)]
    assert due == [("inventory", "808950810", 2), ("orders", "820982911946154500", 1)]


def test_consent_alone_is_told(shop: Any, taken: Callable[[], list[dict[str, Any]]]) -> None:
    said = {"state": "unsubscribed", "opt_in_level": None, "consent_updated_at": "2026-11-20T09:00:00Z"}
    given = {"customer_id": 7, "email_address": "mei@example.com", "email_marketing_consent": said}
    send(shop, "customers_email_marketing_consent/update", given)
    (call,) = taken()
    assert (call["event"], call["userId"]) == ("consent_changed", "7")
    assert call["properties"] == {"channel": "email", "state": "denied", "basis": "unsubscribed", "source": "shopify"}


def test_requests_of_privacy_law_are_kept_for_somebody_to_see_to(shop: Any) -> None:
    from joren.server import clock
    from joren.server.connectors.queries import open_privacy_requests

    who = {"id": 7, "email": "mei@example.com", "phone": "+861380"}
    asked = {"shop_id": 1, "customer": who, "orders_requested": [299], "data_request": {"id": 9999}}
    send(shop, "customers/data_request", asked, delivery="1")
    send(shop, "customers/redact", {"shop_id": 1, "customer": who, "orders_to_redact": [299]}, delivery="2")
    send(shop, "shop/redact", {"shop_id": 1, "shop_domain": "tea.myshopify.com"}, delivery="3")
    send(shop, "customers/redact", {"shop_id": 1, "customer": who, "orders_to_redact": [299]}, delivery="4")
    found = list(open_privacy_requests())
    assert sorted((each.wish, each.reference, each.customer_id, each.orders) for each in found) == [
        ("forget", "7", "7", ["299"]), ("forget_shop", "1", "", []), ("show", "9999", "7", ["299"])
    ]  # fmt: skip
    shop.delete()
    assert open_privacy_requests().count() == 3  # what was asked for outlives the connection
    assert all(timedelta(days=29) < each.due_at - clock.now() < timedelta(days=31) for each in found)


def test_an_app_that_was_removed_needs_attention(shop: Any) -> None:
    send(shop, "app/uninstalled", {"id": 1, "domain": "tea.example.com"})
    assert (again(shop).state, shop.trouble != "") == ("needs_attention", True)


def test_goods_and_people_that_are_deleted_are_told(shop: Any, taken: Callable[[], list[dict[str, Any]]]) -> None:
    send(shop, "products/delete", {"id": 788032}, delivery="1")
    send(shop, "customers/delete", {"id": 7, "email": None}, delivery="2")
    send(shop, "products/update", fresh("shopify/product"), delivery="3")
    found = taken()
    assert [each["event"] for each in found] == ["product_deleted", "customer_deleted", *["product_updated"] * 2]
    assert found[0]["properties"] == {"product_id": "788032"}
    assert found[1]["userId"] == "7"


def test_secrets_are_not_written_in_the_open(shop: Any) -> None:
    from joren.server.connectors.opening import opened

    assert SECRET not in shop.credentials
    assert "shpat_good" not in shop.credentials
    assert opened(shop).secrets["client_secret"] == SECRET
    assert SECRET not in repr(opened(shop))
