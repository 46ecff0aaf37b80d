"""Takes calls in from inside the program (shop webhooks, imports, back-fills), as the collector does from outside.

They go the same road: onto a spool of the process's own, from which the worker lands them.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from joren.clock import Clock
from joren.collector.request_id import current, new_id
from joren.collector.spool import Spool, SpoolError, SpoolWriter, Taken
from joren.collector.spool.record import microseconds
from joren.events.limits import BATCH_BYTES

#: Where the spools of the processes inside lie, in the folder of the front's.
INSIDE = "inside"

#: Payloads that wait for the disk together: far less than a spool lets wait.
_AT_ONCE = 32

_encode_json = msgspec.json.Encoder().encode
_encode = msgspec.msgpack.Encoder().encode


class Intake:
    """One process's way in. May be used from several threads."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """`folder` is the front's spool. The first of the numbered spools in it that nobody else writes is taken."""
        self._clock = clock
        self._appending = threading.Lock()
        self._writer = _first_free(folder / INSIDE)

    def take_in(self, calls: Sequence[Mapping[str, Any]], *, origin: str) -> None:
        """Return when these calls are on the disk and will land; `origin` stands where a write key's name does.

        The calls have the shape of the Segment specification. Give each a `messageId` made of what it tells of, so that
        taking the same in again changes nothing. Raises `OSError` when they could not be kept: none of them counts as
        taken in then.
        """
        bodies, request = _bodies(calls), current.get() or new_id()
        while some := list(itertools.islice(bodies, _AT_ONCE)):
            self._keep(
                [_encode(Taken("batch", microseconds(self._clock.now()), origin, body, request)) for body in some]
            )

    def close(self) -> None:
        """Write what waits, and let another process have the spool."""
        self._writer.close()

    def _keep(self, payloads: Sequence[bytes]) -> None:
        tickets = [_Kept() for _ in payloads]
        with self._appending:
            for payload, ticket in zip(payloads, tickets, strict=True):
                self._writer.append(payload, ticket)
        for ticket in tickets:
            ticket.wait()


class _Kept:
    """The ticket of one payload."""

    def __init__(self) -> None:
        self._settled = threading.Event()
        self._error: OSError | None = None

    def settle(self, error: OSError | None) -> None:
        self._error = error
        self._settled.set()

    def wait(self) -> None:
        self._settled.wait()
        if self._error is not None:
            raise self._error


def _settled(tickets: Sequence[object], error: OSError | None) -> None:
    for each in tickets:
        if isinstance(each, _Kept):
            each.settle(error)


def _first_free(folder: Path) -> SpoolWriter:
    for number in itertools.count(1):
        try:
            return SpoolWriter(Spool.at(folder / str(number)), _settled)
        except SpoolError as error:
            if error.code != "spool.locked":
                raise
    raise AssertionError  # the numbers do not end


def _bodies(calls: Sequence[Mapping[str, Any]]) -> Iterator[bytes]:
    """Batches of at most the size that a request may have; a call larger than that goes alone and is judged later."""
    batch: list[msgspec.Raw] = []
    size = 0
    for call in calls:
        raw = _encode_json(call)
        if batch and size + len(raw) > BATCH_BYTES // 2:
            yield _encode_json({"batch": batch})
            batch, size = [], 0
        batch.append(msgspec.Raw(raw))
        size += len(raw)
    if batch:
        yield _encode_json({"batch": batch})
