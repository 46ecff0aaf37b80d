"""Which message ids have landed: remembered on disk with each batch, looked up in memory.

A table with a row per id would cost a random page of the database per event, some ten times what everything else costs.
"""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from joren.server import clock
from joren.server.ingest.models import Batch

#: Duplicates are dropped for at least seven days; one more covers a day's edges.
REMEMBER_DAYS = 8
DIGEST_BYTES = 16

_Digests = npt.NDArray[np.uint64]
"""Shape (n, 2): the two halves of each digest."""


def digests_of(events: pa.Table) -> bytes:
    """The digests of the events' message ids, one after the other."""
    return b"".join(
        [blake2b(each.encode(), digest_size=DIGEST_BYTES).digest() for each in events.column("message_id").to_pylist()]
    )


class SeenIds:
    """The message ids of the last days, by the day on which they were taken in; `catch_up` reads other processes'."""

    def __init__(self) -> None:
        self._days: dict[date, _Runs] = {}
        self._batch = 0

    def catch_up(self) -> None:
        """Read what has landed since the last look, here or elsewhere. Inside a transaction that has its turn."""
        begin = clock.now() - timedelta(days=REMEMBER_DAYS)
        rows = Batch.objects.filter(number__gt=self._batch, received_at__gte=begin).order_by("number")
        for number, received_at, digests in rows.values_list("number", "received_at", "digests").iterator():
            self.add(number, received_at.date(), bytes(digests))

    def add(self, batch: int, day: date, digests: bytes) -> None:
        """Remember what a batch landed."""
        self._batch = max(self._batch, batch)
        self._days.setdefault(day, _Runs()).add(_halves(digests))
        oldest = (clock.now() - timedelta(days=REMEMBER_DAYS + 1)).date()
        for gone in [each for each in self._days if each < oldest]:
            del self._days[gone]

    def new(self, digests: bytes) -> npt.NDArray[np.bool_]:
        """For each digest whether it is the first: not seen before, and not earlier in the same run."""
        asked = _halves(digests)
        is_new = _firsts(asked)
        for runs in self._days.values():
            runs.strike(asked, is_new)
        return is_new


class _Runs:
    """Sorted runs of digests. Runs of like size are merged, so that there are few."""

    def __init__(self) -> None:
        self._runs: list[_Digests] = []

    def add(self, digests: _Digests) -> None:
        if not len(digests):
            return
        run = _sorted(digests)
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            run = _sorted(np.concatenate([self._runs.pop(), run]))
        self._runs.append(run)

    def strike(self, asked: _Digests, is_new: npt.NDArray[np.bool_]) -> None:
        """Mark those that are here as not new."""
        for run in self._runs:
            place = np.searchsorted(run[:, 0], asked[:, 0])
            place[place == len(run)] = 0
            hit = (run[place, 0] == asked[:, 0]) & is_new
            for each in np.flatnonzero(hit):  # few: the halves of two ids hardly ever agree by chance
                if _holds(run, int(place[each]), asked[each]):
                    is_new[each] = False


def _halves(digests: bytes) -> _Digests:
    return np.frombuffer(digests, dtype="<u8").reshape(-1, 2)


def _sorted(digests: _Digests) -> _Digests:
    return digests[np.argsort(digests[:, 0], kind="stable")]


def _firsts(asked: _Digests) -> npt.NDArray[np.bool_]:
    """Whether each is the first of its kind in the run."""
    order = np.lexsort((np.arange(len(asked)), asked[:, 1], asked[:, 0]))
    ranked = asked[order]
    first = np.ones(len(asked), dtype=np.bool_)
    first[1:] = (ranked[1:] != ranked[:-1]).any(axis=1)
    answer = np.empty(len(asked), dtype=np.bool_)
    answer[order] = first
    return answer


def _holds(run: _Digests, place: int, digest: npt.NDArray[np.uint64]) -> bool:
    while place < len(run) and run[place, 0] == digest[0]:
        if run[place, 1] == digest[1]:
            return True
        place += 1
    return False
