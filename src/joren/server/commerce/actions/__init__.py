"""The only writers of orders, carts, products, codes and visits: they write what a whole batch of events says."""

from __future__ import annotations

from joren.server.commerce.actions.carts import record_carts
from joren.server.commerce.actions.catalogue import record_catalogue
from joren.server.commerce.actions.coupons import record_coupons
from joren.server.commerce.actions.orders import record_orders
from joren.server.commerce.actions.visits import forget_visits, record_visits

__all__ = ["forget_visits", "record_carts", "record_catalogue", "record_coupons", "record_orders", "record_visits"]
