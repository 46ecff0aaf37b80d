"""Reading any shop's order export into the canonical orders tables."""

from __future__ import annotations

from joren.orders.read import read_orders
from joren.orders.rejected import write_rejected, write_set_aside
from joren.orders.sample import sample_path
from joren.orders.table import Account, Counting, FileRead, LeftOut, Orders, Reason

__all__ = [
    "Account",
    "Counting",
    "FileRead",
    "LeftOut",
    "Orders",
    "Reason",
    "read_orders",
    "sample_path",
    "write_rejected",
    "write_set_aside",
]
