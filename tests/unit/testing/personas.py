"""The personas of the capability list (3.5), read off events alone; who owns which device is given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any

_WINDOW, _SESSION_GAP, _ENGAGED = timedelta(days=30), timedelta(minutes=30), timedelta(seconds=10)
Event = tuple[datetime, str, dict[str, Any]]


def personas(calls: Iterable[dict[str, Any]], owner: dict[str, int]) -> dict[int, str]:
    """The persona of each person, in the 30 days up to their last visit where the definition has a window."""
    events: dict[int, list[Event]] = defaultdict(list)
    for call in calls:
        who = owner.get(call.get("anonymousId", ""))
        if who is not None and call["type"] != "identify":
            name = call.get("event", "Page Viewed")
            events[who].append((datetime.fromisoformat(call["timestamp"]), name, call["properties"]))
    firsts = {who: _orders(told)[0] for who, told in events.items() if _orders(told)}
    middle = median(firsts.values())
    return {who: _persona(told, middle) for who, told in events.items()}


def _orders(events: Sequence[Event]) -> list[float]:
    return [told["revenue"] for _, name, told in events if name == "Order Completed"]


def _persona(events: Sequence[Event], middle: float) -> str:
    orders = _orders(events)
    if len(orders) > 1:
        return "repeat_buyer"
    if orders:
        return "one_time_buyer_low" if orders[0] <= middle else "one_time_buyer_high"
    recent = [event for event in events if event[0] > events[-1][0] - _WINDOW]
    if any(name == "Cart Updated" for _, name, _ in recent):
        return "cart_abandoner"
    if sum(name == "Product Viewed" for _, name, _ in recent) >= 2:
        return "passive_browser"
    return "none" if any(map(_is_engaged, _sessions(recent))) else "bouncer"


def _sessions(events: Sequence[Event]) -> list[list[Event]]:
    sessions: list[list[Event]] = []
    for event in events:
        if not sessions or event[0] - sessions[-1][-1][0] > _SESSION_GAP:
            sessions.append([])
        sessions[-1].append(event)
    return sessions


def _is_engaged(session: Sequence[Event]) -> bool:
    return session[-1][0] - session[0][0] > _ENGAGED or sum("View" in name for _, name, _ in session) > 1
