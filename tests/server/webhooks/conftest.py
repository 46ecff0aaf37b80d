"""A server that takes webhooks, and a runner's part played step by step on a clock that is moved."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from joren.clock import FixedClock, SystemClock


@dataclass
class Receiver:
    """What arrived, and what is answered: a status, or (status, headers)."""

    address: str = ""
    answers: list[Any] = field(default_factory=list)
    """Used up one by one; the last stays."""
    arrived: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    delay: float = 0.0

    def answer(self) -> tuple[int, dict[str, str]]:
        given = self.answers.pop(0) if len(self.answers) > 1 else (self.answers or [200])[0]
        return given if isinstance(given, tuple) else (given, {})


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    here = Receiver()
    guard = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with guard:
                here.arrived.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status, headers = here.answer()
            time.sleep(here.delay)
            with contextlib.suppress(OSError):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_given: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    here.address = f"http://127.0.0.1:{server.server_address[1]}/hook"
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as here:
        yield here


@pytest.fixture
def moving_clock(_django: Path) -> Iterator[FixedClock]:
    from joren.server import clock

    fixed = FixedClock(SystemClock().now())
    clock.set_clock(fixed)
    yield fixed
    clock.set_clock(SystemClock())


@pytest.fixture
def endpoint(_django: Path, receiver: Receiver) -> Iterator[Any]:
    from joren.server.webhooks.actions import create_endpoint

    made, secret = create_endpoint(receiver.address, ["order_*"], includes_personal=True)
    made.told = secret
    yield made
    made.__class__.objects.filter(pk=made.pk).delete()


def event(name: str = "order_completed", **values: Any) -> Any:
    from joren.events import Event

    moment = datetime(2026, 3, 1, 12, 30, 15, 250000, tzinfo=UTC)
    base: dict[str, Any] = dict.fromkeys(Event._fields)
    base |= {
        "day": moment.date(), "occurred_at": moment, "received_at": moment, "record": 1, "position": 0, "call": "track",
        "name": name, "message_id": uuid4().hex, "customer_id": "customer-1", "source": "customer", "write_key": "web",
        "order_id": "A-1", "currency": "JPY", "total": 1200, "properties": '{"email":"who@example.com"}',
    }  # fmt: skip
    return Event(**(base | values))


def table(*events: Any) -> Any:
    import pyarrow as pa

    from joren.lake.columns import EVENTS

    return pa.Table.from_pylist([each._asdict() for each in events], schema=EVENTS)


def land(*events: Any) -> None:
    """What landing does in its transaction."""
    from django.db import transaction

    from joren.server.ingest.triggers import call_triggers

    with transaction.atomic():
        call_triggers(table(*events))


def work(endpoint: Any) -> bool:
    """Do the endpoint's job if it is due; whether it was."""
    from joren.server.jobs.actions import claim_jobs
    from joren.server.jobs.kinds import load_kinds
    from joren.server.jobs.models import Job
    from joren.server.jobs.runner import run_job

    kind = load_kinds()["webhooks.deliver"]
    Job.objects.filter(kind=kind.name, status="queued").exclude(key=str(endpoint.pk)).delete()
    jobs: Sequence[Any] = claim_jobs([kind.name], 1, "test")
    for job in jobs:
        run_job(kind, job)
    endpoint.refresh_from_db()
    return bool(jobs)


def delivery(endpoint: Any) -> Any:
    from joren.server.webhooks.models import Delivery

    return Delivery.objects.get(endpoint=endpoint)


Mover = Callable[[timedelta], None]
