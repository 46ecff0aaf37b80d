"""The work of landing, for ever: with patience when a store is away, at once when there is something to do."""

from __future__ import annotations

import logging
import os
import socket
import threading

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from joren.collector.spool import Spool, SpoolError
from joren.lake import LAKE_ERRORS, EventLake
from joren.server.ingest.actions import cursor_of, note_trouble
from joren.server.ingest.landing import Lander
from joren.server.jobs.actions import Held, LeaseLostError, release_lease, take_lease
from joren.server.settings.lake import lake_place
from joren.server.settings.options import Options

log = logging.getLogger(__name__)

_IDLE_SECONDS = 0.05
_IDLE_LONG_SECONDS = 0.25
_PATIENCE_SECONDS = (0.2, 1.0, 2.0, 5.0)


def land_spool(options: Options, stop: threading.Event) -> None:
    """Land this machine's spool until `stop` is set."""
    spool = Spool.at(options.spool)
    lock = spool.lock("landing")  # the system says that whoever landed here before has ended
    failures = 0
    try:
        while not stop.is_set():
            try:
                _land_until_trouble(spool, options, stop)
                return
            except LeaseLostError:
                log.warning("landing: the lease was lost; taking it again")
            except (DatabaseError, SpoolError, *LAKE_ERRORS) as error:
                failures += 1
                _say(spool, error)
                connection.close()
                stop.wait(_PATIENCE_SECONDS[min(failures, len(_PATIENCE_SECONDS)) - 1])
    finally:
        os.close(lock)


def _land_until_trouble(spool: Spool, options: Options, stop: threading.Event) -> None:
    lease = _lease(spool)
    lander = Lander(spool, EventLake(lake_place(options)), lease)
    idle = _IDLE_SECONDS
    while not stop.is_set():
        idle = _IDLE_SECONDS if lander.step() else min(idle * 1.2, _IDLE_LONG_SECONDS)
        if idle > _IDLE_SECONDS:
            stop.wait(idle)
    lander.finish()
    release_lease(lease)


def _lease(spool: Spool) -> Held:
    holder = f"{socket.gethostname()}/{os.getpid()}"
    held = take_lease(f"landing:{spool.id}", holder, former_is_gone=True)
    if held is None:
        raise LeaseLostError
    return held


def _say(spool: Spool, error: Exception) -> None:
    log.error("landing stands still: %s: %s", type(error).__name__, error)
    try:
        close_old_connections()
        note_trouble(cursor_of(spool.id), f"{type(error).__name__}: {error}")
    except DatabaseError:
        pass  # it is the database that is away: the log has said so
