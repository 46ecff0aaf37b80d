"""Where shops' webhooks come in: `/hooks/<shop>/<connection>`.

200 means what it means for the collector: what the webhook told is on the disk. Anybody may send something here; only
what the shop signed is read.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from joren.collector.spool import SpoolError
from joren.collector.spool.writer import SpoolBusyError
from joren.server import clock
from joren.server.connectors import actions, queries
from joren.server.connectors.access import access_for_webhook
from joren.server.connectors.models import Connection
from joren.server.connectors.opening import opened
from joren.server.connectors.recent import REMEMBERED
from joren.server.connectors.registry import shop_named
from joren.server.connectors.shop import Hook, HookRefusedError, Received
from joren.server.ingest import way_in

log = logging.getLogger(__name__)

#: A webhook of an order with a thousand lines has about two megabytes.
MOST_BYTES = 2_500_000
_RETRY_SECONDS = "30"


@csrf_exempt
@login_not_required
@require_POST
def receive(request: HttpRequest, shop: str, number: int | None = None) -> HttpResponse:
    """Take a webhook in."""
    connection = access_for_webhook(shop, number)
    try:
        body = request.body
    except (RequestDataTooBig, UnreadablePostError):
        return _say(413, "too large")
    if len(body) > MOST_BYTES:
        return _say(413, "too large")
    now = clock.now()
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        received = shop_named(shop).receive(Hook(headers=headers, body=body, received_at=now), opened(connection))
        _check_age(received, now)
    except HookRefusedError as error:
        log.warning("webhook for connection %s refused: %s", connection.pk, error)
        actions.note_refused(connection)
        return _say(401, "refused")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        # The signature was good and what it signs is not of the shape that the shop's documents give.
        log.error("webhook for connection %s cannot be read: %s", connection.pk, type(error).__name__)
        return _say(400, "not understood")
    return _take_in(connection, received)


def _take_in(connection: Connection, received: Received) -> HttpResponse:
    try:
        if received.delivery and queries.was_delivered(connection, received.delivery):
            return _say(200, "known")
        way_in.take_in(received.calls, origin=connection.shop)
        # After the calls: a webhook that is noted and not kept would not be sent again.
        actions.note_webhook(connection, received)
    except (OSError, SpoolBusyError, SpoolError, DatabaseError) as error:
        log.error("webhook for connection %s was not kept: %s", connection.pk, error)
        return _say(503, "try again", **{"Retry-After": _RETRY_SECONDS})
    return _say(200, "kept")


def _check_age(received: Received, now: datetime) -> None:
    """A webhook that was signed long ago is an old one sent again by somebody: its ids are no longer remembered."""
    if received.at is not None and now - datetime.fromisoformat(received.at) > REMEMBERED:
        raise HookRefusedError("what it tells of is too old")


def _say(status: int, word: str, **headers: str) -> HttpResponse:
    return HttpResponse(f"{word}\n", status=status, content_type="text/plain", headers=headers)
