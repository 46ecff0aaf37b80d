"""The only writers of leases and jobs. Every claim is one conditional UPDATE, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from joren.server import clock
from joren.server.jobs.kinds import Claimed
from joren.server.jobs.models import ACTIVE, REVIVABLE, Job, JobStatus, Lease

LEASE_SECONDS = 30
#: How long a runner may be silent about a job before another one takes it.
JOB_LEASE = timedelta(seconds=60)
_KEPT = {JobStatus.DONE: timedelta(days=1), JobStatus.FAILED: timedelta(days=30), JobStatus.DEAD: timedelta(days=90)}
_FORGET_AT_ONCE = 1000
_RECURRING = "recurring"


class LeaseLostError(Exception):
    """Somebody else does this work now: what this process still had in hand must not be written."""


@dataclass(frozen=True)
class Held:
    """A lease in hand."""

    work: str
    number: int


def take_lease(work: str, holder: str, *, former_is_gone: bool = False) -> Held | None:
    """Take a lease that is free or has run out; None while another one holds it.

    `former_is_gone`: the caller knows from elsewhere (a lock of the system) that whoever held it has ended.
    """
    now = clock.now()
    Lease.objects.bulk_create([Lease(work=work, number=0, holder="", expires_at=now)], ignore_conflicts=True)
    free = Q() if former_is_gone else Q(expires_at__lte=now)
    found = Lease.objects.get(work=work)
    taken = Lease.objects.filter(free, work=work, number=found.number).update(
        number=F("number") + 1, holder=holder, expires_at=_end()
    )
    return Held(work, found.number + 1) if taken == 1 else None


def hold_lease(held: Held) -> None:
    """Keep the lease. Inside the transaction of a write this is also the fence: `LeaseLostError` when it is lost."""
    if Lease.objects.filter(work=held.work, number=held.number).update(expires_at=_end()) != 1:
        raise LeaseLostError(held.work)


def release_lease(held: Held) -> None:
    """Let the next one have it at once."""
    Lease.objects.filter(work=held.work, number=held.number).update(expires_at=clock.now())


def put_job(
    kind: str,
    payload: Mapping[str, Any] | None = None,
    *,
    key: str = "",
    due_at: datetime | None = None,
    unless_running: bool = False,
) -> int | None:
    """Let a job run when it is due (at once, if nothing is said); its id, or None when one with this key waits already.

    The one that waits keeps its payload and comes forward when the new one would be due earlier. While one with the key
    runs, one more may wait, since what it is asked for may have changed; `unless_running` leaves that out. Runs in the
    caller's transaction: the job is there if the change that asked for it is.
    """
    now = clock.now()
    due = due_at or now
    job = Job(kind=kind, key=key, payload=dict(payload or {}), due_at=due, created_at=now)
    if unless_running and key and Job.objects.filter(kind=kind, key=key, status=JobStatus.RUNNING).exists():
        return None
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        Job.objects.filter(kind=kind, key=key, status=JobStatus.QUEUED, due_at__gt=due).update(due_at=due)
        return None
    return job.pk


def keep_coming(kind: str, every: timedelta) -> None:
    """See to it that a job that comes again by itself waits: this long after the end of the last."""
    if Job.objects.filter(kind=kind, key=_RECURRING, status__in=ACTIVE).exists():
        return
    last = Job.objects.filter(kind=kind, key=_RECURRING).aggregate(last=Max("ended_at"))["last"]
    put_job(kind, key=_RECURRING, due_at=last + every if last else None, unless_running=True)


def claim_jobs(kinds: Collection[str], most: int, holder: str) -> list[Claimed]:
    """Take up to `most` jobs of these kinds that are due, or whose runner has been silent for its whole lease."""
    if not kinds or most < 1:
        return []
    now = clock.now()
    running = Job.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"), status=JobStatus.RUNNING)
    due = Job.objects.filter(kind__in=kinds, status=JobStatus.QUEUED, due_at__lte=now)
    silent = Job.objects.filter(kind__in=kinds, status=JobStatus.RUNNING, lease_until__lte=now)
    found = [*silent.order_by("lease_until")[:most]]
    found += due.exclude(Q(Exists(running)) & ~Q(key="")).order_by("due_at", "id")[: most - len(found)]
    if not found:
        return []
    with transaction.atomic():
        # In one order, so that two runners that meet wait for each other and do not lock each other out.
        return [_claimed(job) for job in sorted(found, key=lambda each: each.pk) if _take(job, now, holder)]


def hold_job(job: Claimed) -> None:
    """Keep a job. Inside the transaction of a write this is also the fence: `LeaseLostError` when it is lost."""
    if _mine(job).update(lease_until=clock.now() + JOB_LEASE) != 1:
        raise LeaseLostError(f"{job.kind} {job.id}")


def finish_job(job: Claimed) -> bool:
    """Say that a job is done. False, with nothing written, when it is no longer in hand.

    A handler may do so itself, in the transaction of what the job changes.
    """
    return _end_job(job, JobStatus.DONE, "")


def retry_job(job: Claimed, why: str, after: timedelta) -> bool:
    """Let a job run again later; one that waits with its key does it instead. False when it is no longer in hand."""
    try:
        with transaction.atomic():
            return (
                _mine(job).update(
                    status=JobStatus.QUEUED, due_at=clock.now() + after, lease_until=None, last_error=why[:500]
                )
                == 1
            )
    except IntegrityError:
        return _end_job(job, JobStatus.FAILED, why)


def fail_job(job: Claimed, why: str) -> bool:
    """Say that trying again would not help. False when it is no longer in hand."""
    return _end_job(job, JobStatus.FAILED, why)


def bury_job(job: Claimed, why: str) -> bool:
    """Say that it was tried often enough: somebody has to look. False when it is no longer in hand."""
    return _end_job(job, JobStatus.DEAD, why)


def revive_job(job_id: int) -> bool:
    """Let a failed or dead job start over. False when it is neither, or when one with its key waits already."""
    try:
        with transaction.atomic():
            revived = Job.objects.filter(pk=job_id, status__in=REVIVABLE).update(
                status=JobStatus.QUEUED, due_at=clock.now(), attempts=0, ended_at=None
            )
    except IntegrityError:
        return False
    return revived == 1


def forget_jobs() -> int:
    """Forget jobs that ended long ago, some at a time; returns how many went."""
    now = clock.now()
    old = Q()
    for status, kept in _KEPT.items():
        old |= Q(status=status, ended_at__lt=now - kept)
    chosen = Job.objects.filter(old).order_by("ended_at").values("pk")[:_FORGET_AT_ONCE]
    return Job.objects.filter(pk__in=chosen).delete()[0]


def _take(job: Job, now: datetime, holder: str) -> bool:
    try:
        with transaction.atomic():
            return (
                Job.objects.filter(pk=job.pk, status=job.status, lease=job.lease).update(
                    status=JobStatus.RUNNING, lease=job.lease + 1, attempts=F("attempts") + 1, holder=holder,
                    lease_until=now + JOB_LEASE,
                )
                == 1
            )  # fmt: skip
    except IntegrityError:  # one with its key began a moment ago
        return False


def _claimed(job: Job) -> Claimed:
    return Claimed(job.pk, job.kind, job.key, job.payload, job.attempts + 1, job.lease + 1)


def _mine(job: Claimed) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.id, status=JobStatus.RUNNING, lease=job.lease)


def _end_job(job: Claimed, status: JobStatus, why: str) -> bool:
    ended = {"status": status, "ended_at": clock.now(), "lease_until": None, "last_error": why[:500]}
    return _mine(job).update(**ended) == 1


def _end() -> object:
    return clock.now() + timedelta(seconds=LEASE_SECONDS)
