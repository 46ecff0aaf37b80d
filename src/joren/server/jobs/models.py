"""Leases: who does a piece of work at present. Jobs: what is to be done, when, and how often it was tried."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Lease(models.Model):
    """A piece of work that one process at a time may do.

    `number` grows each time the lease changes hands. Every write of the work carries it, so that one who was thought
    dead and wakes up late fails instead of writing.
    """

    work = models.CharField(max_length=80, primary_key=True)
    number = models.BigIntegerField(default=0)
    holder = models.CharField(max_length=200)
    expires_at = models.DateTimeField()

    class Meta:
        """The number only grows."""

        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(number__gte=0), name="jobs_lease_number")]

    def __str__(self) -> str:
        return f"{self.work} #{self.number}"


class JobStatus(models.TextChoices):
    """How far a job has got."""

    QUEUED = "queued"
    """It runs when it is due."""
    RUNNING = "running"
    """A runner has it, until its lease ends."""
    DONE = "done"
    """Its handler came to its end."""
    FAILED = "failed"
    """Trying again would not help, or another one waiting with its key does it instead."""
    DEAD = "dead"
    """It was tried as often as its kind allows. Somebody has to look, and may revive it."""


#: Every move there is. `running → running` is the next runner's, after the lease of one that was killed.
TRANSITIONS = {
    JobStatus.QUEUED: frozenset({JobStatus.RUNNING}),
    JobStatus.RUNNING: frozenset({
        JobStatus.RUNNING, JobStatus.QUEUED, JobStatus.DONE, JobStatus.FAILED, JobStatus.DEAD
    }),
    JobStatus.DONE: frozenset(),
    JobStatus.FAILED: frozenset({JobStatus.QUEUED}),
    JobStatus.DEAD: frozenset({JobStatus.QUEUED}),
}  # fmt: skip

ACTIVE = frozenset({JobStatus.QUEUED, JobStatus.RUNNING})
REVIVABLE = frozenset({JobStatus.FAILED, JobStatus.DEAD})
ENDED = frozenset({JobStatus.DONE, JobStatus.FAILED, JobStatus.DEAD})


class Job(models.Model):
    """Something to be done in the background.

    Of a kind and a key (unless it is empty) at most one waits and at most one runs: two partial unique indexes see to
    it. `lease` grows with each claim; whoever holds an older number writes nothing any more.
    """

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=200, default="")
    payload = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=JobStatus, default=JobStatus.QUEUED)
    due_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    """How often it was claimed. Counted before it runs, so that a job that kills its runner counts too."""
    lease = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    holder = models.CharField(max_length=200, default="")
    last_error = models.CharField(max_length=500, default="")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Small indexes of what waits, runs and has ended, and the locks."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(status__in=JobStatus.values), name="jobs_job_status"),
            models.CheckConstraint(
                condition=~models.Q(status=JobStatus.RUNNING) | models.Q(lease_until__isnull=False),
                name="jobs_job_running_has_lease",
            ),
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(status=JobStatus.QUEUED) & ~models.Q(key=""),
                name="jobs_job_one_waits",
            ),
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(status=JobStatus.RUNNING) & ~models.Q(key=""),
                name="jobs_job_one_runs",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(status=JobStatus.QUEUED), name="jobs_job_due"),
            models.Index(fields=["lease_until"], condition=models.Q(status=JobStatus.RUNNING), name="jobs_job_lease"),
            models.Index(
                fields=["ended_at"], condition=models.Q(status__in=sorted(ENDED)), name="jobs_job_ended"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.key or self.pk}: {self.status}"
