"""Lands a spool in both stores, each exactly once. `docs/algorithms/landing.md` says why it does."""

from __future__ import annotations

import logging
from time import monotonic

from joren.collector.harvest import harvest
from joren.collector.spool import Spool, SpoolReader
from joren.events import Event
from joren.lake import LAKE_ERRORS, EventLake, LakeBusyError
from joren.lake.trouble import in_words
from joren.server.ingest.actions import cursor_of, forget_seen, fresh_events, land, note_lake, note_lake_trouble
from joren.server.jobs.actions import Held, LeaseLostError, hold_lease

log = logging.getLogger(__name__)

#: One transaction lands about this many bytes of requests: some 2,000 events, well under 100 ms of writing.
_DATABASE_BYTES = 1024 * 1024
#: The lake catches up in larger steps, since each makes a file.
_LAKE_BYTES = 8 * 1024 * 1024
#: New events wait this long for others before the lake gets a file.
_LAKE_SECONDS = 3.0
_LAKE_EVENTS = 20_000
#: More than this is not kept in memory while the lake is away: it is read from the spool again.
_MOST_WAITING = 100_000
_LAKE_PATIENCE_SECONDS = 5.0
_HOLD_SECONDS = 5.0
_TIDY_SECONDS = 60.0


class Lander:
    """Lands one spool under one lease. `step` does a little and says whether there was anything to do."""

    def __init__(self, spool: Spool, lake: EventLake, lease: Held, *, lake_seconds: float = _LAKE_SECONDS) -> None:
        self._spool, self._lake, self._lease = spool, lake, lease
        self._cursor = cursor_of(spool.id)
        self._reader, self._lake_reader = SpoolReader(spool), SpoolReader(spool)
        self._lake_seconds = lake_seconds
        self._in_lake = self._ask_lake()
        # Events that are in the database but not in the lake; None when they must be read from the spool again.
        self._waiting: list[Event] | None = [] if self._in_lake == self._cursor.number else None
        self._waiting_since = self._held = self._tidied = monotonic()
        self._lake_away_until = 0.0

    def step(self) -> bool:
        """Land what is there, in the database and, when it is time, in the lake."""
        busy = self._land_in_database()
        if self._is_time_for_lake():
            busy = self._try_lake() or busy
        self._keep_up()
        return busy

    def finish(self) -> None:
        """Let the lake have what waits, before the process ends."""
        while self._in_lake < self._cursor.number and self._try_lake():
            pass

    def _land_in_database(self) -> bool:
        after = self._cursor.number
        records = self._reader.read(after, most_bytes=_DATABASE_BYTES)
        if not records:
            return False
        fresh = land(harvest(records, self._spool.id), self._cursor, after, self._lease)
        if self._waiting is not None:
            if not self._waiting:
                self._waiting_since = monotonic()
            # After an older database was put back, the lake may be ahead.
            self._waiting += [event for event in fresh if event.record > self._in_lake]
            if len(self._waiting) > _MOST_WAITING:
                self._waiting = None
        return True

    def _is_time_for_lake(self) -> bool:
        if self._in_lake >= self._cursor.number or monotonic() < self._lake_away_until:
            return False
        if self._waiting is None or len(self._waiting) >= _LAKE_EVENTS:
            return True
        return monotonic() - self._waiting_since >= self._lake_seconds

    def _try_lake(self) -> bool:
        """Land in the lake; when it is away, the database goes on without it, and False is returned."""
        try:
            self._land_in_lake()
        except LAKE_ERRORS as error:
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

    def _land_in_lake(self) -> None:
        after, upto = self._in_lake, self._cursor.number
        events = self._waiting
        if events is None:
            records = self._lake_reader.read(after, most_bytes=_LAKE_BYTES, upto=upto)
            found = harvest(records, self._spool.id)
            events, upto = fresh_events(found.events, self._cursor), found.last
        hold_lease(self._lease)
        try:
            self._lake.append(events, spool=self._spool.id, after=after, upto=upto, lease=self._lease.number)
        except LakeBusyError as error:
            log.info("lake: %s", error)
            hold_lease(self._lease)
            self._in_lake, self._waiting = self._lake.landed(self._spool.id), None
            return
        self._in_lake = upto
        self._waiting = [] if upto == self._cursor.number else None
        self._waiting_since = monotonic()
        note_lake(self._cursor, upto)
        self._spool.delete_landed(min(upto, self._cursor.number))

    def _keep_up(self) -> None:
        if monotonic() - self._held > _HOLD_SECONDS:
            hold_lease(self._lease)
            self._held = monotonic()
        if monotonic() - self._tidied > _TIDY_SECONDS:
            forget_seen(self._cursor, self._lease)
            self._tidied = monotonic()


__all__ = ["Lander", "LeaseLostError"]
