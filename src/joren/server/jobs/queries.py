"""What waits, runs and has ended."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from joren.server.jobs.models import Job, JobStatus


def counts() -> dict[str, int]:
    """How many jobs there are of each status."""
    found = dict(Job.objects.values_list("status").annotate(count=Count("id")))
    return {status.value: found.get(status.value, 0) for status in JobStatus}


def dead_jobs() -> QuerySet[Job]:
    """The jobs that somebody has to look at, the newest first."""
    return Job.objects.filter(status=JobStatus.DEAD).order_by("-ended_at", "-id")
