"""Of a kind and key one waits and one runs."""

from __future__ import annotations

from datetime import timedelta

from joren.clock import SystemClock


def test_a_second_one_is_not_put_and_brings_the_first_forward(kind: str) -> None:
    from joren.server.jobs.actions import claim_jobs, put_job
    from joren.server.jobs.models import Job

    later = SystemClock().now() + timedelta(hours=1)
    first = put_job(kind, {"said": "first"}, key="a", due_at=later)
    assert put_job(kind, {"said": "second"}, key="a", due_at=later + timedelta(hours=1)) is None
    assert Job.objects.get(pk=first).due_at == later
    assert claim_jobs([kind], 5, "x") == []
    assert put_job(kind, {"said": "third"}, key="a") is None
    (job,) = claim_jobs([kind], 5, "x")
    assert (job.id, job.payload) == (first, {"said": "first"})


def test_one_more_waits_while_one_runs_unless_told_otherwise(kind: str) -> None:
    from joren.server.jobs.actions import claim_jobs, finish_job, put_job

    put_job(kind, key="a")
    (running,) = claim_jobs([kind], 5, "x")
    assert put_job(kind, key="a", unless_running=True) is None
    next_one = put_job(kind, key="a")
    assert next_one is not None
    assert claim_jobs([kind], 5, "y") == []
    finish_job(running)
    assert [job.id for job in claim_jobs([kind], 5, "y")] == [next_one]


def test_one_that_is_to_be_tried_again_leaves_it_to_the_one_that_waits(kind: str) -> None:
    from joren.server.jobs.actions import claim_jobs, put_job, retry_job
    from joren.server.jobs.models import Job

    first = put_job(kind, key="a")
    (running,) = claim_jobs([kind], 5, "x")
    second = put_job(kind, key="a")
    assert retry_job(running, "away", timedelta(0))
    assert Job.objects.get(pk=first).status == "failed"
    assert [job.id for job in claim_jobs([kind], 5, "x")] == [second]


def test_without_a_key_any_number_waits(kind: str) -> None:
    from joren.server.jobs.actions import claim_jobs, put_job

    for _ in range(3):
        put_job(kind)
    assert len(claim_jobs([kind], 5, "x")) == 3


def test_the_job_is_there_if_the_change_that_asked_for_it_is(kind: str) -> None:
    import pytest
    from django.db import transaction

    from joren.server.jobs.actions import claim_jobs, put_job

    def change() -> None:
        with transaction.atomic():
            put_job(kind)
            raise LookupError

    with pytest.raises(LookupError):
        change()
    assert claim_jobs([kind], 5, "x") == []
