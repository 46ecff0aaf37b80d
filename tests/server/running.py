"""A real Joren on a free port, and what landed in its stores."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import psycopg

from joren.collector.spool import Spool
from joren.lake import EventLake
from joren.server.settings.database import connection_parts
from joren.server.settings.lake import lake_place
from joren.server.settings.options import Options
from tests.server.postgresql import fresh_database

#: `sqlite` or `postgres`: where the tables of a running Joren are, for tests that do not say it themselves.
DATABASE = os.environ.get("JOREN_TEST_DATABASE", "sqlite")

JOREN = (sys.executable, "-c", "from joren.cli import main; main()")


class Reply(NamedTuple):
    status: int
    body: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Shop:
    """A data folder, and the processes on it while they run."""

    data: Path
    port: int
    key: str = ""
    process: subprocess.Popen[str] | None = None
    database_url: str | None = None
    #: More of `Options`, and variables that are no options.
    options: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, role: str = "up") -> None:
        place = ["--data", str(self.data)] + ([] if role == "worker" else ["--port", str(self.port)])
        log = (self.data.parent / f"{role}.log").open("a+")
        self.process = subprocess.Popen(
            [*JOREN, role, *place], text=True, stdout=log, stderr=log, env=self.environment()
        )
        log.close()
        if role != "worker":
            wait_until(lambda: self.get("/healthz").status == 200, 60)

    def stop(self) -> str:
        """Stop it as Ctrl-C does, and what it said since the first start."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(30) == 0
        self.process = None
        return (self.data.parent / "up.log").read_text()

    def end(self) -> None:
        """Leave nothing running, whatever happened."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def ask_joren(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*JOREN, *arguments, "--data", str(self.data)],
            capture_output=True, text=True, check=False, env=self.environment(),
        )  # fmt: skip

    def joren(self, *arguments: str) -> str:
        done = self.ask_joren(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def settings(self) -> Options:
        return replace(Options(data=self.data, port=self.port, database_url=self.database_url), **self.options)

    def environment(self) -> dict[str, str]:
        return self.settings().environment() | self.variables

    def set_up_path(self) -> str:
        """Where the first owner makes their account, as `joren up` printed it."""
        said = (self.data.parent / "up.log").read_text()
        return "/set-up/" + said.partition("/set-up/")[2].split()[0]

    def make_key(self) -> str:
        self.key = self.joren("keys", "create", "--kind", "write")
        time.sleep(1.1)  # the collector looks once a second
        return self.key

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self.ask("GET", path, None, headers or {})

    def post(
        self,
        path: str,
        body: bytes | dict[str, Any],
        headers: Mapping[str, str] | None = None,
        *,
        key: str | None = None,
    ) -> Reply:
        chosen = self.key if key is None else key
        auth = {"Authorization": "Basic " + b64encode(f"{chosen}:".encode()).decode()} if chosen else {}
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.ask("POST", path, raw, {**auth, **(headers or {})})

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        request = urllib.request.Request(self.address + path, body, dict(headers), method=method)
        try:
            with contextlib.closing(urllib.request.urlopen(request, timeout=20)) as answer:
                return Reply(answer.status, answer.read(), dict(answer.headers))
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.read(), {name.lower(): value for name, value in error.headers.items()})
        except (urllib.error.URLError, OSError):
            return Reply(0, b"", {})

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if self.database_url:
            with psycopg.connect(**connection_parts(self.settings())) as database:
                return database.execute(sql.encode()).fetchall()
        with contextlib.closing(sqlite3.connect(self.data / "joren.sqlite3", timeout=20)) as file:
            return file.execute(sql).fetchall()

    def lake(self, columns: str = "message_id") -> list[tuple[Any, ...]]:
        lake = EventLake.at(lake_place(self.settings()))
        with contextlib.closing(duckdb.connect()) as connection:
            lake.open_for(connection)
            return connection.execute(f"SELECT {columns} FROM ({lake.sql()}) ORDER BY record, position").fetchall()

    def wait_until_landed(self, seconds: float = 60) -> None:
        """Wait until all that was taken in up to now is in both stores."""
        mark = Spool.at(self.data / "spool").mark()
        sql = f"SELECT count(*) FROM ingest_spoolcursor WHERE number >= {mark} AND lake_number >= {mark}"
        wait_until(lambda: self.rows(sql) == [(1,)], seconds)

    def pid_of(self, name: str) -> int:
        """The process of a role; the one that was started first where there are two (granian's)."""
        assert self.process is not None
        for status in sorted(Path("/proc").glob("[0-9]*/stat"), key=lambda each: int(each.parent.name)):
            with contextlib.suppress(OSError):
                parent = int(status.read_text().rpartition(")")[2].split()[1])
                if parent == self.process.pid and name in (status.parent / "cmdline").read_text():
                    return int(status.parent.name)
        return 0

    def kill(self, name: str) -> None:
        pid = self.pid_of(name)
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def wait_until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something that takes a moment."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_shop(folder: Path, database: str = DATABASE, **more: Any) -> Iterator[Shop]:
    """A Joren that runs, with a write key. `more`: fields of `Shop`."""
    shop = Shop(folder / "data", free_port(), database_url=fresh_database() if database == "postgres" else None, **more)
    try:
        shop.start()
        shop.make_key()
        yield shop
    finally:
        shop.end()
