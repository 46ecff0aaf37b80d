"""The only writers of endpoints, deliveries and tries."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Min

from joren.errors import InputError
from joren.events import Event
from joren.language import gettext as _
from joren.server import clock, vault
from joren.server.jobs.actions import hold_job, put_job
from joren.server.jobs.kinds import Claimed
from joren.server.outgoing import Reach, check_address
from joren.server.relocking import relocks
from joren.server.webhooks.content import TEST, body_of, matches, test_body, webhook_id_of
from joren.server.webhooks.models import Attempt, Delivery, DeliveryStatus, DisabledReason, Endpoint
from joren.server.webhooks.plan import OVERLAP, PATIENCE, pause_after, pause_of_endpoint
from joren.server.webhooks.sending import Outcome
from joren.server.webhooks.signing import new_secret

log = logging.getLogger(__name__)

DELIVER = "webhooks.deliver"
_PATTERN = re.compile(r"\*|[^*]{1,199}\*?")
_EVENTS = "webhooks.events"
_MOST_PATTERNS = 50
_MOST_ENDPOINTS = 50
_KEPT_DELIVERED, _KEPT_DEAD = timedelta(days=7), timedelta(days=30)
_FORGET_AT_ONCE = 1000


def create_endpoint(
    url: str, events: Sequence[str], *, description: str = "", includes_personal: bool = False
) -> tuple[Endpoint, str]:
    """Make an endpoint; its secret is returned this once. `InputError` for an address or names that will not do."""
    if Endpoint.objects.count() >= _MOST_ENDPOINTS:
        raise InputError(_("There may be {count} endpoints. Delete one first.").format(count=_MOST_ENDPOINTS))
    secret = new_secret()
    endpoint = Endpoint.objects.create(
        url=_checked_url(url), events=_checked_patterns(events), description=description,
        includes_personal=includes_personal, secret=vault.lock(secret), created_at=clock.now(),
    )  # fmt: skip
    return endpoint, secret


def change_endpoint(
    endpoint: Endpoint,
    *,
    url: str | None = None,
    events: Sequence[str] | None = None,
    description: str | None = None,
    includes_personal: bool | None = None,
) -> None:
    """Change what is given. What waits already goes to the new address."""
    if url is not None:
        endpoint.url = _checked_url(url)
    if events is not None:
        endpoint.events = _checked_patterns(events)
    if description is not None:
        endpoint.description = description
    if includes_personal is not None:
        endpoint.includes_personal = includes_personal
    endpoint.save(update_fields=["url", "events", "description", "includes_personal"])


def enable_endpoint(endpoint: Endpoint) -> None:
    """Tell it of what happens from now on. What died meanwhile may be replayed."""
    Endpoint.objects.filter(pk=endpoint.pk).exclude(disabled=DisabledReason.NONE).update(
        disabled=DisabledReason.NONE, disabled_at=None, failing_since=None, paused_until=None
    )


def disable_endpoint(endpoint: Endpoint, reason: DisabledReason = DisabledReason.ASKED) -> None:
    """Send nothing there any more; what waits is dead, and may be replayed later."""
    now = clock.now()
    with transaction.atomic():
        Endpoint.objects.filter(pk=endpoint.pk, disabled=DisabledReason.NONE).update(disabled=reason, disabled_at=now)
        Delivery.objects.filter(endpoint=endpoint, status=DeliveryStatus.PENDING).update(
            status=DeliveryStatus.DEAD, ended_at=now
        )


def delete_endpoint(endpoint: Endpoint) -> None:
    """Forget it, with everything on its way there."""
    endpoint.delete()


def rotate_secret(endpoint: Endpoint, *, overlap: timedelta = OVERLAP) -> str:
    """Make a new secret, returned this once; the former one signs too for a while."""
    secret = new_secret()
    Endpoint.objects.filter(pk=endpoint.pk).update(
        former_secret=F("secret"), former_until=clock.now() + overlap, secret=vault.lock(secret)
    )
    return secret


def enqueue(events: Sequence[Event]) -> None:
    """Let those who want to know be told of freshly landed events. Runs in the transaction that lands them."""
    now = clock.now()
    endpoints = list(Endpoint.objects.filter(disabled=DisabledReason.NONE))
    deliveries = [
        Delivery(
            endpoint=endpoint, webhook_id=webhook_id_of(event.message_id), name=event.name[:200],
            body=body_of(event, with_personal=endpoint.includes_personal), next_at=now, created_at=now,
        )
        for event in events for endpoint in endpoints if matches(endpoint.events, event.name)
    ]  # fmt: skip
    # An event that landed before, in an older database that was put back, is told once all the same.
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True, batch_size=500)
    for number in sorted({delivery.endpoint_id for delivery in deliveries}):
        wake(number, now)


def send_test(endpoint: Endpoint) -> Delivery:
    """Put a test on its way."""
    now = clock.now()
    delivery = Delivery.objects.create(
        endpoint=endpoint, webhook_id=f"msg_{uuid4().hex}", name=TEST, body=test_body(now), next_at=now, created_at=now
    )
    Endpoint.objects.filter(pk=endpoint.pk).update(paused_until=None)
    wake(endpoint.pk, now)
    return delivery


def replay(delivery: Delivery) -> bool:
    """Try a dead delivery again, as from the start. False when it is not dead."""
    now = clock.now()
    with transaction.atomic():
        moved = Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.DEAD).update(
            status=DeliveryStatus.PENDING, attempts=0, next_at=now, ended_at=None
        )
        if moved:
            wake(delivery.endpoint_id, now)
    return moved == 1


def replay_dead(endpoint: Endpoint) -> int:
    """Try all dead deliveries of an endpoint again; how many there are."""
    now = clock.now()
    with transaction.atomic():
        moved = Delivery.objects.filter(endpoint=endpoint, status=DeliveryStatus.DEAD).update(
            status=DeliveryStatus.PENDING, attempts=0, next_at=now, ended_at=None
        )
        if moved:
            wake(endpoint.pk, now)
    return moved


def note_outcomes(
    job: Claimed, endpoint: Endpoint, deliveries: Iterable[Delivery], outcomes: Sequence[Outcome]
) -> None:
    """Write down how some tries went. `LeaseLostError`, with nothing written, when another one does this work now."""
    now = clock.now()
    by_id = {delivery.pk: delivery for delivery in deliveries}
    with transaction.atomic():
        hold_job(job)
        Attempt.objects.bulk_create(
            Attempt(
                delivery_id=each.delivery, at=now, status=each.status, milliseconds=each.milliseconds, error=each.error
            )
            for each in outcomes
        )
        arrived = [each.delivery for each in outcomes if each.is_delivered]
        Delivery.objects.filter(pk__in=arrived, status=DeliveryStatus.PENDING).update(
            status=DeliveryStatus.DELIVERED, attempts=F("attempts") + 1, ended_at=now, body=""
        )
        for outcome in outcomes:
            if not outcome.is_delivered:
                _note_failure(by_id[outcome.delivery], outcome, now)
        if any(outcome.status == 410 for outcome in outcomes):
            disable_endpoint(endpoint, DisabledReason.GONE)
        else:
            _note_health(endpoint, outcomes, now)


def wake_endpoints() -> None:
    """See to it that whatever waits has a job."""
    waiting = Delivery.objects.filter(status=DeliveryStatus.PENDING).values("endpoint").annotate(first=Min("next_at"))
    for each in waiting:
        wake(each["endpoint"], each["first"])


@relocks("webhooks.secrets")
def relock_secrets() -> int:
    """Lock every endpoint's secrets with the newest key of the vault; how many endpoints there are."""
    with transaction.atomic():
        found = list(Endpoint.objects.select_for_update())
        for endpoint in found:
            endpoint.secret = vault.lock_anew(endpoint.secret)
            if endpoint.former_secret:
                endpoint.former_secret = vault.lock_anew(endpoint.former_secret)
            endpoint.save(update_fields=["secret", "former_secret"])
    return len(found)


