"""The work of landing, for ever: with patience when a store is away, at once when there is something to do."""

from __future__ import annotations

import logging
import os
import socket
import threading
from dataclasses import dataclass, field
from time import monotonic

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from joren.collector.spool import Spool, SpoolError
from joren.lake import LAKE_ERRORS, Lake
from joren.lake.trouble import in_words
from joren.server.ingest.actions import cursor_of, note_mirror_trouble, note_trouble
from joren.server.ingest.landing import Lander
from joren.server.ingest.mirror import Mirror
from joren.server.ingest.queries import spools
from joren.server.ingest.seen import SeenIds
from joren.server.jobs.actions import Held, LeaseLostError, hold_lease, release_lease, take_lease
from joren.server.settings.lake import lake_place
from joren.server.settings.options import Options

log = logging.getLogger(__name__)

_IDLE_SECONDS = 0.05
_IDLE_LONG_SECONDS = 0.25
_PATIENCE_SECONDS = (0.2, 1.0, 2.0, 5.0)
_LOOK_FOR_SPOOLS_SECONDS = 1.0
_MIRROR_SECONDS = 2.0
_TIDY_SECONDS = 60.0
_TROUBLES = (DatabaseError, SpoolError, *LAKE_ERRORS)


def land_spools(options: Options, stop: threading.Event) -> None:
    """Land every spool of this machine until `stop` is set: the front's, and those of processes inside."""
    seen = SeenIds()
    found: dict[str, _Landing] = {}
    looked, idle = 0.0, _IDLE_SECONDS
    try:
        while not stop.is_set():
            if monotonic() - looked > _LOOK_FOR_SPOOLS_SECONDS:
                looked = monotonic()
                for spool in spools(options):
                    if spool.id not in found:
                        found[spool.id] = _Landing(spool, options, seen)
            busy = [each.step() for each in found.values()]
            idle = _IDLE_SECONDS if any(busy) else min(idle * 1.2, _IDLE_LONG_SECONDS)
            if idle > _IDLE_SECONDS:
                stop.wait(idle)
    finally:
        for each in found.values():
            each.close()


@dataclass
class _Landing:
    """One spool, and how its landing goes."""

    spool: Spool
    options: Options
    seen: SeenIds
    lander: Lander | None = None
    lease: Held | None = None
    failures: int = 0
    wait_until: float = 0.0
    lock: int = field(init=False)

    def __post_init__(self) -> None:
        self.lock = self.spool.lock("landing")  # the system says that whoever landed here before has ended

    def step(self) -> bool:
        """Do a little; returns whether there was anything to do."""
        if monotonic() < self.wait_until:
            return False
        try:
            if self.lander is None:
                self._begin()
            busy = self.lander is not None and self.lander.step()
        except LeaseLostError:
            log.warning("landing: the lease was lost; taking it again")
            self._let_go()
            return True
        except _TROUBLES as error:
            self._say(error)
            return False
        self.failures = 0
        return busy

    def close(self) -> None:
        """Let the lake have what waits, and others the spool."""
        try:
            if self.lander is not None and self.lease is not None:
                self.lander.finish()
                release_lease(self.lease)
        except (LeaseLostError, *_TROUBLES) as error:
            log.warning("landing: %s", error)
        self._let_go()
        os.close(self.lock)

    def _let_go(self) -> None:
        if self.lander is not None:
            self.lander.close()
            self.lander = None

    def _begin(self) -> None:
        self.lease = take_lease(f"landing:{self.spool.id}", _holder(), former_is_gone=True)
        if self.lease is None:
            raise LeaseLostError
        self.lander = Lander(self.spool, Lake(lake_place(self.options)).events, self.lease, seen=self.seen)

    def _say(self, error: Exception) -> None:
        log.error("landing stands still: %s", in_words(error))
        self._let_go()
        self.wait_until = monotonic() + _PATIENCE_SECONDS[min(self.failures, len(_PATIENCE_SECONDS) - 1)]
        self.failures += 1
        try:
            close_old_connections()
            note_trouble(cursor_of(self.spool.id), in_words(error))
        except DatabaseError:
            pass  # it is the database that is away: the log has said so
        connection.close()


def mirror_present(options: Options, stop: threading.Event) -> None:
    """Keep the lake's mirror in step until `stop` is set. One process of all does it: the others wait for its lease."""
    failures = 0
    while not stop.is_set():
        try:
            lease = take_lease("mirror", _holder())
            if lease is not None:
                _mirror_until_trouble(Mirror(Lake(lake_place(options)), lease), lease, stop)
                failures = 0
        except LeaseLostError:
            log.info("mirror: another process does it now")
        except _TROUBLES as error:
            log.error("the mirror stands still: %s", in_words(error))
            _say_of_mirror(error)
            stop.wait(_PATIENCE_SECONDS[min(failures, len(_PATIENCE_SECONDS) - 1)])
            failures += 1
        stop.wait(_MIRROR_SECONDS)
    connection.close()


def _mirror_until_trouble(mirror: Mirror, lease: Held, stop: threading.Event) -> None:
    tidied = monotonic()
    while not stop.is_set():
        if not mirror.step():
            hold_lease(lease)
            if monotonic() - tidied > _TIDY_SECONDS:
                mirror.tidy()
                tidied = monotonic()
            stop.wait(_MIRROR_SECONDS)
    while mirror.step():
        pass
    release_lease(lease)


def _say_of_mirror(error: Exception) -> None:
    try:
        close_old_connections()
        note_mirror_trouble(in_words(error))
    except DatabaseError:
        pass
    connection.close()


def _holder() -> str:
    return f"{socket.gethostname()}/{os.getpid()}"
