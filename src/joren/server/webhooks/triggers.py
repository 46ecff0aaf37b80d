"""Which events this reacts to: those that somebody outside wants to be told of."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from joren.lake.rows import events_of
from joren.server.ingest.triggers import on_landed
from joren.server.webhooks.actions import enqueue
from joren.server.webhooks.content import matches
from joren.server.webhooks.queries import wanted


@on_landed
def tell(events: pa.Table) -> None:
    """Put those that somebody wants on their way. One question when nobody wants any."""
    patterns = wanted()
    if not patterns:
        return
    names = [name for name in pc.unique(events["name"]).to_pylist() if matches(patterns, name)]
    if names:
        enqueue(events_of(events.filter(pc.is_in(events["name"], pa.array(names)))))
