"""What BigCommerce tells of an order, customer, product, code or cart becomes our calls."""

from __future__ import annotations

from typing import Any

import pytest

from joren.server.connectors import calls
from joren.server.connectors.bigcommerce import resources
from joren.server.connectors.calls import Call
from tests.server.connectors.sending import payload

ITEM = payload("bigcommerce/order_product")


def order(refunds: list[dict[str, Any]] | None = None, **changes: Any) -> list[Call]:
    given = payload("bigcommerce/order", **changes)
    return list(calls.whole_order("bigcommerce", resources.order_of(given, [ITEM], [{"code": "TEA5"}], refunds or [])))


def named(found: list[Call], event: str) -> dict[str, Any]:
    return next(each for each in found if each.get("event") == event)


def test_an_order_is_told_with_what_was_paid_for_goods() -> None:
    placed = named(order(), "order_completed")
    assert (placed["messageId"], placed["timestamp"]) == ("bigcommerce-order-218-placed", "2026-11-17T21:40:11Z")
    assert placed["properties"] == {
        "order_id": "218", "number": "218", "currency": "AUD", "total": 58.3, "revenue": 45, "tax": 5.3, "shipping": 8,
        "discount": 5, "coupon": "TEA5", "cart_id": "a8458391-ef68-4fe5-9ec1-442e6a767364",
        "email": "bruce@example.com", "phone": "+61 2 5550 0000", "financial_status": "paid",
        "fulfilment_status": "unfulfilled", "placed_at": "2026-11-17T21:40:11Z",
        "products": [{"product_id": "20", "variant_id": "64", "sku": "LAP-100", "name": "Lapsang", "brand": "Wuyi",
                      "price": 25, "quantity": 2, "discount": 5, "tax": 5}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "financial", "fulfilment"),
    [(1, "pending", "unfulfilled"), (2, "paid", "fulfilled"), (3, "paid", "partial"), (4, "refunded", None),
     (5, "voided", "unfulfilled"), (6, "voided", "unfulfilled"), (7, "pending", "unfulfilled"),
     (8, "paid", "unfulfilled"), (9, "paid", "unfulfilled"), (10, "paid", "fulfilled"), (11, "paid", "unfulfilled"),
     (12, "pending", "unfulfilled"), (13, "paid", None), (14, "partially_refunded", None),
     (99, "pending", "unfulfilled")],
)  # fmt: skip
def test_a_status_says_what_was_paid_and_sent(status: int, financial: str, fulfilment: str | None) -> None:
    told = named(order(status_id=status), "order_completed")["properties"]
    assert (told["financial_status"], told.get("fulfilment_status")) == (financial, fulfilment)


def test_an_incomplete_order_is_none() -> None:
    assert not resources.is_order(payload("bigcommerce/order", status_id=0))


def test_the_currency_is_the_one_that_was_paid() -> None:
    told = named(order(currency_code="JPY"), "order_completed")["properties"]
    assert (told["currency"], told["presentment_currency"]) == ("AUD", "JPY")


def test_a_refund_tells_its_goods() -> None:
    back = named(order([payload("bigcommerce/refund")], refunded_amount="24.7500"), "order_refunded")
    assert (back["messageId"], back["timestamp"]) == ("bigcommerce-refund-12", "2026-11-21T10:00:00Z")
    assert back["properties"] == {
        "order_id": "218", "refund_id": "12", "currency": "AUD", "total": 24.75, "revenue": 22.5, "reason": "Leaked",
        "products": [{"product_id": "20", "variant_id": "64", "sku": "LAP-100", "name": "Lapsang", "brand": "Wuyi",
                      "price": 25, "quantity": 1}],
    }  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [{"items": [{"item_type": "ORDER", "item_id": 218, "quantity": 1, "requested_amount": 10}]},
     {"uses_merchant_override_values": True}, {"items": []}],
)  # fmt: skip
def test_a_refund_of_an_amount_is_of_goods_as_the_order_was(changes: dict[str, Any]) -> None:
    back = named(order([payload("bigcommerce/refund", total_amount=10, **changes)]), "order_refunded")["properties"]
    assert back["total"] == 10
    assert back["revenue"] == pytest.approx(10 * 45 / 58.3, abs=0.0001)


