"""Who reacts to freshly landed events. Each app adds itself in its `triggers.py`, loaded when the first events land."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pyarrow as pa
from django.utils.module_loading import autodiscover_modules

#: Takes the new events of a batch, as a table with the schema `joren.lake.columns.EVENTS`.
Trigger = Callable[[pa.Table], None]

_triggers: list[Trigger] = []


def on_landed(trigger: Trigger) -> Trigger:
    """Have a function called with the new events of each batch, in the transaction that lands them.

    What it writes lands with them or not at all; what it raises stops landing. It must be quick, above all when there
    is nothing for it to do.
    """
    _triggers.append(trigger)
    return trigger


def call_triggers(events: pa.Table) -> None:
    """Call everybody who reacts. Runs in the transaction that lands the events."""
    _load()
    if events.num_rows:
        for trigger in _triggers:
            trigger(events)


@cache
def _load() -> None:
    autodiscover_modules("triggers")
