"""The lake: Delta tables on files, the shop's history for analytics."""

from __future__ import annotations

from joren.lake.events import LAKE_ERRORS, EventLake, LakeBusyError
from joren.lake.lake import Lake
from joren.lake.place import Place, Storage

__all__ = ["LAKE_ERRORS", "EventLake", "Lake", "LakeBusyError", "Place", "Storage"]
