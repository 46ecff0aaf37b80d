"""Metrics of retention and conversion: each is one function on plain numbers.

`measure` reads those of retention off a shop's orders; `visit_figures`, `landing_pages`, `funnels`, `cart_figures` and
`source_mix` read those of visits off its events.
"""

from __future__ import annotations

from joren.metrics.abandonment import cart_abandonment_rate
from joren.metrics.carts import CartFigures, cart_figures
from joren.metrics.channels import ChannelFigures, source_mix
from joren.metrics.churn import churn_rate, customer_lifespan
from joren.metrics.cohorts import CohortRow, CohortTable, cohorts
from joren.metrics.conversion import (
    VisitDay,
    VisitFigures,
    bounce_rate,
    conversion_rate,
    visit_days,
    visit_figures,
)
from joren.metrics.funnel import Funnel, FunnelStep, funnels
from joren.metrics.impossible import ImpossibleError
from joren.metrics.landing import LandingPage, landing_pages
from joren.metrics.measure import Readings, measure
from joren.metrics.movements import Movement, movements
from joren.metrics.reading import Point, Reading
from joren.metrics.repeat import days_between_orders, repeat_purchase_rate
from joren.metrics.retention import retention_rate, retention_rate_from_sets
from joren.metrics.scores import csat, nps
from joren.metrics.spending import average_order_value, customer_lifetime_value, customer_value, purchase_frequency
from joren.metrics.window import choose_window

__all__ = [
    "CartFigures",
    "ChannelFigures",
    "CohortRow",
    "CohortTable",
    "Funnel",
    "FunnelStep",
    "ImpossibleError",
    "LandingPage",
    "Movement",
    "Point",
    "Reading",
    "Readings",
    "VisitDay",
    "VisitFigures",
    "average_order_value",
    "bounce_rate",
    "cart_abandonment_rate",
    "cart_figures",
    "choose_window",
    "churn_rate",
    "cohorts",
    "conversion_rate",
    "csat",
    "customer_lifespan",
    "customer_lifetime_value",
    "customer_value",
    "days_between_orders",
    "funnels",
    "landing_pages",
    "measure",
    "movements",
    "nps",
    "purchase_frequency",
    "repeat_purchase_rate",
    "retention_rate",
    "retention_rate_from_sets",
    "source_mix",
    "visit_days",
    "visit_figures",
]
