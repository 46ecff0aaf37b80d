"""What Shopify tells of an order, customer, product or checkout becomes our calls."""

from __future__ import annotations

from typing import Any

import pytest

from joren.server.connectors import calls
from joren.server.connectors.calls import Call
from joren.server.connectors.shopify import payloads
from tests.server.connectors.sending import payload


def order(**changes: Any) -> list[Call]:
    return list(calls.whole_order("shopify", payloads.order_of(payload("shopify/order", **changes))))


def named(found: list[Call], event: str) -> dict[str, Any]:
    return next(each for each in found if each.get("event") == event)


def refund(**changes: Any) -> dict[str, Any]:
    return payload("shopify/refund", **changes)


def test_an_order_is_told_in_the_shops_currency_with_what_the_customer_saw_beside_it() -> None:
    placed = named(order(), "order_completed")
    assert placed["messageId"] == "shopify-order-820982911946154500-placed"
    assert placed["timestamp"] == "2026-11-20T01:15:29Z"
    assert placed["userId"] == "115310627314723950"
    assert placed["context"] == {"traits": {"email": "kenji@example.com", "phone": "+819012345678"}}
    assert placed["properties"] == {
        "order_id": "820982911946154500", "number": "#1001", "currency": "EUR", "total": 58.44, "revenue": 45,
        "tax": 8.55, "shipping": 4.89, "discount": 5, "coupon": "WELCOME5", "cart_id": "hWN2mNNjXYZ",
        "checkout_id": "29106064588", "email": "kenji@example.com", "phone": "+819012345678",
        "financial_status": "paid", "fulfilment_status": "unfulfilled", "placed_at": "2026-11-20T01:15:29Z",
        "presentment_currency": "JPY", "presentment_total": 9643,
        "products": [{
            "product_id": "7513594", "variant_id": "4264112", "sku": "SEN-100", "name": "Sencha", "brand": "Uji Tea",
            "price": 25, "quantity": 2, "discount": 5, "tax": 8.55,
        }],
    }  # fmt: skip
    assert named(order(), "order_updated")["messageId"].endswith("-2026-11-20T01:16:00Z-updated")


def test_the_same_order_gives_the_same_calls() -> None:
    assert order() == order()
    ids = [each["messageId"] for each in order()]
    assert len(set(ids)) == len(ids)


def test_revenue_holds_no_tax_where_prices_do() -> None:
    found = order(
        taxes_included=True, subtotal_price_set=None, subtotal_price="45.00", total_price_set=None, total_price="49.89",
        current_total_price="49.89",
    )  # fmt: skip
    placed = named(found, "order_completed")["properties"]
    assert (placed["total"], placed["revenue"], placed["tax"]) == (49.89, 36.45, 8.55)
    assert placed["taxes_included"] is True


@pytest.mark.parametrize(
    ("said", "ours"),
    [("pending", "pending"), ("authorized", "pending"), ("partially_paid", "pending"), ("paid", "paid"),
     ("partially_refunded", "partially_refunded"), ("refunded", "refunded"), ("voided", "voided"), (None, "pending")],
)  # fmt: skip
def test_how_an_order_is_paid_is_said_in_our_words(said: str | None, ours: str) -> None:
    assert named(order(financial_status=said), "order_completed")["properties"]["financial_status"] == ours


@pytest.mark.parametrize(
    ("said", "ours"), [(None, "unfulfilled"), ("partial", "partial"), ("fulfilled", "fulfilled"), ("restocked", None)]
)
def test_how_far_an_order_was_sent_is_said_in_our_words(said: str | None, ours: str | None) -> None:
    assert named(order(fulfillment_status=said), "order_completed")["properties"].get("fulfilment_status") == ours


def test_a_refund_tells_its_goods_apart() -> None:
    back = named(order(refunds=[refund()]), "order_refunded")
    assert back["messageId"] == "shopify-refund-509562969"
    assert back["timestamp"] == "2026-11-20T23:00:05Z"
    assert back["properties"] == {
        "order_id": "820982911946154500", "refund_id": "509562969", "currency": "EUR", "total": 26.78, "revenue": 22.5,
        "reason": "Too bitter",
        "products": [{"product_id": "7513594", "variant_id": "4264112", "sku": "SEN-100", "name": "Sencha",
                      "brand": "Uji Tea", "price": 25, "quantity": 1}],
    }  # fmt: skip


