"""The only writers of leases. Every claim is one conditional UPDATE, alike on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q

from joren.server import clock
from joren.server.jobs.models import Lease

LEASE_SECONDS = 30


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


def _end() -> object:
    return clock.now() + timedelta(seconds=LEASE_SECONDS)
