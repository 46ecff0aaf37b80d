"""Who is at work, as far as the leases tell."""

from __future__ import annotations

from datetime import timedelta

from joren.server import clock
from joren.server.jobs.actions import LEASE_SECONDS
from joren.server.jobs.models import Lease


def seconds_since_renewal() -> dict[str, float]:
    """For each piece of work, how long ago whoever does it, or did it last, said so."""
    now, length = clock.now(), timedelta(seconds=LEASE_SECONDS)
    rows = Lease.objects.values_list("work", "expires_at")
    return {work: max(0.0, (now - (ends - length)).total_seconds()) for work, ends in rows}
