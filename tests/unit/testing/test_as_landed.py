"""A call, landed, is the row that the tables have: every column of every event."""

from __future__ import annotations

import json
from datetime import datetime

import msgspec
import pyarrow as pa
import pytest

from joren.collector.spool import Record, Taken
from joren.harvest import Harvest, harvest
from joren.testing.shop import Shop
from joren.testing.shop.shop import microseconds


def landed(shop: Shop) -> Harvest:
    """Each call sent alone, at the moment of which it tells."""
    records = []
    for number, call in enumerate(shop.calls(), 1):
        at = microseconds(datetime.fromisoformat(call["timestamp"]))
        records.append(
            Record(number, msgspec.msgpack.encode(Taken(call["type"], at, "demo", json.dumps(call).encode())))
        )
    return harvest(records, "spool")


@pytest.mark.parametrize("currency", ["JPY", "GBP"])
def test_rows_and_calls_say_the_same(currency: str) -> None:
    shop = Shop(seed=9, customers=300, days=400, currency=currency)
    found = landed(shop)
    assert found.refused == []
    assert found.events.num_rows > 5000
    rows = pa.concat_tables(shop.tables(write_key="demo")).combine_chunks()
    different = [name for name in rows.column_names if rows[name] != found.events[name]]
    assert different == []
    assert rows.schema.equals(found.events.schema)


def test_amounts_of_an_order_add_up(small: Shop) -> None:
    orders = [call["properties"] for call in small.calls() if call.get("event") == "Order Completed"]
    assert orders
    for order in orders:
        assert order["total"] == order["revenue"] + order["tax"] + order["shipping"]
        goods = sum(line["price"] * line["quantity"] - line["discount"] for line in order["products"])
        assert order["revenue"] == goods
        assert order["discount"] == sum(line["discount"] for line in order["products"])
        assert (order["discount"] > 0) == ("coupon" in order)


def test_a_whole_refund_gives_back_what_was_paid() -> None:
    shop = Shop(seed=1, customers=1200, currency="GBP")
    whole = set(shop.truth.orders().to_pandas().query("returned == 'all'")["order_id"])
    paid, back = {}, {}
    for call in shop.calls():
        properties = call.get("properties", {})
        if call.get("event") == "Order Completed":
            paid[properties["order_id"]] = (properties["total"], properties["revenue"], len(properties["products"]))
        if call.get("event") == "Order Refunded":
            back[properties["order_id"]] = (properties["total"], properties["revenue"], len(properties["products"]))
    assert len(back) > 30
    assert {order: amounts for order, amounts in back.items() if order in whole} == {
        order: amounts for order, amounts in paid.items() if order in whole & set(back)
    }
    assert all(
        amounts[2] == 1 and amounts[0] <= paid[order][0] for order, amounts in back.items() if order not in whole
    )
