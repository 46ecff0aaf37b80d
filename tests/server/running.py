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
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from joren.collector.spool import Spool
from joren.lake import EventLake
from joren.server.settings.options import Options

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

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, role: str = "up", *options: str) -> None:
        place = ["--data", str(self.data), *options] + ([] if role == "worker" else ["--port", str(self.port)])
        log = (self.data.parent / f"{role}.log").open("a+")
        self.process = subprocess.Popen([*JOREN, role, *place], text=True, stdout=log, stderr=log)
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

    def joren(self, *arguments: str) -> str:
        done = subprocess.run(
            [*JOREN, *arguments, "--data", str(self.data)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def environment(self) -> dict[str, str]:
        return Options(data=self.data, port=self.port).environment()

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
        with contextlib.closing(sqlite3.connect(self.data / "joren.sqlite3", timeout=20)) as database:
            return database.execute(sql).fetchall()

    def lake(self, columns: str = "message_id") -> list[tuple[Any, ...]]:
        sql = EventLake.at(self.data / "lake").sql()
        with contextlib.closing(duckdb.connect()) as connection:
            return connection.execute(f"SELECT {columns} FROM ({sql}) ORDER BY record, position").fetchall()

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
def running_shop(folder: Path) -> Iterator[Shop]:
    """A Joren that runs, with a write key."""
    shop = Shop(folder / "data", free_port())
    try:
        shop.start()
        shop.make_key()
        yield shop
    finally:
        if shop.process is not None:
            shop.process.terminate()
            try:
                shop.process.wait(20)
            except subprocess.TimeoutExpired:
                shop.process.kill()
                shop.process.wait()
