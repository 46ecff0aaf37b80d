"""Metrics of retention: each is one function on plain numbers, and `measure` reads them all off a shop's orders."""

from __future__ import annotations

from joren.metrics.abandonment import cart_abandonment_rate
from joren.metrics.churn import churn_rate, customer_lifespan
from joren.metrics.cohorts import CohortRow, CohortTable, cohorts
from joren.metrics.impossible import ImpossibleError
from joren.metrics.measure import Readings, measure
from joren.metrics.movements import Movement, movements
from joren.metrics.reading import Point, Reading
from joren.metrics.repeat import days_between_orders, repeat_purchase_rate
from joren.metrics.retention import retention_rate, retention_rate_from_sets
from joren.metrics.scores import csat, nps
from joren.metrics.spending import average_order_value, customer_lifetime_value, customer_value, purchase_frequency
from joren.metrics.window import choose_window

__all__ = [
    "CohortRow",
    "CohortTable",
    "ImpossibleError",
    "Movement",
    "Point",
    "Reading",
    "Readings",
    "average_order_value",
    "cart_abandonment_rate",
    "choose_window",
    "churn_rate",
    "cohorts",
    "csat",
    "customer_lifespan",
    "customer_lifetime_value",
    "customer_value",
    "days_between_orders",
    "measure",
    "movements",
    "nps",
    "purchase_frequency",
    "repeat_purchase_rate",
    "retention_rate",
    "retention_rate_from_sets",
]
