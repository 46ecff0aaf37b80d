"""A call, landed, is the row that the tables have: every column of every event."""

from __future__ import annotations

import json
from datetime import datetime

import msgspec
import pyarrow as pa
import pytest

from joren.collector.harvest import Harvest, harvest
from joren.collector.spool import Record, Taken
from joren.events import Reason
from joren.events.names import CATALOGUE, canonical_name
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
    rows = {row["record"]: row for row in pa.concat_tables(shop.tables(write_key="demo")).to_pylist()}
    found = landed(shop)
    assert len(found.events) > 5000
    for event in found.events:
        row = rows.pop(event.record)
        assert {name: row[name] for name in event._fields} == event._asdict()
    # What is left are events of goods, which need nobody.
    assert {row["name"] for row in rows.values()} <= CATALOGUE


def test_nothing_is_refused(small: Shop) -> None:
    refused = landed(small).refused
    assert {each.reason for each in refused} <= {Reason.IDENTITY}
    assert {canonical_name(json.loads(each.payload)["event"]) for each in refused} <= CATALOGUE


def test_amounts_of_an_order_add_up(small: Shop) -> None:
    orders = [call["properties"] for call in small.calls() if call.get("event") == "Order Completed"]
    assert orders
    for order in orders:
        assert order["total"] == order["revenue"] + order["tax"] + order["shipping"]
        goods = sum(line["price"] * line["quantity"] - line["discount"] for line in order["products"])
        assert order["revenue"] == goods
        assert order["discount"] == sum(line["discount"] for line in order["products"])
        assert (order["discount"] > 0) == ("coupon" in order)
