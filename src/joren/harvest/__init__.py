"""From the spool's records to rows of the lake, and to what cannot be used with the reason."""

from __future__ import annotations

from joren.harvest.read import Harvest, Refused, harvest

__all__ = ["Harvest", "Refused", "harvest"]
