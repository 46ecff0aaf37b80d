"""The only writers of given answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from joren.server import clock, vault
from joren.server.api.callers import Caller
from joren.server.api.errors import ApiError
from joren.server.api.models import GivenAnswer
from joren.server.relocking import relocks

KEPT = timedelta(hours=24)
_FORGET_AT_ONCE = 1000


def answer_once(
    caller: Caller, idempotency_key: str, request: HttpRequest, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """Answer a request; one that comes again gets the same answer, and nothing happens twice.

    Runs in the transaction of what the request changes: of two at the same moment the database lets the second wait
    until the first is through, and whoever dies in the middle leaves neither a change nor an answer. Only answers of
    success are kept: after any other nothing was changed, and the request may come again.
    """
    digest = _digest(request)
    GivenAnswer.objects.filter(
        key=caller.key, idempotency_key=idempotency_key, created_at__lte=clock.now() - KEPT
    ).delete()
    try:
        with transaction.atomic():
            row = GivenAnswer.objects.create(
                key_id=caller.key, idempotency_key=idempotency_key, request=digest, created_at=clock.now()
            )
    except IntegrityError:
        return _given(GivenAnswer.objects.get(key=caller.key, idempotency_key=idempotency_key), digest)
    response = answer()
    row.status, row.body = response.status_code, vault.lock(response.content.decode())
    row.save(update_fields=["status", "body"])
    return response


@relocks("api.answers")
def relock_answers() -> int:
    """Lock every kept answer with the newest key of the vault; how many there are."""
    with transaction.atomic():
        found = list(GivenAnswer.objects.select_for_update().exclude(body=""))
        for row in found:
            row.body = vault.lock_anew(row.body)
        GivenAnswer.objects.bulk_update(found, ["body"], batch_size=200)
    return len(found)


def forget_answers() -> int:
    """Forget answers of more than a day ago, some at a time; returns how many went."""
    old = GivenAnswer.objects.filter(created_at__lte=clock.now() - KEPT).order_by("created_at")
    return GivenAnswer.objects.filter(pk__in=old.values("pk")[:_FORGET_AT_ONCE]).delete()[0]


def _given(row: GivenAnswer, digest: str) -> HttpResponse:
    if row.request != digest:
        raise ApiError(
            409,
            "idempotency.mismatch",
            _("This Idempotency-Key was used for another request."),
            field="Idempotency-Key",
        )
    return HttpResponse(
        vault.unlock(row.body), status=row.status, content_type="application/json",
        headers={"Idempotency-Replayed": "true"},
    )  # fmt: skip


def _digest(request: HttpRequest) -> str:
    asked = f"{request.method} {request.get_full_path()}\n".encode()
    return sha256(asked + request.body).hexdigest()
