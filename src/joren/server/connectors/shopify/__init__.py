"""Shopify: webhooks of the Admin API, and its GraphQL for everything else (the REST API is Shopify's past)."""

from __future__ import annotations

from joren.server.connectors.shopify.shop import Shopify

SHOP = Shopify()

__all__ = ["SHOP"]
