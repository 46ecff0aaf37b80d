"""The present is the same however its events arrive: in any order, in batches of any size, and from the lake again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.present.conftest import Call, Land, present, rows_of

BEGIN = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
GOODS = [
    {"product_id": "p1", "name": "Tea", "price": 4.5, "quantity": 2},
    {"product_id": "p2", "variant_id": "red", "name": "Cup", "price": "12", "quantity": 1},
]


def told(minute: int, event: str, /, **more: Any) -> Call:
    """Something that happens so many minutes after the beginning, to Anna unless it says to whom."""
    moment = (BEGIN + timedelta(minutes=minute)).isoformat()
    who = {key: more.pop(key) for key in ("userId", "anonymousId", "context") if key in more} or {"userId": "anna"}
    kind = more.pop("type", "track")
    filled = {"traits": more} if kind == "identify" else {"event": event, "properties": more}
    return {"type": kind, "messageId": f"{minute}-{event}", "timestamp": moment, **who, **filled}


STORY = [
    told(0, "page", type="page", anonymousId="laptop", url="https://shop.example/", path="/"),
    told(1, "product_viewed", anonymousId="laptop", product_id="p1", name="Tea", price=4.5, currency="GBP"),
    told(3, "product_added", anonymousId="laptop", cart_id="k1", product_id="p1", price=4.5, quantity=3,
         currency="GBP"),
    told(4, "product_removed", anonymousId="laptop", cart_id="k1", product_id="p1", price=4.5, quantity=1,
         currency="GBP"),
    told(5, "identify", type="identify", userId="anna", anonymousId="laptop", email="anna@example.com", name="Anna"),
    told(40, "cart_updated", cart_id="k1", products=GOODS, currency="GBP", url="https://shop.example/cart/k1"),
    told(70, "checkout_started", cart_id="k1", checkout_id="c1", products=GOODS, currency="GBP", total=21),
    told(71, "order_completed", order_id="A1", cart_id="k1", products=GOODS, currency="GBP", total=24, revenue=21,
         tax=3),
    told(72, "order_updated", order_id="A1", cart_id="k1", products=GOODS[:1], currency="GBP", total=12, revenue=9,
         tax=3),
    told(90, "order_refunded", order_id="A1", refund_id="r1", currency="GBP", total=4.5, revenue=4.5),
    told(91, "order_refunded", order_id="A1", refund_id="r1", currency="GBP", total=5, revenue=4.5),
    told(95, "product_added", product_id="p9", price=1, quantity=1, currency="GBP"),
    told(99, "order_completed", order_id="A2", currency="JPY", revenue=1980, total=1980),
    told(100, "order_cancelled", order_id="A2", reason="mind changed"),
    told(101, "identify", type="identify", userId="anna", name="Anna B.", phone="+442079460000", birthday="1990-02-03"),
    told(102, "consent_changed", channel="email", state="granted", basis="opt_in", source="checkout"),
    told(103, "consent_changed", channel="email", state="denied"),
    told(110, "product_updated", product_id="p1", name="Green tea", price=5, currency="GBP", stock=7),
    told(111, "stock_changed", product_id="p1", stock=6),
    told(112, "product_deleted", product_id="p2", variant_id="red"),
    told(113, "coupon_updated", coupon="TEA10", kind="percent", value=10),
    told(120, "order_completed", userId=None, context={"traits": {"email": "Anna@example.com"}}, order_id="A3",
         currency="GBP", revenue=7, total=7),
]  # fmt: skip


def test_the_story_as_it_stands(land: Land) -> None:
    from joren.server.commerce.models import Cart, Coupon, Order, Product, Visit
    from joren.server.profiles.models import Consent, Profile

    land(STORY)
    anna = Profile.objects.get()
    assert (anna.name, anna.email, anna.phone) == ("Anna B.", "anna@example.com", "+442079460000")
    assert (anna.orders, anna.spent) == (2, {"GBP": 900 - 450 + 700})
    assert anna.consents == {"email": "denied"}
    assert Consent.objects.count() == 2
    first = Order.objects.get(order_id="A1")
    assert (first.total, first.refunded, first.refunded_revenue, len(first.lines)) == (1200, 500, 450, 1)
    assert first.lines[0]["price"] == 450
    cancelled = Order.objects.get(order_id="A2")
    assert (cancelled.revenue, cancelled.cancel_reason) == (1980, "mind changed")
    cart = Cart.objects.get(key="cart:k1")
    assert [(item["product_id"], item["quantity"]) for item in cart.items] == [("p1", 2), ("p2", 1)]
    assert (cart.total, cart.longest_pause_seconds) == (2100, 36 * 60)
    assert cart.ordered_at == BEGIN + timedelta(minutes=71)
    tea = Product.objects.get(product_id="p1", variant_id="")
    assert (tea.name, tea.price, tea.stock, tea.is_catalogued) == ("Green tea", 500, 6, True)
    assert Product.objects.get(product_id="p2").deleted_at is not None
    assert Coupon.objects.get().value == 10
    visits = [(row.views, row.landing_path) for row in Visit.objects.order_by("started_at")]
    assert visits[0] == (1, "/")


def test_a_cart_without_an_id_is_emptied_by_the_next_order(land: Land) -> None:
    from joren.server.commerce.models import Cart
    from joren.server.commerce.queries import CartState, cart_state

    land(STORY)
    cart = Cart.objects.get(key__startswith="of:")
    assert [item["product_id"] for item in cart.items] == ["p9"]
    now = BEGIN + timedelta(days=1)
    assert cart_state(cart, now) is CartState.ORDERED
    land([told(300, "product_added", product_id="p3", price=2, currency="GBP")])
    cart.refresh_from_db()
    assert [item["product_id"] for item in cart.items] == ["p3"]
    assert cart_state(cart, BEGIN + timedelta(minutes=301)) is CartState.ACTIVE
    assert cart_state(cart, now) is CartState.ABANDONED
    assert cart_state(cart, now + timedelta(days=60)) is CartState.LOST


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(STORY), st.integers(1, 8))
def test_every_order_and_every_cut_into_batches_gives_the_same(land: Land, story: list[Call], size: int) -> None:
    from joren.server.ingest.rebuild import empty_present

    empty_present()
    land(STORY)
    expected = _comparable(present())
    empty_present()
    for begin in range(0, len(story), size):
        land(story[begin : begin + size])
    assert _comparable(present()) == expected


def test_the_present_from_the_lake_is_the_present(land: Land, tmp_path: Path) -> None:
    from joren.lake import EventLake
    from joren.server.ingest.rebuild import rebuild

    for begin in range(0, len(STORY), 5):
        land(STORY[begin : begin + 5])
    expected = present()
    lake = EventLake.at(tmp_path)
    lake.append(rows_of(STORY), spool="s", after=0, upto=1, lease=1)
    assert list(rebuild(lake.read_all(rows=4))) == [4, 8, 12, 16, 20, 22]
    assert _comparable(present()) == _comparable(expected)


def _comparable(held: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """All but the moves: how somebody became who they are does depend on what was heard first."""
    return {name: rows for name, rows in held.items() if name != "Move"}
