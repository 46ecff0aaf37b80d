"""Requests that we send to addresses which people or shops gave us: only to where they may go."""

from __future__ import annotations

from joren.server.outgoing.client import check_address, guarded_client
from joren.server.outgoing.reach import Reach
from joren.server.outgoing.refusal import AddressRefusedError

__all__ = ["AddressRefusedError", "Reach", "check_address", "guarded_client"]
