"""Intervals for the customers whom the report itself names; for all of them it would take longer than the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from joren.clv import spend_interval
from joren.money import minor_units
from joren.report.compute.predictions import PERIOD_DAYS, YEAR
from joren.report.compute.worth import Valued

Interval = tuple[int, int]
#: Orders, and spend in minor units (None without a spend model), by customer.
Bounds = Mapping[str, tuple[Interval, Interval | None]]


def bounds(valued: Valued, customer_ids: Any, currency: str) -> Bounds:
    """What each of these customers will order and spend in the next 365 days, in 95 of 100 cases."""
    if valued.counts is None or valued.confidence.state != "personal" or not len(customer_ids):
        return {}
    rows = pc.is_in(valued.summary["customer_id"], value_set=customer_ids)
    summary = valued.summary.filter(rows)
    periods = YEAR / PERIOD_DAYS
    orders = _pairs(valued.counts.purchases_interval(summary, periods), 1)
    if valued.spend is None:
        return {key: (ends, None) for key, ends in zip(_ids(summary), orders, strict=True)}
    spend = _pairs(spend_interval(valued.counts, valued.spend, summary, periods), minor_units(currency))
    return {key: (ends, money) for key, ends, money in zip(_ids(summary), orders, spend, strict=True)}


def _ids(summary: pa.Table) -> list[str]:
    ids: list[str] = summary["customer_id"].to_pylist()
    return ids


def _pairs(ends: tuple[Any, Any], scale: int) -> list[Interval]:
    low, high = (np.rint(end * scale).astype(np.int64).tolist() for end in ends)
    return list(zip(low, high, strict=True))
