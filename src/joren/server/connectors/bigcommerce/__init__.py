"""BigCommerce: REST V2 for orders and codes, V3 for the rest; webhooks that name what has to be asked for."""

from __future__ import annotations

from joren.server.connectors.bigcommerce.shop import BigCommerce

SHOP = BigCommerce()

__all__ = ["SHOP"]
