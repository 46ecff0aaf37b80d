"""The only writers of connections, back-fills, and what webhooks left to do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from joren.errors import InputError
from joren.language import gettext as _
from joren.server import clock
from joren.server.connectors.errors import AccessLostError
from joren.server.connectors.models import BackFill, Connection, Delivery, Fetch, PrivacyRequest, Progress, State
from joren.server.connectors.opening import opened
from joren.server.connectors.registry import shop_named
from joren.server.connectors.shop import Page, Privacy, Received
from joren.server.jobs.actions import Held, hold_lease
from joren.server.vault import lock

#: Longer than any shop tries again, and than ids of messages are remembered.
_DELIVERIES_KEPT = timedelta(days=9)
#: A walk that goes on where the last one began looks a little further back: clocks differ.
_OVERLAP = timedelta(minutes=10)
_FETCH_PAUSES = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
_FETCH_ATTEMPTS = 40


def connect(
    shop: str, name: str, address: str, secrets: Mapping[str, str], settings: Mapping[str, Any] | None = None
) -> Connection:
    """Store a connection. Raises `InputError` for what cannot be one."""
    kind = shop_named(shop)
    missing = [each.label for each in kind.secrets if each.required and not secrets.get(each.name)]
    if missing:
        raise InputError(_("This is missing: {what}").format(what=", ".join(missing)))
    if Connection.objects.filter(name=name).exists():
        raise InputError(_("There is a connection called “{name}” already. Choose another name.").format(name=name))
    return Connection.objects.create(
        shop=shop, name=name, address=kind.settle_address(address), created_at=clock.now(),
        credentials=lock(json.dumps({**kind.new_secrets(), **_given(secrets)})), settings=dict(settings or {}),
    )  # fmt: skip


def renew(connection: Connection, secrets: Mapping[str, str]) -> None:
    """Replace secrets by new ones and try again what stood still. A former signing secret is good for a while."""
    known = dict(opened(connection).secrets)
    given = _given(secrets)
    for name in ("client_secret", "webhook_secret"):
        if name in given and known.get(name) not in {None, given[name]}:
            known[f"former_{name}"] = known[name]
    connection.credentials = lock(json.dumps({**known, **given}))
    connection.state, connection.trouble = State.WELL, ""
    connection.save(update_fields=["credentials", "state", "trouble"])
    BackFill.objects.filter(connection=connection, state=Progress.STOPPED).update(state=Progress.WAITING, trouble="")


def disconnect(connection: Connection) -> None:
    """Forget a connection, its secrets, and what it left to do. What came in through it stays."""
    connection.delete()


def note_settings(connection: Connection, settings: Mapping[str, Any]) -> None:
    """Keep what the shop said of itself."""
    connection.settings = {**connection.settings, **settings}
    connection.save(update_fields=["settings"])


def note_webhook(connection: Connection, received: Received) -> None:
    """Keep what a webhook left to do, and that it came: all or nothing."""
    now = clock.now()
    changes: dict[str, Any] = {"webhook_at": now, "webhooks": F("webhooks") + 1}
    if not received.known:
        changes["unknown_webhooks"] = F("unknown_webhooks") + 1
    if received.closed:
        changes |= {"state": State.NEEDS_ATTENTION, "trouble": received.closed}
    with transaction.atomic():
        for kind, thing in received.fetches:
            _ask_for(connection, kind, thing, now)
        for wish in received.privacy:
            _note_wish(connection, wish, now)
        if received.delivery:
            Delivery.objects.bulk_create(
                [Delivery(connection=connection, delivery=received.delivery[:100], received_at=now)],
                ignore_conflicts=True,
            )
        Connection.objects.filter(pk=connection.pk).update(**changes)


def note_refused(connection: Connection) -> None:
    """Count a request that only claimed to be a webhook of the shop."""
    Connection.objects.filter(pk=connection.pk).update(refused_webhooks=F("refused_webhooks") + 1)


def note_answer(connection: Connection) -> None:
    """The shop answered."""
    Connection.objects.filter(pk=connection.pk).update(asked_at=clock.now(), trouble="")


def note_trouble(connection: Connection, error: Exception) -> None:
    """Say what went wrong; a shop that no longer lets us in needs somebody's attention."""
    changes: dict[str, Any] = {"trouble": _words(error)}
    if isinstance(error, AccessLostError):
        changes["state"] = State.NEEDS_ATTENTION
    Connection.objects.filter(pk=connection.pk).update(**changes)


