"""Lands a spool in both stores, each exactly once. `docs/algorithms/landing.md` says why it does."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from time import monotonic

import numpy as np
import pyarrow as pa

from joren.collector.spool import Record, Spool, SpoolReader
from joren.harvest import Harvest, harvest
from joren.lake import LAKE_ERRORS, EventLake, LakeBusyError
from joren.lake.columns import EVENTS
from joren.lake.trouble import in_words
from joren.server.commerce.actions import forget_visits
from joren.server.ingest.actions import cursor_of, forget_batches, land, note_lake, note_lake_trouble
from joren.server.ingest.ahead import Ahead
from joren.server.ingest.models import Batch
from joren.server.ingest.seen import DIGEST_BYTES, SeenIds, digests_of
from joren.server.jobs.actions import Held, LeaseLostError, hold_lease

log = logging.getLogger(__name__)

#: One transaction lands about this many bytes of requests: some 2,000 events, and a visitor's next page finds them.
_DATABASE_BYTES = 1024 * 1024
#: While more than that waits, larger steps: what a transaction costs by itself is shared by more.
_BACKLOG_BYTES = 8 * 1024 * 1024
#: New events wait this long for others before the lake gets a file.
_LAKE_SECONDS = 3.0
_LAKE_EVENTS = 100_000
#: More than this is not kept in memory while the lake is away: it is read from the spool again.
_MOST_WAITING = 400_000
_LAKE_PATIENCE_SECONDS = 5.0
#: So many full transactions one after the other are a backlog.
_FULL_MEANS_BEHIND = 3
_HOLD_SECONDS = 5.0
_TIDY_SECONDS = 60.0
#: So many refused events of a batch get a line in the log; the page has all.
_MOST_TOLD = 20


@dataclass(frozen=True)
class _Writing:
    """Events up to a record that a thread is writing to the lake."""

    upto: int
    done: Future[bool]


class Lander:
    """Lands one spool under one lease. `step` does a little and says whether there was anything to do."""

    def __init__(
        self,
        spool: Spool,
        lake: EventLake,
        lease: Held,
        *,
        lake_seconds: float = _LAKE_SECONDS,
        seen: SeenIds | None = None,
    ) -> None:
        self._spool, self._lake, self._lease = spool, lake, lease
        self._cursor = cursor_of(spool.id)
        self._reader, self._lake_reader = SpoolReader(spool), SpoolReader(spool)
        self._seen = seen or SeenIds()
        self._lake_seconds = lake_seconds
        self._in_lake = self._ask_lake()
        # Events that are in the database but not in the lake; None when they must be read from the spool again.
        self._waiting: list[pa.Table] | None = [] if self._in_lake == self._cursor.number else None
        self._waiting_since = self._held = self._tidied = monotonic()
        self._lake_away_until = 0.0
        self._is_behind = False
        self._full_in_a_row = 0
        self._ahead: Ahead | None = None
        self._lake_thread = ThreadPoolExecutor(1, "lake")
        self._writing: _Writing | None = None
        self._tidying: Future[None] | None = None

    def step(self) -> bool:
        """Land what is there, in the database and, when it is time, in the lake."""
        busy = self._land_in_database()
        if self._is_time_for_lake():
            busy = self._try_lake() or busy
        self._keep_up()
        return busy

    def close(self) -> None:
        """End what runs beside."""
        self._end_ahead()
        self._lake_thread.shutdown(wait=True)

    def finish(self) -> None:
        """Let the lake have what waits, before the process ends."""
        self._is_behind = False
        if self._writing is not None:
            wait([self._writing.done])
        while self._in_lake < self._cursor.number and self._try_lake():
            pass

    def _land_in_database(self) -> bool:
        after = self._cursor.number
        found = self._next_harvest(after)
        if found is None:
            return False
        fresh = land(found, self._cursor, after, self._lease, self._seen)
        _tell(found, fresh.num_rows, self._spool.id, after)
        if self._waiting is not None:
            if not self._waiting:
                self._waiting_since = monotonic()
            # After an older database was put back, the lake may be ahead.
            self._waiting.append(_after(fresh, self._in_lake))
            if sum(each.num_rows for each in self._waiting) > _MOST_WAITING:
                self._waiting = None
        return True

    def _next_harvest(self, after: int) -> Harvest | None:
        """What comes next: read here, or, while a backlog lasts, by a process that reads ahead."""
        if self._is_behind:
            self._ahead = self._ahead or Ahead(self._spool, _BACKLOG_BYTES)
            try:
                taken = self._ahead.take(after)
            except BrokenProcessPool:
                taken = None  # it was killed: what it read is read again here
            self._is_behind = taken is not None and taken[1] >= _BACKLOG_BYTES
            if taken is not None:
                return taken[0]
        self._end_ahead()
        records = self._reader.read(after, most_bytes=_DATABASE_BYTES)
        # One transaction is not yet a backlog; three of them in a row are.
        full = sum(len(each.payload) for each in records) >= _DATABASE_BYTES
        self._full_in_a_row = self._full_in_a_row + 1 if full else 0
        self._is_behind = self._full_in_a_row >= _FULL_MEANS_BEHIND
        return harvest(records, self._spool.id) if records else None

    def _end_ahead(self) -> None:
        if self._ahead is not None:
            self._ahead.close()
            self._ahead = None

    def _is_time_for_lake(self) -> bool:
        if self._tidying is not None and not self._tidying.done():
            return False
        if self._writing is not None:
            return self._writing.done.done() or not self._is_behind
        if self._in_lake >= self._cursor.number or monotonic() < self._lake_away_until:
            return False
        if self._waiting is None or sum(each.num_rows for each in self._waiting) >= _LAKE_EVENTS:
            return True
        return monotonic() - self._waiting_since >= self._lake_seconds

    def _try_lake(self) -> bool:
        """Land in the lake; when it is away, the database goes on without it, and False is returned."""
        try:
            if self._writing is not None:
                self._end_writing()
            else:
                self._begin_writing()
                if not self._is_behind:
                    self._end_writing()
        except LAKE_ERRORS as error:
            self._waiting = None
            log.error("the lake is away: %s", in_words(error))
            note_lake_trouble(self._cursor, in_words(error))
            self._lake_away_until = monotonic() + _LAKE_PATIENCE_SECONDS
            return False
        return True

    def _ask_lake(self) -> int:
        """How far the lake is; while it is away, what the database knows of it: it is asked again before writing."""
        try:
            return self._lake.landed(self._spool.id)
        except LAKE_ERRORS as error:
            log.error("the lake is away: %s", in_words(error))
            note_lake_trouble(self._cursor, in_words(error))
            return self._cursor.lake_number

    def _begin_writing(self) -> None:
        """Hand the waiting events to the thread that writes: the lake's library works outside Python's lock."""
        after, upto = self._in_lake, self._cursor.number
        if self._waiting is not None:
            events, self._waiting = pa.concat_tables([EVENTS.empty_table(), *self._waiting]), []
        else:
            events, upto = self._read_again(after)
            self._waiting = [] if upto == self._cursor.number else None
        self._waiting_since = monotonic()
        hold_lease(self._lease)
        done = self._lake_thread.submit(
            self._lake.append, events, spool=self._spool.id, after=after, upto=upto, lease=self._lease.number
        )
        self._writing = _Writing(upto, done)

    def _end_writing(self) -> None:
        """Wait for the thread, and take over what came of it."""
        writing, self._writing = self._writing, None
        if writing is None:
            return
        try:
            writing.done.result()
        except LakeBusyError as error:
            log.info("lake: %s", error)
            hold_lease(self._lease)
            self._in_lake, self._waiting = self._lake.landed(self._spool.id), None
            return
        self._in_lake = upto = writing.upto
        note_lake(self._cursor, upto)
        self._spool.delete_landed(min(upto, self._cursor.number))

    def _read_again(self, after: int) -> tuple[pa.Table, int]:
        """The new events of the next batches that the lake lacks, from the spool, and their last record.

        Which events were new stands with each batch: the answer is the one that the database acted on.
        """
        tables, events, last = [EVENTS.empty_table()], 0, after
        batches = Batch.objects.filter(cursor=self._cursor, last_record__gt=after).order_by("last_record")
        rows = batches.values_list("after_record", "last_record", "digests")
        for before, last, digests in rows.iterator(chunk_size=20):
            found = harvest(self._records(before, last), self._spool.id).events
            tables.append(_after(found.filter(_among(digests_of(found), bytes(digests))), after))
            events += tables[-1].num_rows
            if events >= _LAKE_EVENTS:
                break
        return pa.concat_tables(tables), last

    def _records(self, after: int, upto: int) -> list[Record]:
        records: list[Record] = []
        while after < upto:
            part = self._lake_reader.read(after, upto=upto)
            records += part
            after = part[-1].number
        return records

    def _keep_up(self) -> None:
        if monotonic() - self._held > _HOLD_SECONDS:
            hold_lease(self._lease)
            self._held = monotonic()
        if monotonic() - self._tidied > _TIDY_SECONDS:
            forget_batches(self._lease)
            forget_visits()
            self._tidied = monotonic()
            if self._writing is None and (self._tidying is None or self._tidying.done()):
                self._tidying = self._lake_thread.submit(self._tidy_lake)

    def _tidy_lake(self) -> None:
        """Write small files together, and delete those that nobody can be reading any more."""
        try:
            while self._lake.compact_if_due(lease=self._lease.number) is not None:
                pass
            self._lake.remove_old_files()
        except (LakeBusyError, *LAKE_ERRORS) as error:
            log.info("lake: not tidied: %s", error)


def _tell(found: Harvest, fresh: int, spool: str, after: int) -> None:
    """Log what has landed, by the records: with an event's record one finds the line, and the other way round."""
    counts = {"events": fresh, "duplicates": found.events.num_rows - fresh, "refused": len(found.refused)}
    log.info("landed records %d to %d", after + 1, found.last, extra={"spool": spool, **counts})
    for each in found.refused[:_MOST_TOLD]:
        log.info(
            "refused an event: %s at %s", each.reason.value, each.field,
            extra={"spool": spool, "record": each.record, "position": each.position},
        )  # fmt: skip


def _after(events: pa.Table, record: int) -> pa.Table:
    """The events that came with later records than `record`."""
    if not events.num_rows or events["record"][0].as_py() > record:
        return events
    return events.filter(pa.compute.greater(events["record"], record))


def _among(digests: bytes, new: bytes) -> pa.Array:
    """For each event whether it is the first with a message id that was new in its batch."""
    wanted = set(np.frombuffer(new, dtype=f"V{DIGEST_BYTES}").tolist()) if new else set()
    answer = []
    for digest in np.frombuffer(digests, dtype=f"V{DIGEST_BYTES}").tolist() if digests else []:
        answer.append(digest in wanted)
        wanted.discard(digest)
    return pa.array(answer, pa.bool_())


__all__ = ["Lander", "LeaseLostError"]
