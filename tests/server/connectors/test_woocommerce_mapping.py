"""What WooCommerce tells of an order, customer, product or code becomes our calls."""

from __future__ import annotations

from typing import Any

import pytest

from joren.server.connectors import calls
from joren.server.connectors.calls import Call
from joren.server.connectors.woocommerce import resources
from tests.server.connectors.sending import payload


def order(refunds: list[dict[str, Any]] | None = None, **changes: Any) -> list[Call]:
    given = payload("woocommerce/order", **changes)
    return list(calls.whole_order("woocommerce", resources.order_of(given, refunds)))


def named(found: list[Call], event: str) -> dict[str, Any]:
    return next(each for each in found if each.get("event") == event)


def test_an_order_is_told_with_what_was_paid_for_goods() -> None:
    placed = named(order(), "order_completed")
    assert (placed["messageId"], placed["timestamp"]) == ("woocommerce-order-727-placed", "2026-11-20T19:28:02Z")
    assert placed["userId"] == "26"
    assert placed["properties"] == {
        "order_id": "727", "number": "727", "currency": "GBP", "total": 49.2, "revenue": 36, "tax": 8.2, "shipping": 5,
        "discount": 4, "coupon": "tea10", "email": "ada@example.com", "phone": "+44 20 7946 0000",
        "financial_status": "paid", "fulfilment_status": "unfulfilled", "placed_at": "2026-11-20T19:28:02Z",
        "products": [{"product_id": "93", "variant_id": "97", "sku": "EG-100", "name": "Earl Grey – 100 g",
                      "price": 20, "quantity": 2, "discount": 4, "tax": 7.2}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "financial", "fulfilment"),
    [("pending", "pending", "unfulfilled"), ("on-hold", "pending", "unfulfilled"),
     ("processing", "paid", "unfulfilled"), ("completed", "paid", "fulfilled"), ("refunded", "refunded", "unfulfilled"),
     ("failed", "voided", "unfulfilled"),
     ("cancelled", "voided", "unfulfilled"), ("wc-completed", "paid", "fulfilled"), ("packed", "paid", "unfulfilled")],
)  # fmt: skip
def test_a_status_says_what_was_paid_and_sent(status: str, financial: str, fulfilment: str) -> None:
    told = named(order(status=status), "order_completed")["properties"]
    assert (told["financial_status"], told["fulfilment_status"]) == (financial, fulfilment)


def test_a_status_of_a_plugin_is_unpaid_without_a_date_of_payment() -> None:
    told = named(order(status="awaiting-shipment", date_paid_gmt=None), "order_completed")["properties"]
    assert told["financial_status"] == "pending"


def test_a_refund_of_goods_tells_them() -> None:
    found = order([payload("woocommerce/refund")], status="completed")
    back = named(found, "order_refunded")
    assert (back["messageId"], back["timestamp"]) == ("woocommerce-refund-726", "2026-11-21T10:23:58Z")
    assert back["properties"] == {
        "order_id": "727", "refund_id": "726", "currency": "GBP", "total": 21.6, "revenue": 18,
        "reason": "Cold on arrival",
        "products": [{"product_id": "93", "variant_id": "97", "sku": "EG-100", "name": "Earl Grey – 100 g",
                      "price": 18, "quantity": 1, "tax": 3.6}],
    }  # fmt: skip


def test_a_refund_of_an_amount_is_of_goods_as_the_order_was() -> None:
    given = payload("woocommerce/refund", amount="10.00", line_items=[])
    back = named(order([given]), "order_refunded")["properties"]
    assert back["total"] == 10
    assert back["revenue"] == pytest.approx(10 * 36 / 49.2, abs=0.0001)


