"""The loop that runs jobs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from tests.server.jobs.conftest import Program
from tests.server.running import wait_until


@contextmanager
def _running(*kinds: Any) -> Iterator[Any]:
    from django.db import connection

    from joren.server.jobs.runner import Runner

    stop = threading.Event()
    runner = Runner({kind.name: kind for kind in kinds})

    def work() -> None:
        try:
            runner.run(stop)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield runner
    finally:
        stop.set()
        thread.join(20)


def _statuses(*kinds: str) -> Mapping[str, int]:
    from joren.server.jobs.models import Job

    found: dict[str, int] = {}
    for status in Job.objects.filter(kind__in=kinds).values_list("status", flat=True):
        found[status] = found.get(status, 0) + 1
    return found


def test_a_poison_job_stops_no_other(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    from joren.server.jobs.actions import put_job
    from joren.server.jobs.kinds import GiveUpError, JobKind, Retry
    from joren.server.jobs.models import Job

    def run(job: Any) -> None:
        what = job.payload.get("what")
        if what == "raise":
            raise ValueError("no good")
        if what == "exit":
            raise SystemExit(3)
        if what == "give up":
            raise GiveUpError("never")

    soon = Retry((timedelta(milliseconds=10), timedelta(milliseconds=10)))
    for what in ("raise", "exit", "give up", *["fine"] * 10):
        put_job(kind, {"what": what})
    with _running(JobKind(kind, run, soon)):
        wait_until(lambda: _statuses(kind) == {"dead": 2, "failed": 1, "done": 10})
    ended = {job.payload["what"]: job for job in Job.objects.filter(kind=kind)}
    assert (ended["raise"].attempts, ended["raise"].last_error) == (3, "ValueError: no good")
    assert ended["exit"].last_error == "SystemExit: 3"
    assert (ended["give up"].attempts, ended["give up"].last_error) == (1, "never")
    assert "no good" in caplog.text


def test_a_long_job_holds_up_no_short_one(kind: str) -> None:
    from joren.server.jobs.actions import put_job
    from joren.server.jobs.kinds import JobKind, Lane

    free = threading.Event()
    for _ in range(3):
        put_job(kind + ".long")
        put_job(kind + ".short")
    long = JobKind(kind + ".long", lambda _: free.wait(30) and None, lane=Lane.SLOW)
    with _running(long, JobKind(kind + ".short", lambda _: None)):
        wait_until(lambda: _statuses(kind + ".short") == {"done": 3})
        assert _statuses(kind + ".long") == {"running": 1, "queued": 2}
        free.set()
        wait_until(lambda: _statuses(kind + ".long") == {"done": 3})


def test_a_job_that_is_stuck_is_given_back_and_the_process_asked_to_end(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from joren.server.jobs import runner as module
    from joren.server.jobs.actions import put_job
    from joren.server.jobs.kinds import JobKind
    from joren.server.jobs.models import Job

    monkeypatch.setattr(module, "_HOLD_SECONDS", 0.05)
    monkeypatch.setattr(module, "_LAST_WORDS_SECONDS", 0.05)
    free = threading.Event()
    number = put_job(kind)
    with _running(JobKind(kind, lambda _: free.wait(30) and None, limit=timedelta(milliseconds=100))) as runner:
        wait_until(lambda: runner.is_stuck)
        wait_until(lambda: _statuses(kind) == {"queued": 1})
        free.set()
        time.sleep(0.3)
    job = Job.objects.get(pk=number)
    assert (job.status, job.last_error) == ("queued", "It took too long.")


def test_a_process_with_a_stuck_job_ends(kind: str, program: Program) -> None:
    from joren.server.jobs.actions import put_job

    put_job(kind)
    code = f"""
from joren.server.jobs import runner
runner._HOLD_SECONDS, runner._LAST_WORDS_SECONDS = 0.05, 0.05
stuck = JobKind("{kind}", lambda job: time.sleep(600), limit=timedelta(seconds=0.1))
runner.run_process({{"{kind}": stuck}}, stop)
"""
    assert program.start(code).wait(20) == 1


def test_a_job_may_ask_to_be_tried_later(kind: str) -> None:
    from joren.server import clock
    from joren.server.jobs.actions import put_job
    from joren.server.jobs.kinds import JobKind, TryAgainError
    from joren.server.jobs.models import Job

    def run(_: Any) -> None:
        raise TryAgainError("busy", after=timedelta(hours=2))

    number = put_job(kind)
    with _running(JobKind(kind, run)):
        wait_until(lambda: Job.objects.get(pk=number).last_error == "busy")
    assert timedelta(minutes=119) < Job.objects.get(pk=number).due_at - clock.now() < timedelta(hours=2)


def test_one_that_comes_again_by_itself_waits_once(kind: str, move_clock: Callable[[timedelta], None]) -> None:
    from joren.server import clock
    from joren.server.jobs.actions import keep_coming
    from joren.server.jobs.kinds import JobKind
    from joren.server.jobs.models import Job

    runs: list[int] = []
    hourly = JobKind(kind, lambda job: runs.append(job.id), every=timedelta(hours=1))
    with _running(hourly):
        wait_until(lambda: _statuses(kind) == {"done": 1, "queued": 1})
        keep_coming(kind, timedelta(hours=1))
        assert _statuses(kind) == {"done": 1, "queued": 1}
        waiting = Job.objects.get(kind=kind, status="queued")
        assert timedelta(minutes=59) < waiting.due_at - clock.now() <= timedelta(hours=1)
        move_clock(timedelta(hours=1))
        wait_until(lambda: _statuses(kind) == {"done": 2, "queued": 1})
    assert len(runs) == 2


def test_what_ended_long_ago_is_forgotten(kind: str, move_clock: Callable[[timedelta], None]) -> None:
    from joren.server.jobs.actions import bury_job, claim_jobs, finish_job, forget_jobs, put_job, revive_job
    from joren.server.jobs.models import Job

    numbers = [put_job(kind) for _ in range(2)]
    done, dead = claim_jobs([kind], 2, "x")
    finish_job(done)
    bury_job(dead, "no")
    move_clock(timedelta(days=2))
    forget_jobs()
    assert list(Job.objects.filter(kind=kind).values_list("pk", flat=True)) == numbers[1:]
    assert revive_job(dead.id)
    (again,) = claim_jobs([kind], 1, "x")
    assert (again.id, again.attempt) == (dead.id, 1)
