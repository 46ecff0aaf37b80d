"""A runner dies or falls asleep in the middle of a job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.server.jobs.conftest import Program
from tests.server.running import wait_until

_RUN = """
def run(job):
    say("began", job.attempt)
    if job.attempt == 1:
        time.sleep(600)
    say("ended", job.attempt)

Runner({"KIND": JobKind("KIND", run)}).run(stop)
"""


def test_another_one_does_it_after_kill_minus_nine(kind: str, program: Program) -> None:
    from joren.server.jobs.actions import put_job
    from joren.server.jobs.models import Job

    number = put_job(kind, {"order": "A-1"})
    first = program.start(_RUN.replace("KIND", kind))
    wait_until(lambda: program.said() == ["began 1"])
    first.kill()
    first.wait()
    second = program.start(_RUN.replace("KIND", kind), later=30)
    assert not _ends_within(second, 2)
    assert program.said() == ["began 1"], "its lease has not ended"
    second.terminate()
    second.wait()
    program.start(_RUN.replace("KIND", kind), later=61)
    wait_until(lambda: program.said() == ["began 1", "began 2", "ended 2"])
    wait_until(lambda: Job.objects.get(pk=number).status == "done")
    assert Job.objects.get(pk=number).lease == 2


def test_one_that_kills_its_runner_each_time_is_buried(kind: str, program: Program) -> None:
    from joren.server.jobs.actions import put_job
    from joren.server.jobs.models import Job

    number = put_job(kind)
    code = f"""
Runner({{"{kind}": JobKind("{kind}", lambda job: os._exit(9), Retry((timedelta(seconds=1),)))}}).run(stop)
"""
    for attempt in range(2):
        assert program.start(code, later=attempt * 100).wait(30) == 9
    program.start(code, later=300)
    wait_until(lambda: Job.objects.get(pk=number).status == "dead")
    assert "ended without a word" in Job.objects.get(pk=number).last_error


def test_whoever_wakes_up_late_writes_nothing(kind: str, move_clock: Callable[[timedelta], None]) -> None:
    import pytest

    from joren.server.jobs.actions import (
        LeaseLostError,
        bury_job,
        claim_jobs,
        fail_job,
        finish_job,
        hold_job,
        put_job,
        retry_job,
    )  # fmt: skip
    from joren.server.jobs.models import Job

    number = put_job(kind)
    (late,) = claim_jobs([kind], 1, "late")
    move_clock(timedelta(seconds=59))
    assert claim_jobs([kind], 1, "heir") == []
    hold_job(late)
    move_clock(timedelta(seconds=59))
    assert claim_jobs([kind], 1, "heir") == []
    move_clock(timedelta(seconds=2))
    (heir,) = claim_jobs([kind], 1, "heir")
    assert (heir.lease, heir.attempt) == (late.lease + 1, 2)
    with pytest.raises(LeaseLostError):
        hold_job(late)
    assert not finish_job(late)
    assert not fail_job(late, "x")
    assert not bury_job(late, "x")
    assert not retry_job(late, "x", timedelta(0))
    assert Job.objects.get(pk=number).holder == "heir"
    assert finish_job(heir)
    assert not finish_job(heir)


def _ends_within(process: object, seconds: float) -> bool:
    import subprocess

    assert isinstance(process, subprocess.Popen)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