def test_a_full_refund_with_shipping_leaves_the_shipping_out_of_the_goods() -> None:
    given = refund(
        refund_line_items=[{**refund()["refund_line_items"][0], "quantity": 2, "subtotal_set": None, "subtotal": 45,
                            "total_tax_set": None, "total_tax": 8.55}],
        order_adjustments=[{"kind": "shipping_refund", "amount": "-4.89", "tax_amount": "0.00"}],
        transactions=[{"kind": "refund", "status": "success", "amount": "58.44", "currency": "EUR"}],
    )  # fmt: skip
    back = named(order(refunds=[given], financial_status="refunded"), "order_refunded")["properties"]
    assert (back["total"], back["revenue"]) == (58.44, 45)


def test_goodwill_is_the_goods() -> None:
    given = refund(
        refund_line_items=[],
        transactions=[{"kind": "refund", "status": "success", "amount": "10.00", "currency": "EUR"}],
    )
    back = named(order(refunds=[given]), "order_refunded")["properties"]
    assert (back["total"], back["revenue"], back["products"]) == (10, 10, [])


def test_goods_that_came_back_without_money_are_no_refund() -> None:
    failed = [{"kind": "refund", "status": "failure", "amount": "26.78", "currency": "EUR"}]
    for transactions in ([], failed):
        found = order(refunds=[refund(transactions=transactions)])
        assert not [each for each in found if each.get("event") == "order_refunded"]


def test_money_that_went_back_in_another_currency_counts_as_shopify_counts_it() -> None:
    given = refund(transactions=[{"kind": "refund", "status": "success", "amount": "4419", "currency": "JPY"}])
    back = named(order(refunds=[given]), "order_refunded")["properties"]
    assert (back["total"], back["revenue"], back["currency"]) == (26.78, 22.5, "EUR")


def test_an_edit_before_anything_was_paid_changes_what_the_customer_pays() -> None:
    edited = order(
        financial_status="pending", current_total_price="31.67", current_subtotal_price="22.50",
        current_total_tax="4.28", current_total_discounts="2.50",
    )  # fmt: skip
    now = named(edited, "order_updated")["properties"]
    assert (now["total"], now["revenue"], now["tax"], now["discount"]) == (31.67, 22.5, 4.28, 2.5)


def test_after_a_refund_the_order_still_tells_what_was_paid() -> None:
    back = order(refunds=[refund()], current_total_price="31.66", current_subtotal_price="22.50")
    assert named(back, "order_updated")["properties"]["total"] == 58.44


def test_a_cancelled_order_says_when_and_why() -> None:
    found = order(cancelled_at="2026-11-22T00:00:00Z", cancel_reason="customer", financial_status="voided")
    off = named(found, "order_cancelled")
    assert (off["timestamp"], off["properties"]["reason"]) == ("2026-11-22T00:00:00Z", "customer")
    assert off["messageId"] == "shopify-order-820982911946154500-cancelled"


def test_a_guest_is_known_by_the_contact_of_the_order() -> None:
    found = order(customer=None)
    who = found[0]
    assert (who["type"], "userId" in who) == ("identify", False)
    assert who["traits"]["email"] == "kenji@example.com"
    assert who["traits"]["name"] == "Kenji Sato"
    assert who["traits"]["address"] == {
        "country": "JP", "region": "Tōkyō", "city": "Shibuya", "postal_code": "150-0041", "street": "1-2-3 Jinnan 4F"
    }  # fmt: skip
    placed = named(found, "order_completed")
    assert "userId" not in placed
    assert placed["context"]["traits"]["email"] == "kenji@example.com"


def test_an_order_of_nobody_at_all_is_still_told() -> None:
    found = order(customer=None, email="", contact_email=None, phone=None, billing_address=None)
    assert [each.get("event") for each in found] == ["order_completed", "order_updated"]
    assert "context" not in found[0]


def test_a_test_order_says_so() -> None:
    assert named(order(test=True), "order_completed")["properties"]["test"] is True


def test_several_codes_are_all_kept() -> None:
    codes = [{"code": "A", "amount": "1.00"}, {"code": "B", "amount": "2.00"}]
    placed = named(order(discount_codes=codes), "order_completed")["properties"]
    assert (placed["coupon"], placed["coupons"]) == ("A", ["A", "B"])