def plan_back_fill(connection: Connection, kinds: Sequence[str] = (), *, again: bool = False) -> None:
    """Have a shop's past fetched: what changed since the last time; everything if there was none, or `again`.

    A walk that has not ended goes on where it is. Raises `InputError` for a kind that the shop has not.
    """
    known = shop_named(connection.shop).kinds
    if unknown := set(kinds) - set(known):
        raise InputError(
            _("There is no “{kind}” to fetch here. There are: {names}.").format(
                kind=min(unknown), names=", ".join(known)
            )
        )
    with transaction.atomic():
        for position, kind in enumerate(known):
            if not kinds or kind in kinds:
                _plan(connection, kind, position, again=again)


def begin_walk(back_fill: BackFill) -> None:
    """A walk begins, or goes on."""
    back_fill.state = Progress.RUNNING
    back_fill.began_at = back_fill.began_at or clock.now()
    back_fill.save(update_fields=["state", "began_at"])


def keep_page(back_fill: BackFill, page: Page, lease: Held) -> None:
    """A page is taken in for good: move the cursor. Raises `LeaseLostError` when somebody else walks by now."""
    back_fill.cursor = page.next
    back_fill.things += page.things
    back_fill.calls += len(page.calls)
    back_fill.total = page.total if page.total is not None else back_fill.total
    back_fill.trouble = ""
    if page.next is None:
        back_fill.state, back_fill.done_at = Progress.DONE, clock.now()
    with transaction.atomic():
        hold_lease(lease)
        back_fill.save()


def note_walk_trouble(back_fill: BackFill, error: Exception, *, stop: bool) -> None:
    """A walk met trouble; `stop` when trying again will not help."""
    back_fill.trouble = _words(error)
    back_fill.state = Progress.STOPPED if stop else Progress.WAITING
    back_fill.save(update_fields=["trouble", "state"])


def settle_fetch(fetch: Fetch) -> None:
    """It was fetched. One that was named again meanwhile is fetched once more."""
    Fetch.objects.filter(pk=fetch.pk, asked=fetch.asked).delete()


def put_off_fetch(fetch: Fetch, error: Exception) -> None:
    """Try later, each time a little more so; give up after some weeks."""
    if fetch.attempts + 1 >= _FETCH_ATTEMPTS:
        Fetch.objects.filter(pk=fetch.pk).delete()
        return
    pause = _FETCH_PAUSES[min(fetch.attempts, len(_FETCH_PAUSES) - 1)]
    Fetch.objects.filter(pk=fetch.pk).update(
        attempts=F("attempts") + 1, due_at=clock.now() + pause, trouble=_words(error)
    )


def forget_old_deliveries() -> int:
    """Forget ids of webhooks that cannot come again; how many."""
    return Delivery.objects.filter(received_at__lt=clock.now() - _DELIVERIES_KEPT).delete()[0]


def _plan(connection: Connection, kind: str, position: int, *, again: bool) -> None:
    found, made = BackFill.objects.get_or_create(connection=connection, kind=kind, defaults={"position": position})
    if made or (found.state in {Progress.WAITING, Progress.RUNNING} and not again):
        return
    whole = again or (found.state == Progress.STOPPED and not found.since)
    if found.state == Progress.STOPPED and not again:
        found.state = Progress.WAITING  # where it stopped
    else:
        found.since = "" if whole or found.began_at is None else _iso(found.began_at - _OVERLAP)
        found.state, found.cursor, found.began_at = Progress.WAITING, None, None
        found.things = found.calls = 0
        found.total = found.done_at = None
    found.trouble = ""
    found.save()


def _ask_for(connection: Connection, kind: str, thing: str, now: datetime) -> None:
    made = Fetch.objects.bulk_create(
        [Fetch(connection=connection, kind=kind, thing=thing, due_at=now, asked=0)], ignore_conflicts=True
    )
    if made:
        Fetch.objects.filter(connection=connection, kind=kind, thing=thing).update(asked=F("asked") + 1)


def _note_wish(connection: Connection, wish: Privacy, now: datetime) -> None:
    PrivacyRequest.objects.update_or_create(
        connection=connection, wish=wish.wish, reference=wish.reference[:200],
        defaults={
            "customer_id": wish.customer_id, "email": wish.email, "phone": wish.phone[:40],
            "orders": list(wish.orders), "requested_at": now, "due_at": now + timedelta(days=wish.days),
            "done_at": None,
        },
    )  # fmt: skip


def _given(secrets: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in secrets.items() if value and value.strip()}


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:500]


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
