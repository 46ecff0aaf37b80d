"""The tables of truth tell of exactly what the events tell."""

from __future__ import annotations

from datetime import datetime

import pyarrow.compute as pc

from joren.testing.shop import Shop


def test_orders_are_those_of_the_events(small: Shop) -> None:
    told = {
        call["properties"]["order_id"]: (
            datetime.fromisoformat(call["timestamp"]), call["properties"]["revenue"], call["properties"].get("coupon"),
        )
        for call in small.calls()
        if call.get("event") == "Order Completed"
    }  # fmt: skip
    true = {
        row["order_id"]: (row["placed_at"], row["revenue"], row["coupon"]) for row in small.truth.orders().to_pylist()
    }
    assert told == true


def test_every_cart_that_was_left_has_a_reason_and_those_who_wondered_about_it_looked_it_up(small: Shop) -> None:
    carts, looked_up = set(), set()
    visits: dict[tuple[str, str], str] = {}
    for call in small.calls():
        person, visit = call["messageId"].split("-")[2:4]
        if call.get("event") == "Cart Updated":
            visits[person, visit] = call["properties"]["cart_id"]
            carts.add(call["properties"]["cart_id"])
        if call["type"] == "page" and "/help/" in call["properties"]["path"] and (person, visit) in visits:
            looked_up.add((visits[person, visit], call["properties"]["path"].rpartition("/")[2]))
    bought = {f"k{call['messageId'].split('-')[2]}-{call['messageId'].split('-')[3]}" for call in small.calls()
              if call.get("event") == "Order Completed"}  # fmt: skip
    true = {row["cart_id"]: row["reason"] for row in small.truth.abandonments().to_pylist()}
    assert len(true) > 100
    last_visit_may_be_cut = 3
    assert len(set(true) ^ (carts - bought)) <= last_visit_may_be_cut
    expected = {"shipping": "shipping_cost", "delivery": "long_wait"}
    assert {true[cart] == expected[page] for cart, page in looked_up} == {True}


def test_late_parcels_come_late_and_bring_complaints(large: Shop) -> None:
    orders = large.truth.orders()
    late = orders.filter(orders["late"])
    on_time = orders.filter(pc.invert(orders["late"]))
    assert 0.04 < len(late) / len(orders) < 0.08
    assert late["complaint"].null_count / len(late) < 0.7
    assert on_time["complaint"].null_count / len(on_time) > 0.95
    assert set(late["complaint"].drop_null().to_pylist()) == {"late"}
