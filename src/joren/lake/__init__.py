"""The lake: Delta tables on files, the shop's history for analytics."""

from __future__ import annotations

from joren.lake.events import LAKE_ERRORS, EventLake, LakeBusyError
from joren.lake.lake import Lake

__all__ = ["LAKE_ERRORS", "EventLake", "Lake", "LakeBusyError"]
