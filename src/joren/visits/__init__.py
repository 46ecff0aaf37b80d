"""What people did in the shop: events read from anywhere, the visits they make, and where those came from."""

from __future__ import annotations

from joren.visits.carts import carts
from joren.visits.read import read_events
from joren.visits.sessions import orders_placed, sessions
from joren.visits.table import EventAccount, Events

__all__ = ["EventAccount", "Events", "carts", "orders_placed", "read_events", "sessions"]
