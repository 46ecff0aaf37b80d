"""A shop that never was, whose truth is known: `Shop(seed=1, customers=2000, days=730)`."""

from __future__ import annotations

from joren.testing.shop.settings import Settings, Shares
from joren.testing.shop.shop import Shop
from joren.testing.shop.walker import walk

__all__ = ["Settings", "Shares", "Shop", "walk"]
