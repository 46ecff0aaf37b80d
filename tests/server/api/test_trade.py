"""Orders, carts, products and codes."""

from __future__ import annotations

import pytest

from tests.server.api.conftest import Program, program

pytestmark = pytest.mark.usefixtures("told")


def test_an_order_with_its_lines_and_what_went_back(owner: Program) -> None:
    order = owner.get("/orders/A-1").json()
    assert (order["number"], order["total"], order["tax"], order["currency"]) == ("#1", 2640, 240, "JPY")
    assert (order["refunded"], order["refunded_revenue"]) == (1320, 1200)
    assert [(line["product_id"], line["price"], line["quantity"]) for line in order["lines"]] == [("tea", 1200, 2)]
    assert [refund["refund_id"] for refund in order["refunds"]] == ["r1"]
    (hanako,) = owner.get("/profiles?customer_id=customer-secret").json()["data"]
    assert order["profile_id"] == hanako["id"]
    assert owner.get("/orders/none").status_code == 404


@pytest.mark.parametrize(
    ("query", "ids"),
    [("", ["B-1", "A-1"]), ("order_id=A-1", ["A-1"]), ("financial_status=voided", []),
     ("placed_since=2026-03-01T10:05:00Z", ["B-1"]), ("placed_until=2026-03-01T19:05:00%2B09:00", ["A-1"]),
     ("placed_since=0001-01-01T00:00:00%2B23:00", ["B-1", "A-1"])],
)  # fmt: skip
def test_orders_that_are_asked_for(owner: Program, query: str, ids: list[str]) -> None:
    assert [order["order_id"] for order in owner.get(f"/orders?{query}").json()["data"]] == ids


def test_the_orders_and_carts_of_a_customer(owner: Program) -> None:
    (hanako,) = owner.get("/profiles?customer_id=customer-secret").json()["data"]
    orders = owner.get(f"/orders?profile_id={hanako['id']}").json()["data"]
    assert [order["order_id"] for order in orders] == ["A-1"]
    (cart,) = owner.get(f"/carts?profile_id={hanako['id']}").json()["data"]
    assert (cart["cart_id"], cart["state"], cart["total"]) == ("k1", "ordered", 2400)
    assert cart["url"] == "https://shop.example/cart?secret-token"
    assert owner.get(f"/carts/{cart['id']}").json() == cart
    assert program("analyst").get(f"/carts/{cart['id']}").json() == cart | {"url": None}


def test_products_and_codes(owner: Program) -> None:
    (tea,) = owner.get("/products?sku=T-1&is_active=true").json()["data"]
    assert (tea["product_id"], tea["price"], tea["stock"]) == ("tea", 1300, 4)
    assert owner.get(f"/products/{tea['id']}").json() == tea
    assert owner.get("/products?is_active=false").json()["data"] == []
    (spring,) = owner.get("/coupons").json()["data"]
    assert (spring["code"], spring["kind"], spring["value"]) == ("SPRING", "percent", 10)
