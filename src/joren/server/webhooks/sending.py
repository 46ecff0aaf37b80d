"""Sends one delivery, and says how it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from time import monotonic

import httpx
from django.conf import settings

from joren.server import clock, vault
from joren.server.outgoing import Reach, guarded_client
from joren.server.webhooks.models import Delivery, Endpoint
from joren.server.webhooks.signing import headers_of

_SECONDS = 15.0
_MOST_BYTES = 64 * 1024
_LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Outcome:
    """How a try went. `status` is None when there was no answer; then `error` says why."""

    delivery: int
    status: int | None
    error: str
    milliseconds: int
    wait: timedelta | None = None
    """How long the server asked to be left alone."""

    @property
    def is_delivered(self) -> bool:
        """Whether it was taken."""
        return self.status is not None and 200 <= self.status < 300


def secrets_of(endpoint: Endpoint) -> list[str]:
    """What signs at present: after a change the former one too, for a while."""
    found = [vault.unlock(endpoint.secret)]
    if endpoint.former_secret and endpoint.former_until and endpoint.former_until > clock.now():
        found.append(vault.unlock(endpoint.former_secret))
    return found


def send(url: str, secrets: Sequence[str], delivery: Delivery) -> Outcome:
    """Send a delivery once. Never raises for what the other side does; touches no table."""
    body = delivery.body.encode()
    headers = {"Content-Type": "application/json", **headers_of(delivery.webhook_id, clock.now(), body, secrets)}
    began = monotonic()
    status, error, wait = None, "", None
    try:
        answer = _client().post(url, content=body, headers=headers)
        status, wait = answer.status_code, _wait(answer)
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        error = f"{type(problem).__name__}: {problem}"[:300]
    return Outcome(delivery.pk, status, error, round((monotonic() - began) * 1000), wait)


@cache
def _client() -> httpx.Client:
    reach = Reach(settings.OPTIONS.reachable_networks)
    return guarded_client(reach, timeout=_SECONDS, most_bytes=_MOST_BYTES, most_seconds=_SECONDS)


def _wait(answer: httpx.Response) -> timedelta | None:
    """What Retry-After says, in seconds or as a date, up to an hour."""
    said = answer.headers.get("retry-after", "").strip()
    if answer.status_code not in {429, 503} or not said:
        return None
    if said.isdecimal():
        return min(timedelta(seconds=min(int(said), 86400)), _LONGEST_WAIT)
    try:
        return max(timedelta(0), min(parsedate_to_datetime(said) - clock.now(), _LONGEST_WAIT))
    except (TypeError, ValueError):
        return None
