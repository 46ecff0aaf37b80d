"""What is decided here is written to the shop: once, whatever is repeated."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from joren.server.connectors.errors import RefusedByShopError
from joren.server.shop_writing import CannotWriteError, LineChange, NewDiscount, OrderEdit
from tests.server.connectors.sending import payload
from tests.server.connectors.wire import bigcommerce, shopify, woocommerce
from tests.server.connectors.wire.local import Answer, serving

Connect = Callable[..., Any]

CODE = NewDiscount(
    key="cart-17", code="BACK-7QX2", kind="percent", value=Decimal(10), minimum=Decimal(30), currency="EUR",
    ends_at="2026-12-01T00:00:00Z", limit=1, email="mei@example.com",
)  # fmt: skip
FREE = NewDiscount(key="cart-18", code="SHIP-7QX3", kind="free_shipping")
AMOUNT = NewDiscount(key="cart-19", code="FIVE-7QX4", kind="amount", value=Decimal("5.00"), currency="EUR", limit=None)


@pytest.fixture
def shopify_shop() -> Iterator[shopify.LocalShopify]:
    with serving(shopify.LocalShopify()) as local:
        local.things["orders"] = [shopify.order(1, lines=[shopify.line(1, quantity=2), shopify.line(2)])]
        yield local


@pytest.fixture
def woo_shop() -> Iterator[woocommerce.LocalWooCommerce]:
    with serving(woocommerce.LocalWooCommerce()) as local:
        local.things["orders"] = [payload("woocommerce/order")]
        local.things["customers"] = [payload("woocommerce/customer")]
        yield local


@pytest.fixture
def big_shop() -> Iterator[bigcommerce.LocalBigCommerce]:
    with serving(bigcommerce.LocalBigCommerce()) as local:
        local.things["orders"] = [payload("bigcommerce/order")]
        local.below["v2/orders/218/products"] = [payload("bigcommerce/order_product")]
        yield local


@pytest.fixture
def to_shop(connect: Connect) -> Iterator[Callable[..., Any]]:
    """Connect a shop, and go the way that lower layers go."""
    from joren.server.shop_writing import shop_writing

    with contextlib.ExitStack() as stack:

        def go(*given: Any, **settings: Any) -> Any:
            connect(*given, **settings)
            found = stack.enter_context(shop_writing())
            assert found is not None
            return found

        yield go


@pytest.fixture
def to_shopify(to_shop: Callable[..., Any], shopify_shop: shopify.LocalShopify) -> Any:
    return to_shop("shopify", "tea", {"client_secret": "s", "access_token": shopify.TOKEN}, base=shopify_shop.base)


@pytest.fixture
def to_woocommerce(to_shop: Callable[..., Any], woo_shop: woocommerce.LocalWooCommerce) -> Any:
    return to_shop("woocommerce", woo_shop.base, woocommerce.KEYS)


@pytest.fixture
def to_bigcommerce(to_shop: Callable[..., Any], big_shop: bigcommerce.LocalBigCommerce) -> Any:
    return to_shop("bigcommerce", bigcommerce.STORE, {"access_token": bigcommerce.TOKEN}, base=big_shop.base)


def test_there_is_no_way_where_no_shop_is_connected(here: None) -> None:  # noqa: ARG001
    from joren.server.shop_writing import shop_writing

    with shop_writing() as shop:
        assert shop is None


def test_a_shop_that_can_only_be_listened_to_is_no_way(connect: Connect) -> None:
    from joren.server.shop_writing import shop_writing

    connect("generic", "any", {})
    with shop_writing() as shop:
        assert shop is None


def test_shopify_takes_tags(to_shopify: Any, shopify_shop: shopify.LocalShopify) -> None:
    to_shopify.tag_customer("7", add=["vip"], remove=["new"])
    to_shopify.tag_order("1", add=["gift"])
    assert shopify_shop.changes == [
        ("tagsAdd", {"id": "gid://shopify/Customer/7", "tags": ["vip"]}),
        ("tagsRemove", {"id": "gid://shopify/Customer/7", "tags": ["new"]}),
        ("tagsAdd", {"id": "gid://shopify/Order/1", "tags": ["gift"]}),
    ]


def test_shopify_makes_a_code_once(to_shopify: Any, shopify_shop: shopify.LocalShopify) -> None:
    assert to_shopify.create_discount(CODE) == to_shopify.create_discount(CODE)
    to_shopify.create_discount(FREE)
    to_shopify.create_discount(AMOUNT)
    made = [given for _, given in shopify_shop.changes]
    assert made[0]["basicCodeDiscount"] == {
        "title": "cart-17", "code": "BACK-7QX2", "startsAt": None, "endsAt": "2026-12-01T00:00:00Z", "usageLimit": 1,
        "appliesOncePerCustomer": True, "context": {"all": "ALL"},
        "minimumRequirement": {"subtotal": {"greaterThanOrEqualToSubtotal": "30"}},
        "customerGets": {"value": {"percentage": 0.1}, "items": {"all": True}},
    }  # fmt: skip
    assert made[1]["freeShippingCodeDiscount"]["destination"] == {"all": True}
    assert made[2]["basicCodeDiscount"]["customerGets"]["value"] == {
        "discountAmount": {"amount": "5.00", "appliesOnEachItem": False}
    }
    assert len(made) == 3


def test_shopify_takes_no_code_that_somebody_else_has(to_shopify: Any, shopify_shop: shopify.LocalShopify) -> None:
    shopify_shop.things["discounts"] = [shopify.discount(1, "BACK-7QX2")]
    with pytest.raises(CannotWriteError, match="taken"):
        to_shopify.create_discount(CODE)


def test_shopify_edits_an_order_once(to_shopify: Any, shopify_shop: shopify.LocalShopify) -> None:
    lines = (LineChange(variant_id="10", quantity=1), LineChange(variant_id="20", quantity=0),
             LineChange(variant_id="30", quantity=3))  # fmt: skip
    edit = OrderEdit(key="e1", order_id="1", lines=lines, note="other size", notify=True)
    to_shopify.edit_order(edit)
    to_shopify.edit_order(edit)
    number = "gid://shopify/CalculatedOrder/1"
    assert [each for each in shopify_shop.changes if each[0] != "metafieldsSet"] == [
        ("orderEditBegin", {"id": "gid://shopify/Order/1"}),
        ("orderEditSetQuantity", {"id": number, "lineItemId": "gid://shopify/CalculatedLineItem/1", "quantity": 1,
                                  "restock": True}),
        ("orderEditSetQuantity", {"id": number, "lineItemId": "gid://shopify/CalculatedLineItem/2", "quantity": 0,
                                  "restock": True}),
        ("orderEditAddVariant", {"id": number, "variantId": "gid://shopify/ProductVariant/30", "quantity": 3,
                                 "allowDuplicates": False}),
        ("orderEditCommit", {"id": number, "notifyCustomer": True, "staffNote": "other size"}),
    ]  # fmt: skip


def test_shopify_edits_nothing_where_there_is_nothing(to_shopify: Any) -> None:
    with pytest.raises(CannotWriteError, match="no such order"):
        to_shopify.edit_order(OrderEdit(key="e", order_id="404"))
    with pytest.raises(CannotWriteError, match="no line"):
        to_shopify.edit_order(OrderEdit(key="e", order_id="1", lines=(LineChange(variant_id="99", quantity=0),)))


def test_what_shopify_says_against_a_change_is_said(to_shopify: Any, shopify_shop: shopify.LocalShopify) -> None:
    said = {"data": {"tagsAdd": {"userErrors": [{"field": ["id"], "message": "Customer does not exist"}]}}}
    shopify_shop.faults = [Answer(200, said)]
    with pytest.raises(RefusedByShopError, match="Customer does not exist"):
        to_shopify.tag_customer("404", add=["vip"])


def test_a_change_that_may_have_been_made_is_not_made_twice(
    to_shopify: Any, shopify_shop: shopify.LocalShopify
) -> None:
    from joren.server.connectors.errors import ShopError

    shopify_shop.faults = [Answer(502, "bad gateway")]
    with pytest.raises(ShopError):
        to_shopify.tag_order("1", add=["gift"])
    assert len(shopify_shop.asked) == 1


def test_woocommerce_takes_tags(to_woocommerce: Any, woo_shop: woocommerce.LocalWooCommerce) -> None:
    to_woocommerce.tag_customer("26", add=["vip", "tea"])
    to_woocommerce.tag_customer("26", add=["vip"], remove=["tea"])
    to_woocommerce.tag_order("727", add=["gift"])
    assert woo_shop.things["customers"][0]["meta_data"] == [{"key": "joren_tags", "value": ["vip"]}]
    assert woo_shop.things["orders"][0]["meta_data"] == [{"key": "joren_tags", "value": ["gift"]}]


def test_woocommerce_makes_a_code_once(to_woocommerce: Any, woo_shop: woocommerce.LocalWooCommerce) -> None:
    assert to_woocommerce.create_discount(CODE) == to_woocommerce.create_discount(CODE)
    to_woocommerce.create_discount(FREE)
    first, second = woo_shop.things["coupons"]
    assert {name: first[name] for name in ("code", "discount_type", "amount", "usage_limit", "minimum_amount")} == {
        "code": "BACK-7QX2", "discount_type": "percent", "amount": "10", "usage_limit": 1, "minimum_amount": "30"
    }  # fmt: skip
    assert (first["date_expires_gmt"], first["email_restrictions"]) == ("2026-12-01T00:00:00", ["mei@example.com"])
    assert (second["free_shipping"], second["amount"]) == (True, "0")
    woo_shop.things["coupons"].append(payload("woocommerce/coupon", code="FIVE-7QX4"))
    with pytest.raises(CannotWriteError, match="taken"):
        to_woocommerce.create_discount(AMOUNT)


def test_woocommerce_edits_an_order_once(to_woocommerce: Any, woo_shop: woocommerce.LocalWooCommerce) -> None:
    lines = (LineChange(variant_id="97", quantity=1), LineChange(variant_id="98", product_id="93", quantity=2))
    edit = OrderEdit(key="e1", order_id="727", lines=lines, note="other size")
    to_woocommerce.edit_order(edit)
    to_woocommerce.edit_order(edit)
    first, second = woo_shop.things["orders"][0]["line_items"]
    assert (first["quantity"], first["subtotal"], first["total"]) == (1, "20.00", "18.00")
    assert (second["product_id"], second["variation_id"], second["quantity"]) == (93, 98, 2)
    to_woocommerce.edit_order(OrderEdit(key="e2", order_id="727", lines=(LineChange(variant_id="97", quantity=0),)))
    assert len(woo_shop.things["orders"][0]["line_items"]) == 1


def test_bigcommerce_takes_tags(to_bigcommerce: Any, big_shop: bigcommerce.LocalBigCommerce) -> None:
    to_bigcommerce.tag_customer("11", add=["vip", "tea"])
    to_bigcommerce.tag_customer("11", add=["vip"], remove=["tea"])
    (field,) = big_shop.below["v3/customers/11/metafields"]
    assert (field["namespace"], field["key"], field["value"]) == ("joren", "tags", '["vip"]')


def test_bigcommerce_makes_a_code_once(to_bigcommerce: Any, big_shop: bigcommerce.LocalBigCommerce) -> None:
    assert to_bigcommerce.create_discount(CODE) == to_bigcommerce.create_discount(CODE)
    (made,) = big_shop.things["coupons"]
    assert {name: made[name] for name in ("name", "type", "amount", "min_purchase", "max_uses", "expires")} == {
        "name": "cart-17", "type": "percentage_discount", "amount": "10", "min_purchase": "30", "max_uses": 1,
        "expires": "Tue, 01 Dec 2026 00:00:00 +0000",
    }  # fmt: skip


def test_bigcommerce_edits_an_order_once(to_bigcommerce: Any, big_shop: bigcommerce.LocalBigCommerce) -> None:
    edit = OrderEdit(key="e1", order_id="218", lines=(LineChange(variant_id="64", quantity=1),), note="one less")
    to_bigcommerce.edit_order(edit)
    to_bigcommerce.edit_order(edit)
    order = big_shop.things["orders"][0]
    assert order["products"] == [{"id": 192, "quantity": 1}]
    assert order["staff_notes"] == "one less [joren e1]"
    assert len([each for each in big_shop.asked if each.method == "PUT"]) == 1
