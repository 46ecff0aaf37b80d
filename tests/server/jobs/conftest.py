"""Kinds of jobs for one test each, and runners in processes of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from joren.clock import SystemClock

_SCRIPT = """
import os, signal, sys, threading, time
from datetime import timedelta
from pathlib import Path
from joren.server.processes.prepare import start_django
start_django()
from joren.clock import SystemClock
from joren.server import clock
from joren.server.jobs.actions import claim_jobs, finish_job
from joren.server.jobs.kinds import JobKind, Retry
from joren.server.jobs.runner import Runner

class Later:
    def now(self):
        return SystemClock().now() + timedelta(seconds=LATER)

clock.set_clock(Later())
log = os.open(LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())

def say(*words):
    os.write(log, (" ".join(map(str, words)) + "\\n").encode())

"""


@pytest.fixture
def kind(_django: Path) -> str:
    return f"test.{uuid4().hex[:8]}"


@pytest.fixture
def move_clock(_django: Path) -> Iterator[Callable[[timedelta], None]]:
    from joren.server import clock

    class Moved:
        by = timedelta(0)

        def now(self) -> datetime:
            return SystemClock().now() + self.by

    moved = Moved()
    clock.set_clock(moved)

    def move(by: timedelta) -> None:
        moved.by += by

    yield move
    clock.set_clock(SystemClock())


class Program:
    """A process that works on the jobs of this test's database, and what it says."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        self.log.touch()
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, code: str, *, later: float = 0) -> subprocess.Popen[bytes]:
        from django.conf import settings

        head = _SCRIPT.replace("LATER", str(later)).replace("LOG", repr(str(self.log)))
        self._running.append(subprocess.Popen([sys.executable, "-c", head + code], env=settings.OPTIONS.environment()))
        return self._running[-1]

    def said(self) -> list[str]:
        return self.log.read_text().splitlines()

    def end(self) -> None:
        for each in self._running:
            if each.poll() is None:
                each.kill()
            each.wait()


@pytest.fixture
def program(_django: Path, tmp_path: Path) -> Iterator[Program]:
    given = Program(tmp_path)
    yield given
    given.end()
