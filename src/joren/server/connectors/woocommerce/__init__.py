"""WooCommerce: its REST API v3 and its webhooks, which have the same shapes."""

from __future__ import annotations

from joren.server.connectors.woocommerce.shop import WooCommerce

SHOP = WooCommerce()

__all__ = ["SHOP"]
