"""The key figures that take a model: who is still a customer, and what a new one will bring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from joren.clv import summarize_until
from joren.language import gettext as _
from joren.metrics.window import days_covered
from joren.money import minor_units
from joren.orders.customers import customers
from joren.orders.table import Orders
from joren.report.compute.predictions import PERIOD, PERIOD_DAYS, places
from joren.report.compute.worth import Valued
from joren.report.contents import Figure, Unit

#: A new customer's value is counted over this span: long enough for most of it, short enough to be foreseen.
LIFE_DAYS = 3 * 365


@dataclass(frozen=True)
class Start:
    """What the engine has to tell for these figures: customers at the start of the window, and what first orders bring.

    `summary` is None where the orders do not reach back before the window; `now` says where its customers are in
    today's summary; `first_value` is the mean, in minor units.
    """

    first_value: float
    summary: pa.Table | None = None
    now: Any = None


def start_of(orders: Orders, window_days: int, today: pa.Table) -> Start:
    """Ask the engine; `today` is today's summary."""
    table = customers(orders)
    mean = orders.engine.run(table.agg(mean=table.first_value.mean()))["mean"][0].as_py()
    if days_covered(orders) <= window_days:
        return Start(mean or 0.0)
    summary = summarize_until(orders, orders.as_of - timedelta(days=window_days), PERIOD)
    return Start(mean or 0.0, summary, places(summary["customer_id"], today))


def modelled(valued: Valued, start: Start, currency: str) -> Iterator[Figure]:
    """The figures by the shop's own model; each says why where there is none."""
    yield _retention(valued, start)
    yield _lifetime_value(valued, start.first_value, currency)


def _retention(valued: Valued, start: Start) -> Figure:
    key, unit = "retention_rate_model", Unit.SHARE
    model, predictions = valued.counts, valued.predictions
    if model is None or predictions is None:
        return Figure(key, unit, None, why_none=valued.confidence.words)
    if start.summary is None:
        return Figure(key, unit, None, why_none=_("The orders do not reach back before the window."))
    before = float(model.probability_alive(start.summary).sum())
    after = float(predictions.alive[np.from_dlpack(start.now)].sum())
    return Figure(key, unit, min(after / before, 1.0) if before > 0 else None)


def _lifetime_value(valued: Valued, first_value: float, currency: str) -> Figure:
    key, unit = "clv_model", Unit.MONEY
    model, spend = valued.counts, valued.spend
    if model is None:
        return Figure(key, unit, None, why_none=valued.confidence.words)
    if spend is None:
        return Figure(key, unit, None, why_none=_("Nobody has bought again for money yet."))
    again = model.expected_purchases_new(LIFE_DAYS / PERIOD_DAYS)
    nobody = {"frequency": np.zeros(1), "monetary_value": np.zeros(1)}
    each = float(spend.expected_spend(nobody)[0]) * minor_units(currency)
    return Figure(key, unit, first_value + again * each)