@pytest.mark.parametrize(("back", "told"), [("-21.60", "partially_refunded"), ("-49.20", "refunded")])
def test_what_went_back_shows_in_how_it_is_paid(back: str, told: str) -> None:
    given = payload("woocommerce/order", status="completed")
    given["refunds"] = [{"id": 726, "reason": "", "total": back}]
    found = list(calls.updated("woocommerce", resources.order_of(given)))
    assert found[0]["properties"]["financial_status"] == told


def test_an_order_that_was_called_off_or_put_in_the_trash_is_cancelled() -> None:
    for status in ("cancelled", "trash"):
        off = named(order(status=status), "order_cancelled")
        assert (off["timestamp"], off["properties"]["reason"]) == ("2026-11-20T19:28:08Z", status)


def test_a_guest_is_known_by_the_contact_of_the_order() -> None:
    found = order(customer_id=0)
    assert found[0]["traits"]["name"] == "Ada Byron"
    assert "userId" not in named(found, "order_completed")
    assert named(found, "order_completed")["context"]["traits"]["email"] == "ada@example.com"


def test_yen_have_no_decimals_and_stay_whole() -> None:
    item = {**payload("woocommerce/order")["line_items"][0], "subtotal": "3000", "total": "2700", "total_tax": "270"}
    found = order(currency="JPY", total="3470", total_tax="320", shipping_total="450", line_items=[item])
    told = named(found, "order_completed")["properties"]
    assert (told["total"], told["revenue"], told["products"][0]["price"]) == (3470, 2700, 1500)


def test_a_draft_of_the_checkout_is_no_order() -> None:
    assert not resources.is_order(payload("woocommerce/order", status="checkout-draft"))


def test_a_customer_tells_who_they_are() -> None:
    (who,) = calls.customer("woocommerce", resources.customer_of(payload("woocommerce/customer")))
    assert who["userId"] == "26"
    assert who["traits"]["email"] == "ada@example.com"
    assert who["traits"]["address"] == {
        "country": "GB", "city": "London", "postal_code": "SW1Y 4JU", "street": "1 St James's Sq"
    }  # fmt: skip
    assert "tags" not in who["traits"]


def test_a_variation_is_something_to_buy() -> None:
    thing = resources.product_of(payload("woocommerce/variation"), "GBP", payload("woocommerce/product"))
    assert next(calls.product("woocommerce", thing))["properties"] == {
        "product_id": "93", "variant_id": "97", "sku": "EG-100", "name": "Earl Grey – 100 g", "category": "Black tea",
        "brand": "Twinings", "price": 20, "currency": "GBP",
        "url": "https://tea.example.com/product/earl-grey/?attribute_weight=100+g",
        "image_url": "https://tea.example.com/earl-grey.jpg", "active": True, "stock": 12,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "stock"),
    [({"manage_stock": False}, None), ({"manage_stock": False, "stock_status": "outofstock"}, 0),
     ({"manage_stock": "parent"}, None), ({"stock_quantity": -2}, -2)],
)  # fmt: skip
def test_stock_is_told_where_it_is_counted(changes: dict[str, Any], stock: int | None) -> None:
    thing = resources.product_of(payload("woocommerce/variation", **changes), "GBP", payload("woocommerce/product"))
    assert thing.stock == stock


@pytest.mark.parametrize(
    ("changes", "kind", "value"),
    [({}, "percent", 10), ({"discount_type": "fixed_cart", "amount": "5.50"}, "amount", 5.5),
     ({"discount_type": "fixed_product", "amount": "2"}, "amount", 2),
     ({"amount": "0.00", "free_shipping": True}, "free_shipping", None)],
)  # fmt: skip
def test_a_code_says_what_it_takes_off(changes: dict[str, Any], kind: str, value: float | None) -> None:
    told = next(calls.coupon("woocommerce", resources.coupon_of(payload("woocommerce/coupon", **changes), "GBP")))
    assert (told["properties"]["kind"], told["properties"].get("value")) == (kind, value)
    assert told["properties"]["minimum"] == 30
    assert told["properties"]["ends_at"] == "2026-12-31T00:00:00Z"