def test_goods_whose_product_was_deleted_keep_what_is_known() -> None:
    item = {**payload("shopify/order")["line_items"][0], "product_id": None, "variant_id": None, "sku": ""}
    line = named(order(line_items=[item]), "order_completed")["properties"]["products"][0]
    assert line == {"name": "Sencha", "brand": "Uji Tea", "price": 25, "quantity": 2, "discount": 5, "tax": 8.55}


def test_an_order_with_very_many_lines_stays_within_what_an_event_may_have() -> None:
    import msgspec

    from joren.events.limits import EVENT_BYTES

    items = payload("shopify/order")["line_items"]
    for count in (60, 150, 1000):
        placed = named(order(line_items=items * count), "order_completed")
        assert len(msgspec.json.encode(placed)) < EVENT_BYTES
        kept, left_out = len(placed["properties"]["products"]), placed["properties"].get("lines_left_out", 0)
        assert kept + left_out == count
        assert (left_out > 0) == (count == 1000)


def test_a_customer_tells_who_they_are_and_what_they_allowed() -> None:
    who, *consents = calls.customer("shopify", payloads.customer_of(payload("shopify/customer")))
    assert who["userId"] == "706405506930370000"
    assert who["traits"] == {
        "email": "mei@example.com", "phone": "+8613800000000", "name": "Mei Tan", "first_name": "Mei",
        "last_name": "Tan", "language": "zh-Hans", "created_at": "2026-01-02T01:00:00Z", "tags": ["vip", "tea lover"],
        "address": {"country": "CN", "region": "Shanghai", "city": "Shanghai", "postal_code": "200001",
                    "street": "1 Nanjing Rd"},
    }  # fmt: skip
    assert [each["properties"] for each in consents] == [
        {"channel": "email", "state": "granted", "basis": "double_opt_in", "source": "shopify"}
    ]
    assert consents[0]["timestamp"] == "2026-02-01T04:00:00Z"


@pytest.mark.parametrize(
    ("state", "told"),
    [("subscribed", "granted"), ("unsubscribed", "denied"), ("redacted", "denied"), ("pending", None),
     ("not_subscribed", None), ("invalid", None)],
)  # fmt: skip
def test_only_a_decision_is_told_as_consent(state: str, told: str | None) -> None:
    said = {"state": state, "opt_in_level": "single_opt_in", "consent_updated_at": "2026-02-01T12:00:00Z"}
    given = payload("shopify/customer", email_marketing_consent=said, sms_marketing_consent=said)
    consents = list(calls.customer("shopify", payloads.customer_of(given)))[1:]
    states = [(each["properties"]["channel"], each["properties"]["state"]) for each in consents]
    assert states == ([("email", told), ("sms", told)] if told else [])


def test_each_variant_is_something_to_buy() -> None:
    things = list(payloads.products_of(payload("shopify/product"), "EUR"))
    small, large = (next(calls.product("shopify", each))["properties"] for each in things)
    assert small == {
        "product_id": "788032119674292900", "variant_id": "642667041472714000", "sku": "SEN-100",
        "name": "Sencha – 100 g", "category": "Green tea", "brand": "Uji Tea", "price": 25, "currency": "EUR",
        "image_url": "https://cdn.shopify.com/s/files/sencha-100.jpg", "active": True, "stock": 7,
    }  # fmt: skip
    assert (large["stock"], large["image_url"]) == (None, "https://cdn.shopify.com/s/files/sencha.jpg")


def test_a_checkout_is_a_cart_once_somebody_is_known_and_until_it_is_bought() -> None:
    held = payloads.cart_of(payload("shopify/checkout"))
    assert held is not None
    cart, started = calls.cart("shopify", held)
    assert cart["properties"]["url"].startswith("https://tea.example.com/1/checkouts/ac/")
    assert (cart["event"], cart["properties"]["cart_id"]) == ("cart_updated", "eeafa272cebf")
    assert (started["event"], started["properties"]["checkout_id"]) == ("checkout_started", "981820079255243500")
    assert payloads.cart_of(payload("shopify/checkout", completed_at="2026-11-20T09:20:00Z")) is None
    assert payloads.cart_of(payload("shopify/checkout", email=None)) is None
