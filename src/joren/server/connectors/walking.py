"""Fetches a shop's past, page by page.

After each page that is on the disk, where the next one begins is stored: a process that is killed loses one page at
most, and its repetition changes nothing.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from joren.collector.spool.writer import SpoolBusyError
from joren.progress import Progress, silent
from joren.server.connectors import actions, queries
from joren.server.connectors.asking import StoppedError
from joren.server.connectors.errors import AccessLostError, RefusedByShopError, ShopError
from joren.server.connectors.models import BackFill, Connection
from joren.server.connectors.opening import open_api
from joren.server.connectors.shop import Api
from joren.server.ingest import way_in
from joren.server.jobs.actions import Held, LeaseLostError, hold_lease, release_lease, take_lease

#: While waiting for the shop, the lease is held this often.
_HOLD_SECONDS = 10.0


def walk(connection: Connection, stop: threading.Event, show: Progress = silent) -> bool:
    """Fetch what is planned; False when another process does, or when the shop was away and it is to be tried later.

    Raises `ShopError` once the trouble has been noted.
    """
    lease = take_lease(f"back-fill:{connection.pk}", f"{socket.gethostname()}/{os.getpid()}")
    if lease is None:
        return False
    api = open_api(connection, _waiting(lease, stop))
    try:
        for back_fill in queries.back_fills_to_do(connection):
            if api is not None:
                _walk_one(connection, back_fill, _Walk(api, lease, stop, show))
    except (StoppedError, LeaseLostError):
        return False
    else:
        return True
    finally:
        release_lease(lease)
        if api is not None:
            api.close()


@dataclass(frozen=True)
class _Walk:
    """What a walk carries."""

    api: Api
    lease: Held
    stop: threading.Event
    show: Progress


def _walk_one(connection: Connection, back_fill: BackFill, walking: _Walk) -> None:
    actions.begin_walk(back_fill)
    while True:
        if walking.stop.is_set():
            raise StoppedError
        walking.show(f"{back_fill.kind}: {back_fill.things:,}", _share(back_fill))
        try:
            page = walking.api.page(back_fill.kind, back_fill.cursor, back_fill.since)
            way_in.take_in(page.calls, origin=connection.shop)
        except (ShopError, OSError, SpoolBusyError) as error:
            actions.note_trouble(connection, error)
            stands_still = isinstance(error, AccessLostError | RefusedByShopError)
            actions.note_walk_trouble(back_fill, error, stop=stands_still)
            raise
        actions.keep_page(back_fill, page, walking.lease)
        actions.note_answer(connection)
        if page.next is None:
            return


def _waiting(lease: Held, stop: threading.Event) -> Callable[[float], bool]:
    """Waits while holding the lease; true when the process is to end."""

    def wait(seconds: float) -> bool:
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            if stop.wait(min(left, _HOLD_SECONDS)):
                return True
            hold_lease(lease)
        return False

    return wait


def _share(back_fill: BackFill) -> float | None:
    return min(1.0, back_fill.things / back_fill.total) if back_fill.total else None
