"""Any shop that can sign a request: the documented way for programs that have no connector of their own."""

from __future__ import annotations

from joren.server.connectors.generic.shop import Generic

SHOP = Generic()

__all__ = ["SHOP"]
