"""Outgoing webhooks: endpoints, and what is on its way to them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema, Status

from joren.server.accounts.access import Data, Way
from joren.server.api.callers import ApiKey, asking, require_personal
from joren.server.api.cursors import Paging, page
from joren.server.api.errors import ApiError, not_found
from joren.server.api.routes import answers, changed
from joren.server.api.shown import Given, Moment, Number, Shown, Text, personal
from joren.server.webhooks import actions, queries
from joren.server.webhooks.models import Delivery, Endpoint

router = Router()

_SEE = ApiKey("webhooks", Data.SETTINGS)
_CHANGE = ApiKey("webhooks", Data.SETTINGS, Way.WRITE)

Url = Annotated[
    Text,
    Field(max_length=2000, pattern=r"^https?://[^\s/]", description="Where to send: https, on the public internet."),
]
Patterns = Annotated[
    list[Annotated[Text, Field(min_length=1, max_length=200)]],
    Field(min_length=1, max_length=50, description="Names of events; `order_*` stands for all that begin so."),
]  # fmt: skip
Description = Annotated[Text, Field(max_length=200, description="For people.")]
IncludesPersonal = Annotated[bool, Field(description="Send along who it was, properties and context.")]


class EndpointOut(Shown):
    """A server that is told of events."""

    id: int
    url: str
    description: str
    events: list[str]
    includes_personal: bool
    enabled: bool
    disabled_reason: Literal["asked", "gone", "failing"] | None = Field(
        None, description="asked: by somebody here; gone: it answered 410; failing: it took nothing for five days."
    )
    disabled_at: Moment | None = None
    failing_since: Moment | None = None
    created_at: Moment

    @classmethod
    def of(cls, row: Endpoint) -> EndpointOut:
        """As it goes out."""
        return cls(**_fields(row))


class EndpointWithSecret(EndpointOut):
    """A new endpoint, with what signs: this once."""

    secret: str = Field(description="`whsec_…`, to check signatures with. It is told this once.")


class EndpointPage(Schema):
    """Some endpoints."""

    data: list[EndpointOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class EndpointIn(Given):
    """A server to tell."""

    url: Url
    events: Patterns
    description: Description = ""
    includes_personal: IncludesPersonal = False


class EndpointChange(Given):
    """What is to change; what is left out stays."""

    url: Url | None = None
    events: Patterns | None = None
    description: Description | None = None
    includes_personal: IncludesPersonal | None = None
    enabled: bool | None = None


class Rotation(Given):
    """How to change over to a new secret."""

    overlap_hours: Annotated[int, Field(ge=0, le=168, description="How long the former secret signs too.")] = 24


class Secret(Schema):
    """What signs from now on."""

    secret: str = Field(description="`whsec_…`. It is told this once.")


class AttemptOut(Shown):
    """One try."""

    at: Moment
    status: int | None = Field(description="The answer's status; null when there was no answer.")
    milliseconds: int
    error: str | None


class DeliveryOut(Shown):
    """An event on its way to an endpoint."""

    id: int
    webhook_id: str = Field(description="The header webhook-id: the same at every try.")
    event: str
    status: str = Field(
        description="pending, delivered or dead", json_schema_extra={"enum": ["pending", "delivered", "dead"]}
    )
    next_attempt_at: Moment | None
    created_at: Moment
    ended_at: Moment | None
    attempts: list[AttemptOut] = Field(description="The latest first.")
    body: dict[str, Any] | None = personal("What is sent; null once it has arrived.")

    @classmethod
    def of(cls, row: Delivery) -> DeliveryOut:
        """As it goes out."""
        tries = [
            AttemptOut(at=each.at, status=each.status, milliseconds=each.milliseconds, error=each.error or None)
            for each in row.attempt_set.all()
        ]
        return cls(
            id=row.pk, webhook_id=row.webhook_id, event=row.name, status=row.status,
            next_attempt_at=row.next_at if row.status == "pending" else None, created_at=row.created_at,
            ended_at=row.ended_at, attempts=tries, body=json.loads(row.body) if row.body else None,
        )  # fmt: skip


class DeliveryPage(Schema):
    """Some deliveries."""

    data: list[DeliveryOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class Replayed(Schema):
    """How much is tried again."""

    count: int


class DeliveryFilter(Schema):
    """Which deliveries."""

    status: Annotated[
        Literal["pending", "delivered", "dead"] | None, Query(description="Only these. `dead` is the dead-letter list.")
    ] = None


@router.get("", auth=_SEE, response=answers(EndpointPage), operation_id="listEndpoints", summary="List endpoints")
def list_endpoints(request: HttpRequest, paging: Query[Paging]) -> Any:  # noqa: ARG001
    """Every endpoint, the oldest first."""
    rows, following = page(queries.endpoints(), paging, ("id",))
    return EndpointPage(data=[EndpointOut.of(row) for row in rows], next=following)


@router.post(
    "",
    auth=_CHANGE,
    response=changed(EndpointWithSecret, 201),
    operation_id="createEndpoint",
    summary="Make an endpoint",
)
def create_endpoint(request: HttpRequest, given: EndpointIn) -> Any:  # noqa: ARG001
    """Have a server told of events. The answer holds the secret: this once."""
    if given.includes_personal:
        require_personal(asking())
    row, secret = actions.create_endpoint(
        given.url, given.events, description=given.description, includes_personal=given.includes_personal
    )
    return Status(201, EndpointWithSecret(**_fields(row), secret=secret))


@router.get(
    "/{endpoint_id}", auth=_SEE, response=answers(EndpointOut), operation_id="getEndpoint", summary="One endpoint"
)
def get_endpoint(request: HttpRequest, endpoint_id: Number) -> Any:  # noqa: ARG001
    """One endpoint."""
    return EndpointOut.of(_endpoint(endpoint_id))


@router.patch(
    "/{endpoint_id}", auth=_CHANGE, response=changed(EndpointOut), operation_id="changeEndpoint",
    summary="Change an endpoint",
)  # fmt: skip
def change_endpoint(request: HttpRequest, endpoint_id: Number, given: EndpointChange) -> Any:  # noqa: ARG001
    """Change what is given. Turning it off lets what waits die; it may be replayed once it is on again."""
    row = _endpoint_to_change(endpoint_id)
    if given.includes_personal:
        require_personal(asking())
    changes = given.model_dump(exclude={"enabled"}, exclude_none=True)
    if changes:
        actions.change_endpoint(row, **changes)
    if given.enabled is not None:
        (actions.enable_endpoint if given.enabled else actions.disable_endpoint)(row)
    return EndpointOut.of(_endpoint(endpoint_id))


@router.delete(
    "/{endpoint_id}", auth=_CHANGE, response=changed(None, 204), operation_id="deleteEndpoint",
    summary="Delete an endpoint",
)  # fmt: skip
def delete_endpoint(request: HttpRequest, endpoint_id: Number) -> Any:  # noqa: ARG001
    """Forget an endpoint, with everything on its way there."""
    actions.delete_endpoint(_endpoint(endpoint_id))
    return Status(204, None)


@router.post(
    "/{endpoint_id}/rotate-secret", auth=_CHANGE, response=changed(Secret), operation_id="rotateSecret",
    summary="Change the secret",
)  # fmt: skip
def rotate_secret(request: HttpRequest, endpoint_id: Number, given: Rotation) -> Any:  # noqa: ARG001
    """Make a new secret. For a while there are two signatures, so that the receiver can change over."""
    row = _endpoint_to_change(endpoint_id)
    return Secret(secret=actions.rotate_secret(row, overlap=timedelta(hours=given.overlap_hours)))


@router.post(
    "/{endpoint_id}/test", auth=_CHANGE, response=changed(DeliveryOut, 202), operation_id="testEndpoint",
    summary="Send a test",
)  # fmt: skip
def test_endpoint(request: HttpRequest, endpoint_id: Number) -> Any:  # noqa: ARG001
    """Put a `webhook.test` on its way. How it went stands in the delivery."""
    row = _endpoint(endpoint_id)
    _must_be_on(row)
    return Status(202, DeliveryOut.of(actions.send_test(row)))


@router.post(
    "/{endpoint_id}/replay", auth=_CHANGE, response=changed(Replayed, 202), operation_id="replayDead",
    summary="Replay everything dead",
)  # fmt: skip
def replay_dead(request: HttpRequest, endpoint_id: Number) -> Any:  # noqa: ARG001
    """Try everything again that did not get through to this endpoint."""
    row = _endpoint_to_change(endpoint_id)
    _must_be_on(row)
    return Status(202, Replayed(count=actions.replay_dead(row)))


@router.get(
    "/{endpoint_id}/deliveries", auth=_SEE, response=answers(DeliveryPage), operation_id="listDeliveries",
    summary="List deliveries",
)  # fmt: skip
def list_deliveries(
    request: HttpRequest,  # noqa: ARG001
    endpoint_id: Number,
    paging: Query[Paging],
    chosen: Query[DeliveryFilter],
) -> Any:
    """What was and is on its way, the newest first, with every try. Arrived ones are kept a week, dead ones a month."""
    rows = queries.deliveries().filter(endpoint=_endpoint(endpoint_id))
    if chosen.status is not None:
        rows = rows.filter(status=chosen.status)
    found, following = page(rows, paging, ("-id",), endpoint_id, chosen.status)
    return DeliveryPage(data=[DeliveryOut.of(row) for row in found], next=following)


@router.get(
    "/{endpoint_id}/deliveries/{delivery_id}", auth=_SEE, response=answers(DeliveryOut), operation_id="getDelivery",
    summary="One delivery",
)  # fmt: skip
def get_delivery(request: HttpRequest, endpoint_id: Number, delivery_id: Number) -> Any:  # noqa: ARG001
    """One delivery."""
    return DeliveryOut.of(_delivery(endpoint_id, delivery_id))


@router.post(
    "/{endpoint_id}/deliveries/{delivery_id}/replay", auth=_CHANGE, response=changed(DeliveryOut, 202),
    operation_id="replayDelivery", summary="Replay a delivery",
)  # fmt: skip
def replay_delivery(request: HttpRequest, endpoint_id: Number, delivery_id: Number) -> Any:  # noqa: ARG001
    """Try a dead delivery again."""
    _must_be_on(_endpoint_to_change(endpoint_id))
    if not actions.replay(_delivery(endpoint_id, delivery_id)):
        raise ApiError(409, "delivery.not_dead", _("Only what did not get through can be replayed."))
    return Status(202, DeliveryOut.of(_delivery(endpoint_id, delivery_id)))


def _fields(row: Endpoint) -> dict[str, Any]:
    return {
        "id": row.pk, "url": row.url, "description": row.description, "events": row.events,
        "includes_personal": row.includes_personal, "enabled": row.is_enabled, "disabled_reason": row.disabled or None,
        "disabled_at": row.disabled_at, "failing_since": row.failing_since, "created_at": row.created_at,
    }  # fmt: skip


def _endpoint(number: int) -> Endpoint:
    found = queries.endpoint(number)
    if found is None:
        raise not_found()
    return found


def _endpoint_to_change(number: int) -> Endpoint:
    """One to change. Whoever may not see personal data may not lead it elsewhere either."""
    found = _endpoint(number)
    if found.includes_personal:
        require_personal(asking())
    return found


def _delivery(endpoint_number: int, number: int) -> Delivery:
    found = queries.deliveries().filter(endpoint=_endpoint(endpoint_number), pk=number).first()
    if found is None:
        raise not_found()
    return found


def _must_be_on(row: Endpoint) -> None:
    if not row.is_enabled:
        raise ApiError(409, "endpoint.disabled", _("This endpoint is turned off."))
