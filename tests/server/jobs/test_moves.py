"""Every status × every action: only the moves that are written down happen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

ALLOWED = {
    ("queued", "claim"), ("running", "finish"), ("running", "retry"), ("running", "fail"), ("running", "bury"),
    ("failed", "revive"), ("dead", "revive"),
}  # fmt: skip
STATUSES = ("queued", "running", "done", "failed", "dead")


def _job_with(kind: str, status: str) -> object:
    from joren.server.jobs.actions import bury_job, claim_jobs, fail_job, finish_job, put_job
    from joren.server.jobs.kinds import Claimed

    number = put_job(kind)
    assert number is not None
    if status == "queued":
        return Claimed(number, kind, "", {}, 0, 0)
    (job,) = claim_jobs([kind], 1, "x")
    {"running": lambda _: True, "done": finish_job, "failed": lambda j: fail_job(j, "no"),
     "dead": lambda j: bury_job(j, "no")}[status](job)  # fmt: skip
    return job


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("action", ["claim", "finish", "retry", "fail", "bury", "revive"])
def test_only_known_moves(kind: str, status: str, action: str) -> None:
    from joren.server.jobs import actions
    from joren.server.jobs.models import TRANSITIONS, Job, JobStatus

    job = _job_with(kind, status)
    assert isinstance(job, actions.Claimed)
    moves = {
        "claim": (JobStatus.RUNNING, lambda: bool(actions.claim_jobs([kind], 1, "y"))),
        "finish": (JobStatus.DONE, lambda: actions.finish_job(job)),
        "retry": (JobStatus.QUEUED, lambda: actions.retry_job(job, "why", timedelta(0))),
        "fail": (JobStatus.FAILED, lambda: actions.fail_job(job, "why")),
        "bury": (JobStatus.DEAD, lambda: actions.bury_job(job, "why")),
        "revive": (JobStatus.QUEUED, lambda: actions.revive_job(job.id)),
    }
    target, act = moves[action]
    before, allowed = JobStatus(status), (status, action) in ALLOWED
    assert not allowed or target in TRANSITIONS[before]
    assert act() == allowed
    assert Job.objects.get(pk=job.id).status == (target if allowed else before)


def test_a_status_that_is_unknown_is_refused_by_the_database(_django: Path) -> None:
    from django.db import IntegrityError, transaction

    from joren.server import clock
    from joren.server.jobs.models import Job

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="x", status="asleep", due_at=clock.now(), created_at=clock.now())
