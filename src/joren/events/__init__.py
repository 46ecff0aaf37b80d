"""The vocabulary of what happens in a shop: names, one event, what an event may hold. Standard library only."""

from __future__ import annotations

from joren.events.event import Event
from joren.events.names import CALLS, Call, canonical_name
from joren.events.refusal import Reason, RefusedError

__all__ = ["CALLS", "Call", "Event", "Reason", "RefusedError", "canonical_name"]
