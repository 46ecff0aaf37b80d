"""Which events this reacts to: those that somebody outside wants to be told of."""

from __future__ import annotations

from joren.server.ingest.triggers import on_landed
from joren.server.webhooks.actions import enqueue

on_landed(enqueue)
