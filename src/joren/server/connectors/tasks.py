"""The work for connected shops, for ever: fetch what webhooks named, and fetch the past."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import Error as DatabaseError
from django.db import connection as database
from django.db.models import Max

from joren.collector.spool.writer import SpoolBusyError
from joren.errors import JorenError
from joren.server import clock
from joren.server.connectors import actions, queries
from joren.server.connectors.asking import StoppedError
from joren.server.connectors.errors import AccessLostError, RefusedByShopError
from joren.server.connectors.models import Connection, Fetch, Progress
from joren.server.connectors.opening import open_api
from joren.server.connectors.shop import Api
from joren.server.connectors.walking import walk
from joren.server.ingest import way_in

log = logging.getLogger(__name__)

_IDLE_SECONDS = 1.0
_PATIENCE_SECONDS = 60.0
#: What webhooks may have missed is looked for once a day.
_CATCH_UP = timedelta(days=1)
_TIDY = timedelta(hours=1)
_AT_ONCE = 50


def look_after_shops(stop: threading.Event) -> list[threading.Thread]:
    """Start the threads of this work; they end once `stop` is set."""
    threads = [
        threading.Thread(target=_for_ever, args=(work, stop), name=work.__name__, daemon=True)
        for work in (fetch_what_was_named, fetch_the_past)
    ]
    for each in threads:
        each.start()
    return threads


def fetch_what_was_named(stop: threading.Event) -> bool:
    """Ask for what webhooks named; true when there may be more to do at once."""
    busy = False
    for connection in queries.connections_that_are_well():
        due = queries.fetches_due(connection, _AT_ONCE)
        api = open_api(connection, stop.wait) if due else None
        if api is None:
            continue
        try:
            busy = _fetch_all(connection, api, due, stop) or busy
        finally:
            api.close()
    return busy


def fetch_the_past(stop: threading.Event) -> bool:
    """Go on with back-fills; plan the daily one."""
    _tidy()
    trouble = False
    for connection in queries.connections_that_are_well():
        _plan_catch_up(connection)
        if queries.back_fills_to_do(connection).exists():
            try:
                walk(connection, stop)
            except (JorenError, OSError, SpoolBusyError) as error:
                log.error("back-fill of connection %s: %s", connection.pk, error)
                trouble = True
    if trouble:
        stop.wait(_PATIENCE_SECONDS)
    return False


def _for_ever(work: Callable[[threading.Event], bool], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            busy = work(stop)
        except (DatabaseError, JorenError, OSError) as error:
            log.error("%s: %s: %s", work.__name__, type(error).__name__, error)
            busy = False
        if not busy:
            stop.wait(_IDLE_SECONDS)
    database.close()


def _fetch_all(connection: Connection, api: Api, due: list[Fetch], stop: threading.Event) -> bool:
    for fetch in due:
        if stop.is_set():
            return False
        try:
            way_in.take_in(api.fetch(fetch.kind, fetch.thing), origin=connection.shop)
        except StoppedError:
            return False
        except RefusedByShopError as error:
            log.error("fetching %s of connection %s: %s", fetch.kind, connection.pk, error)
            actions.note_trouble(connection, error)
            actions.settle_fetch(fetch)
        except (JorenError, OSError, SpoolBusyError) as error:
            actions.note_trouble(connection, error)
            actions.put_off_fetch(fetch, error)
            if isinstance(error, AccessLostError):
                return False
        else:
            actions.settle_fetch(fetch)
            actions.note_answer(connection)
    return len(due) == _AT_ONCE


def _plan_catch_up(connection: Connection) -> None:
    walks = queries.back_fills(connection)
    last = walks.aggregate(last=Max("done_at"))["last"]
    all_done = not walks.exclude(state=Progress.DONE).exists()
    if last is not None and all_done and clock.now() - last > _CATCH_UP:
        actions.plan_back_fill(connection)


_tidied: list[object] = []


def _tidy() -> None:
    now = clock.now()
    if not _tidied or now - _tidied[-1] > _TIDY:  # type: ignore[operator]
        _tidied[:] = [now]
        actions.forget_old_deliveries()
