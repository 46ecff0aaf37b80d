"""What customers allow and refuse."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any, Literal
from uuid import uuid4

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from joren.identity import Kind
from joren.server import clock
from joren.server.accounts.access import Data, Way
from joren.server.api import queries
from joren.server.api.callers import ApiKey, asking
from joren.server.api.cursors import Paging, page
from joren.server.api.routes import answers, changed
from joren.server.api.routes.profiles import profile_of
from joren.server.api.shown import Given, Moment, ProfileId, Shown, Since, Text, personal
from joren.server.ingest.way_in import take_in
from joren.server.profiles.models import Profile

router = Router()

_SEE = ApiKey("consents", Data.PERSONAL)
_SAY = ApiKey("consents", Data.PERSONAL, Way.WRITE)


class ConsentOut(Shown):
    """What somebody allowed or refused, with the proof."""

    channel: str
    state: Literal["granted", "denied"]
    occurred_at: Moment
    basis: str | None
    source: str | None
    text: str | None = Field(description="The words that were shown, or their version.")
    url: str | None = personal("Where it was said.")
    ip: str | None = personal("From which address.")


class ConsentPage(Schema):
    """Some of what somebody said."""

    data: list[ConsentOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class ConsentIn(Given):
    """What a customer said."""

    channel: Literal["email", "sms", "push", "line", "whatsapp", "ads", "storage"]
    state: Literal["granted", "denied"]
    occurred_at: Since | None = Field(None, description="When it was said; now, if nothing is given.")
    basis: Annotated[Text, Field(max_length=60, description="opt_in, double_opt_in, contract, …")] | None = None
    source: Annotated[Text, Field(max_length=255, description="Where: “newsletter form”, “by telephone” …")] | None = (
        None
    )
    text: Annotated[Text, Field(max_length=5000, description="The words that were shown, or their version.")] | None = (
        None
    )
    url: Annotated[Text, Field(max_length=2000)] | None = None
    ip: Annotated[Text, Field(max_length=45)] | None = None


class Taken(Schema):
    """It is on the disk and will land."""

    message_id: str


@router.get(
    "/{profile_id}/consents", auth=_SEE, response=answers(ConsentPage), operation_id="listConsents",
    summary="List a customer's consents",
)  # fmt: skip
def list_consents(request: HttpRequest, profile_id: ProfileId, paging: Query[Paging]) -> Any:  # noqa: ARG001
    """All that a customer allowed and refused, the last word first, with the proof."""
    rows, following = page(queries.consents(profile_of(profile_id)), paging, ("-occurred_at", "-id"), profile_id)
    data = [ConsentOut(**{name: getattr(row, name) for name in ConsentOut.model_fields}) for row in rows]
    return ConsentPage(data=data, next=following)


@router.post(
    "/{profile_id}/consents", auth=_SAY, response=changed(Taken, 202), operation_id="recordConsent",
    summary="Record a consent",
)  # fmt: skip
def record_consent(request: HttpRequest, profile_id: ProfileId, given: ConsentIn) -> Any:
    """Write down what a customer said. It goes the road of all events: 202 means that it will land, in a moment."""
    key = request.headers.get("Idempotency-Key")
    call = {
        "type": "track", "event": "consent_changed", "messageId": _message_id(key),
        "timestamp": (given.occurred_at or clock.now()).isoformat(), **_who(profile_of(profile_id)),
        "properties": given.model_dump(exclude={"occurred_at"}, exclude_none=True),
    }  # fmt: skip
    take_in([call], origin=f"api:{asking().name}"[:40])
    return Status(202, Taken(message_id=call["messageId"]))


def _who(profile: Profile) -> dict[str, Any]:
    """The customer, by the id after which they are called."""
    value = queries.identifiers(profile).get(number=profile.number).value
    match profile.kind:
        case Kind.CUSTOMER:
            return {"userId": value}
        case Kind.ANONYMOUS:
            return {"anonymousId": value}
        case _:
            return {"context": {"traits": {profile.kind: value}}}


def _message_id(idempotency_key: str | None) -> str:
    """The same for the same request sent again: then it lands once, whatever became of the answer."""
    if idempotency_key is None:
        return f"api-{uuid4().hex}"
    return "api-" + sha256(f"{asking().key} {idempotency_key}".encode()).hexdigest()[:40]
