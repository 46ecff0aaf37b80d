"""Every known customer in one table, and the lists that are cut from it."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from joren.orders.days import number_of
from joren.orders.table import Orders
from joren.report.compute.bounds import Bounds, Interval
from joren.report.compute.predictions import Predictions
from joren.report.contents import SegmentMember
from joren.segments import SEGMENTS, Segmentation

_FACTS = ("customer_id", "orders", "net", "first_on", "last_on", "median_gap_days")


def facts_of(orders: Orders, segmentation: Segmentation) -> pa.Table:
    """One row per known customer, those who brought most first.

    customer_id, name, email, orders, net (minor units), first_on, last_on, `silent_days`, median_gap_days and one
    boolean column for each segment.
    """
    table, contacts = segmentation.table, orders.people
    silent = number_of(orders.as_of) - table.last_day
    wanted = table.select(*_FACTS, *(named.key for named in SEGMENTS), silent_days=silent)
    joined = wanted.left_join(contacts.select("customer_id", "name", "email"), "customer_id").drop("customer_id_right")
    return orders.engine.run(joined).sort_by([("net", "descending"), ("customer_id", "ascending")])


def with_predictions(facts: pa.Table, predictions: Predictions | None, where: Any) -> pa.Table:
    """The facts, with predictions also the columns alive, alive_before, expected_orders and expected_spend.

    `where` says which of the predictions is whose.
    """
    if predictions is None:
        return facts
    for name, values in predictions.taken(where).items():
        facts = facts.append_column(name, values)
    return facts


def members(rows: pa.Table, bounds: Bounds | None = None) -> tuple[SegmentMember, ...]:
    """The rows as members of a list, with their intervals where there are some."""
    known = bounds or {}
    return tuple(_member(row, *known.get(row["customer_id"], (None, None))) for row in rows.to_pylist())


def _member(row: dict[str, Any], orders: Interval | None, money: Interval | None) -> SegmentMember:
    spend = row.get("expected_spend")
    return SegmentMember(
        customer_id=row["customer_id"],
        name=row["name"],
        email=row["email"],
        orders=row["orders"],
        revenue=row["net"],
        first_on=row["first_on"],
        last_on=row["last_on"],
        probability_alive=row.get("alive"),
        expected_orders=row.get("expected_orders"),
        expected_spend=None if spend is None else round(spend),
        orders_interval=orders,
        spend_interval=money,
    )