def forget_deliveries() -> int:
    """Forget deliveries that ended long ago, some at a time; returns how many went."""
    now = clock.now()
    gone = 0
    for status, kept in ((DeliveryStatus.DELIVERED, _KEPT_DELIVERED), (DeliveryStatus.DEAD, _KEPT_DEAD)):
        old = Delivery.objects.filter(status=status, ended_at__lt=now - kept).order_by("ended_at")
        gone += Delivery.objects.filter(pk__in=old.values("pk")[:_FORGET_AT_ONCE]).delete()[0]
    return gone


def wake(endpoint: int, at: datetime) -> None:
    """Let an endpoint's deliveries be looked at."""
    put_job(DELIVER, {"endpoint": endpoint}, key=str(endpoint), due_at=at)


def _note_failure(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    attempts = delivery.attempts + 1
    changes: dict[str, object] = {"attempts": attempts}
    if (pause := pause_after(attempts)) is None:
        changes |= {"status": DeliveryStatus.DEAD, "ended_at": now}
    else:
        changes["next_at"] = now + max(pause, outcome.wait or pause)
    Delivery.objects.filter(pk=delivery.pk, status=DeliveryStatus.PENDING).update(**changes)


def _note_health(endpoint: Endpoint, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Remember since when nothing goes through; leave the endpoint alone for a while, or for good."""
    waits = [outcome.wait for outcome in outcomes if outcome.wait is not None]
    if any(outcome.is_delivered for outcome in outcomes):
        since, pause = None, max(waits, default=None)
    else:
        since = endpoint.failing_since or now
        if now - since >= PATIENCE:
            log.warning("webhooks: endpoint %s took nothing for %s days: turned off", endpoint.pk, (now - since).days)
            disable_endpoint(endpoint, DisabledReason.FAILING)
            return
        pause = max([*waits, *([pause_of_endpoint(now - since)] if len(outcomes) > 1 else [])], default=None)
    Endpoint.objects.filter(pk=endpoint.pk).update(
        failing_since=since, paused_until=now + pause if pause is not None else None
    )


def _checked_url(url: str) -> str:
    try:
        return check_address(url, Reach(settings.OPTIONS.reachable_networks))
    except InputError as error:
        raise InputError(error.message, code="webhooks.url") from error


def _checked_patterns(events: Sequence[str]) -> list[str]:
    patterns = sorted({pattern.strip() for pattern in events})
    if not 1 <= len(patterns) <= _MOST_PATTERNS:
        raise InputError(
            _("Name 1 to {count} events; * stands for all of them.").format(count=_MOST_PATTERNS), code=_EVENTS
        )
    for pattern in patterns:
        if not _PATTERN.fullmatch(pattern):
            raise InputError(
                _("“{pattern}” is no name of an event: * may only be its end.").format(pattern=pattern), code=_EVENTS
            )
    return patterns
