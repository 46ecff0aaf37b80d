"""Starts the processes of the roles, starts again the one that ends by itself, and stops all of them."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from joren.errors import JorenError
from joren.language import gettext as _
from joren.server.processes.prepare import make_folder
from joren.server.settings.options import Options

#: How long a process is waited for before it is started again: longer each time it ends soon after its start.
_BACKOFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_STEADY_SECONDS = 30.0
_STOP_SECONDS = 15.0

#: What runs for each role.
ROLES = {
    "web": ("joren.server.processes.app", "joren.server.processes.front"),
    "worker": ("joren.server.processes.worker", "joren.server.processes.jobs"),
}


def hold_roles(options: Options, roles: Sequence[str]) -> None:
    """Be the only one that runs these roles on the data folder, until this process ends, however it ends."""
    make_folder(options)
    for role in roles:
        fd = os.open(options.data / "run" / f"{role}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(fd)
            raise JorenError(
                _("Joren is running on the data folder {folder} already.").format(folder=options.data),
                code="up.running",
            ) from error


def check_address(host: str, port: int) -> None:
    """Say so when nobody can listen there, before any process starts."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        raise JorenError(
            _("Joren cannot listen at {host}, port {port}: {why}. Choose another with --host and --port.").format(
                host=host, port=port, why=error.strerror
            ),
            code="up.address",
        ) from error


@dataclass
class Child:
    """One process that is to be there."""

    module: str
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    ended_soon: int = 0
    start_at: float = field(default_factory=time.monotonic)

    @property
    def name(self) -> str:
        """Its name for people: front, app, worker."""
        return self.module.rpartition(".")[2]


class Supervisor:
    """Keeps processes running until it is told to stop."""

    def __init__(
        self, modules: Sequence[str], environment: Mapping[str, str], say: Callable[[str, Child, int], None]
    ) -> None:
        self._children = [Child(module) for module in modules]
        self._environment = dict(environment)
        self._say = say
        self._stopping = threading.Event()

    def run(self) -> None:
        """Run until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_given: self._stopping.set())
        try:
            while not self._stopping.is_set():
                for child in self._children:
                    self._look_after(child)
                self._stopping.wait(0.2)
        finally:
            self._stop()

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_at:
                self._start(child)
            return
        status = child.process.poll()
        if status is None:
            return
        child.ended_soon = 0 if now - child.started_at > _STEADY_SECONDS else child.ended_soon + 1
        child.start_at = now + _BACKOFF_SECONDS[min(child.ended_soon, len(_BACKOFF_SECONDS) - 1)]
        child.process = None
        self._say("ended", child, status)

    def _start(self, child: Child) -> None:
        # A group of its own: Ctrl-C reaches only the supervisor, which stops the others in order.
        child.process = subprocess.Popen(  # noqa: S603  (our own modules)
            [sys.executable, "-m", child.module], env=self._environment, start_new_session=True
        )
        child.started_at = time.monotonic()
        self._say("started", child, child.process.pid)

    def _stop(self) -> None:
        """The front goes first: what it took in before, the worker still lands."""
        for child in sorted(self._children, key=lambda each: each.name != "front"):
            if child.process is None or child.process.poll() is not None:
                continue
            child.process.terminate()
            try:
                child.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
