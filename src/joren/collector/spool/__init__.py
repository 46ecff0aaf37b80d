"""The spool: what was taken in, on disk, until it has landed. `docs/algorithms/landing.md` says how it works."""

from __future__ import annotations

from joren.collector.spool.folder import Spool, SpoolError
from joren.collector.spool.reader import SpoolReader
from joren.collector.spool.record import Record, Taken
from joren.collector.spool.writer import SpoolWriter

__all__ = ["Record", "Spool", "SpoolError", "SpoolReader", "SpoolWriter", "Taken"]