def test_shipping_that_went_back_is_no_goods() -> None:
    given = payload("bigcommerce/refund", total_amount=8.8, items=[
        {"item_type": "SHIPPING", "item_id": 1, "quantity": 1, "requested_amount": 8.8}
    ])  # fmt: skip
    assert named(order([given]), "order_refunded")["properties"]["revenue"] == 0


def test_what_went_back_shows_in_how_it_is_paid() -> None:
    for amount, told in (("10.0000", "partially_refunded"), ("58.3000", "refunded")):
        found = order(refunded_amount=amount)
        assert named(found, "order_updated")["properties"]["financial_status"] == told


def test_an_order_that_was_called_off_or_declined_is_cancelled() -> None:
    reasons = [named(order(status_id=each), "order_cancelled")["properties"]["reason"] for each in (5, 6)]
    assert reasons == ["cancelled", "declined"]


def test_a_guest_is_known_by_the_contact_of_the_order() -> None:
    found = order(customer_id=0)
    assert found[0]["traits"]["address"] == {
        "country": "AU", "region": "New South Wales", "city": "Sydney", "postal_code": "2000", "street": "1 George St"
    }  # fmt: skip
    assert "userId" not in named(found, "order_completed")


def test_a_ticked_box_at_the_checkout_is_consent() -> None:
    given = payload("bigcommerce/order")
    consent = resources.order_consent(given, resources.order_of(given, [ITEM]))
    assert consent is not None
    assert (consent.channel, consent.granted, consent.at) == ("email", True, "2026-11-17T21:40:11Z")
    assert resources.order_consent({**given, "is_email_opt_in": False}, resources.order_of(given, [ITEM])) is None


def test_each_variant_is_something_to_buy() -> None:
    made = resources.products_of(
        payload("bigcommerce/product"), "AUD", "https://tea.example.com", {3: "Wuyi"}, {10: "Black tea"}
    )
    small, large = (next(calls.product("bigcommerce", each))["properties"] for each in made)
    assert small == {
        "product_id": "20", "variant_id": "64", "sku": "LAP-100", "name": "Lapsang – 100 g", "category": "Black tea",
        "brand": "Wuyi", "price": 25, "currency": "AUD", "url": "https://tea.example.com/lapsang/",
        "image_url": "https://cdn.bigcommerce.com/lapsang.jpg", "active": True, "stock": 5,
    }  # fmt: skip
    assert (large["price"], large["active"], large["stock"]) == (45, False, 7)


@pytest.mark.parametrize(("tracking", "stock"), [("none", None), ("product", 12), ("variant", 5)])
def test_stock_is_told_where_it_is_counted(tracking: str, stock: int | None) -> None:
    given = payload("bigcommerce/product", inventory_tracking=tracking)
    assert next(resources.products_of(given, "AUD", "", {}, {})).stock == stock


@pytest.mark.parametrize(
    ("kind", "ours"),
    [("percentage_discount", "percent"), ("per_total_discount", "amount"), ("per_item_discount", "amount"),
     ("free_shipping", "free_shipping"), ("promotion", None)],
)  # fmt: skip
def test_a_code_says_what_it_takes_off(kind: str, ours: str | None) -> None:
    code = resources.coupon_of(payload("bigcommerce/coupon", type=kind), "AUD")
    assert (code.kind if code else None) == ours
    if code:
        assert (code.minimum, code.limit, code.used, code.ends_at) == (30, 100, 4, "2026-12-31T00:00:00Z")


def test_a_cart_is_told_once_somebody_is_known() -> None:
    held = resources.cart_of(payload("bigcommerce/cart"))
    assert held is not None
    (cart,) = calls.cart("bigcommerce", held)
    assert (cart["event"], cart["userId"], cart["properties"]["total"]) == ("cart_updated", "11", 50)
    assert resources.cart_of(payload("bigcommerce/cart", customer_id=0, email="")) is None


def test_who_takes_the_newsletter_is_known_by_their_address() -> None:
    given = {"id": 1, "email": "may@example.com", "first_name": "May", "date_created": "2026-02-01T00:00:00+00:00"}
    who = resources.subscriber_of(given)
    assert who is not None
    person, consent = calls.customer("bigcommerce", who)
    assert (person["traits"]["email"], consent["properties"]["state"]) == ("may@example.com", "granted")
