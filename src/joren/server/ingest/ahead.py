"""Reads records ahead in a process of its own while a backlog lasts: reading costs as much as landing does."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from joren.collector.spool import Spool, SpoolReader
from joren.harvest import Harvest, Refused, harvest
from joren.server.parent import leave_with_parent


@dataclass(frozen=True)
class _Sent:
    """A harvest as it travels between processes."""

    events: bytes
    refused: list[Refused]
    last: int
    last_received_at: datetime | None
    payload_bytes: int


class Ahead:
    """Harvests of one spool, each begun before it is asked for."""

    def __init__(self, spool: Spool, most_bytes: int) -> None:
        self._spool, self._most = spool, most_bytes
        self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), leave_with_parent)
        self._coming: tuple[int, Future[_Sent | None]] | None = None

    def take(self, after: int) -> tuple[Harvest, int] | None:
        """The harvest of the records after `after`, and their bytes; None when there are none. The next is begun.

        Raises `BrokenProcessPool` when the process was killed.
        """
        coming = self._coming
        if coming is None or coming[0] != after:
            coming = (after, self._begin(after))
        self._coming = None
        sent = coming[1].result()
        if sent is None:
            return None
        self._coming = (sent.last, self._begin(sent.last))
        with pa.ipc.open_stream(sent.events) as stream:
            events = stream.read_all()
        return Harvest(events, sent.refused, sent.last, sent.last_received_at), sent.payload_bytes

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _begin(self, after: int) -> Future[_Sent | None]:
        return self._pool.submit(_harvest_after, self._spool, after, self._most)


_readers: dict[str, SpoolReader] = {}
"""In the process that reads: where each spool's last reading stopped."""


def _harvest_after(spool: Spool, after: int, most_bytes: int) -> _Sent | None:
    reader = _readers.setdefault(spool.id, SpoolReader(spool))
    records = reader.read(after, most_bytes=most_bytes)
    if not records:
        return None
    found = harvest(records, spool.id)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, found.events.schema) as stream:
        stream.write_table(found.events)
    size = sum(len(each.payload) for each in records)
    return _Sent(sink.getvalue().to_pybytes(), found.refused, found.last, found.last_received_at, size)
