"""Joren: who stays with a shop, who is leaving, what each is worth, and what to do about it.

    import joren

    orders = joren.read_orders("orders.csv")
    report = joren.Report(orders)
    report.to_html("report.html")

Everything named here is loaded when it is first used, so that a command that only prints its help starts at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

__all__ = [
    "Events",
    "JorenError",
    "Orders",
    "Report",
    "clv",
    "journeys",
    "metrics",
    "read_events",
    "read_orders",
    "segments",
]

if TYPE_CHECKING:
    from joren import clv as clv
    from joren import journeys as journeys
    from joren import metrics as metrics
    from joren import segments as segments
    from joren.errors import JorenError as JorenError
    from joren.orders import Orders as Orders
    from joren.orders import read_orders as read_orders
    from joren.report import Report as Report
    from joren.visits import Events as Events
    from joren.visits import read_events as read_events

_PARTS = {"clv", "journeys", "metrics", "segments"}
_NAMES = {
    "Events": "joren.visits",
    "JorenError": "joren.errors",
    "Orders": "joren.orders",
    "Report": "joren.report",
    "read_events": "joren.visits",
    "read_orders": "joren.orders",
}


def __getattr__(name: str) -> Any:
    if name in _PARTS:
        return importlib.import_module(f"joren.{name}")
    if name in _NAMES:
        return getattr(importlib.import_module(_NAMES[name]), name)
    raise AttributeError(f"module 'joren' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
