"""The work of telling: one job per endpoint, so that one that is slow or away holds up no other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from time import monotonic

from joren.server import clock
from joren.server.jobs.kinds import Claimed, Lane, job_kind
from joren.server.webhooks import queries
from joren.server.webhooks.actions import DELIVER, forget_deliveries, note_outcomes, wake, wake_endpoints
from joren.server.webhooks.sending import secrets_of, send

#: So many are sent beside each other.
_AT_ONCE = 8
#: … and so many are taken at a time while all goes well.
_MOST = 64
#: After so long the others have their turn.
_TURN_SECONDS = 20.0


@job_kind(DELIVER, lane=Lane.OUTGOING, limit=timedelta(minutes=3))
def deliver(job: Claimed) -> None:
    """Send what is due at one endpoint, and come again when the next is."""
    number = int(job.payload["endpoint"])
    end, count = monotonic() + _TURN_SECONDS, _AT_ONCE
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="webhooks") as pool:
        while (endpoint := queries.endpoint(number)) is not None and endpoint.is_enabled:
            if endpoint.paused_until is not None and endpoint.paused_until > clock.now():
                wake(number, endpoint.paused_until)
                return
            deliveries = queries.due(endpoint, count)
            if not deliveries or monotonic() > end:
                if (following := queries.next_due(endpoint)) is not None:
                    wake(number, following)
                return
            outcomes = list(pool.map(partial(send, endpoint.url, secrets_of(endpoint)), deliveries))
            note_outcomes(job, endpoint, deliveries, outcomes)
            count = min(2 * count, _MOST) if all(each.is_delivered for each in outcomes) else _AT_ONCE


@job_kind("webhooks.tidy", every=timedelta(hours=1))
def tidy(_job: Claimed) -> None:
    """Forget what ended long ago, and wake what nobody looks after."""
    forget_deliveries()
    wake_endpoints()
