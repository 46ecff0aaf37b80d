"""The history is in order of time, within its time, and names each event once."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from joren.testing.shop import Shop

SHOP_EVENTS = {
    "Products Searched", "Product List Viewed", "Product Viewed", "Product Added", "Product Removed", "Cart Updated",
    "Checkout Started", "Payment Failed", "Order Completed", "Order Updated", "Order Refunded", "Consent Changed",
    "Product Updated", "Stock Changed", "complaint_received",
}  # fmt: skip


def test_times_never_go_back_and_stay_within_the_history(small: Shop) -> None:
    times = [datetime.fromisoformat(call["timestamp"]) for call in small.calls()]
    assert times == sorted(times)
    assert small.settings.start <= times[0]
    assert times[-1] < small.end


def test_every_message_id_is_given_once(small: Shop) -> None:
    ids = [call["messageId"] for call in small.calls()]
    assert len(set(ids)) == len(ids)


def test_everything_that_a_shop_tells_occurs() -> None:
    calls = list(Shop(seed=1, customers=1500).calls())
    assert {call["event"] for call in calls if call["type"] == "track"} == SHOP_EVENTS
    assert {call["type"] for call in calls} == {"track", "page", "identify"}


def test_an_order_follows_its_cart_and_checkout_and_precedes_its_delivery(small: Shop) -> None:
    seen: dict[str, list[str]] = defaultdict(list)
    placed: dict[str, tuple[str, str]] = {}
    for call in small.calls():
        properties = call.get("properties", {})
        if "checkout_id" in properties and call["event"] != "Payment Failed":
            seen[properties["checkout_id"]].append(properties.get("fulfilment_status", call["event"]))
        if call.get("event") == "Order Completed":
            placed[properties["order_id"]] = (properties["placed_at"], call["timestamp"])
    orders = [steps for steps in seen.values() if "unfulfilled" in steps]
    assert len(orders) == len(placed) > 50
    whole = ["Checkout Started", "unfulfilled", "fulfilled", "delivered"]
    assert all(steps == whole[: len(steps)] for steps in orders)
    assert all(stated == happened for stated, happened in placed.values())
