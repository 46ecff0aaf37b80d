"""Writes records and says when they are on the disk. Many requests share one sync (group commit)."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from joren.collector.spool.disk import Disk
from joren.collector.spool.folder import Segment, Spool, marked
from joren.collector.spool.record import HEADER, head_of
from joren.collector.spool.recovery import recover

log = logging.getLogger(__name__)

SEGMENT_BYTES = 64 * 1024 * 1024
#: What may wait for the disk before new requests are turned away.
WAITING_BYTES = 64 * 1024 * 1024
#: One sync is shared by at most this many bytes, so that the first of them does not wait long.
_GROUP_BYTES = 8 * 1024 * 1024

#: Called from the writer's thread when a group is on the disk (None), or could not be written (why).
Done = Callable[[Sequence[object], OSError | None], None]


class SpoolBusyError(Exception):
    """More waits for the disk than may wait."""


class SpoolWriter:
    """The only writer of a spool. `append` may be called from one thread; `done` is called from another."""

    def __init__(
        self, spool: Spool, done: Done, *, disk: Disk | None = None, segment_bytes: int = SEGMENT_BYTES
    ) -> None:
        self.spool = spool
        self._done = done
        self._disk = disk or Disk()
        self._segment_bytes = segment_bytes
        self._lock = spool.lock("writing")
        self._mark = os.open(spool.folder / "synced", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        recovered = recover(spool, self._disk)
        self.last = recovered.last
        self._segment: Segment | None = recovered.segment
        self._size = recovered.size
        self._fd = self._disk.open_append(recovered.segment.path) if recovered.segment else -1
        self._publish()
        self._queue: SimpleQueue[tuple[bytes, object] | None] = SimpleQueue()
        # Two counters with one writer each need no lock.
        self._taken_bytes = 0
        self._settled_bytes = 0
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)
        self._thread.start()

    def append(self, payload: bytes, ticket: object) -> None:
        """Hand a payload over; `done` is told about its ticket. Raises `SpoolBusyError` when too much is waiting."""
        if self._taken_bytes - self._settled_bytes > WAITING_BYTES:
            raise SpoolBusyError
        self._taken_bytes += len(payload)
        self._queue.put((payload, ticket))

    def close(self) -> None:
        """Write what waits, and stop."""
        self._queue.put(None)
        self._thread.join()
        for fd in (self._fd, self._mark, self._lock):
            if fd >= 0:
                os.close(fd)

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            payloads = [payload for payload, _ in group]
            error: OSError | None = None
            try:
                self._commit(payloads)
            except OSError as failure:
                error = failure
                log.error("spool: cannot write: %s", failure)
                self._abandon()
            self._settled_bytes += sum(map(len, payloads))
            self._done([ticket for _, ticket in group], error)

    def _next_group(self) -> list[tuple[bytes, object]] | None:
        """Everything that waits, once anything does; None at the end."""
        first = self._queue.get()
        if first is None:
            return None
        group, size = [first], len(first[0])
        while size < _GROUP_BYTES:
            try:
                more = self._queue.get_nowait()
            except Empty:
                break
            if more is None:
                self._queue.put(None)
                break
            group.append(more)
            size += len(more[0])
        return group

    def _commit(self, payloads: Sequence[bytes]) -> None:
        """Put a group on the disk: all of it, or an `OSError` and none of it."""
        if self._fd < 0 or self._size >= self._segment_bytes:
            self._begin_segment()
        buffers: list[bytes] = []
        number, size = self.last, 0
        for payload in payloads:
            number += 1
            head = head_of(number, payload)
            buffers += (head, payload)
            size += len(head) + len(payload)
        self._disk.write(self._fd, buffers)
        self._disk.sync(self._fd)
        self.last, self._size = number, self._size + size
        self._publish()

    def _begin_segment(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
        first = self.last + 1
        path = self.spool.segment_path(first)
        path.unlink(missing_ok=True)  # left by an attempt that failed before its first record was on the disk
        fd = self._disk.open_append(path)
        try:
            self._disk.write(fd, [HEADER])
            self._disk.sync(fd)
            self._disk.sync_folder(self.spool.folder)
        except OSError:
            os.close(fd)
            raise
        self._fd, self._segment, self._size = fd, Segment(path, first), len(HEADER)

    def _abandon(self) -> None:
        """After a failure nobody knows what the file holds (a second sync may lie): go on in a new segment.

        What the failed group left is cut off; where that fails too, readers stop at the next segment's first number.
        """
        if self._fd < 0 or self._segment is None:
            return
        os.close(self._fd)
        self._fd = -1
        try:
            self._disk.truncate(self._segment.path, self._size)
        except OSError as error:
            log.error("spool: cannot cut %s: %s", self._segment.path.name, error)

    def _publish(self) -> None:
        """Let readers know how far they may read. It needs no sync: it only ever says less than the disk holds."""
        os.pwrite(self._mark, marked(self.last), 0)
