"""The keys that programs use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema, Status

from joren.server.accounts import actions, queries
from joren.server.accounts.access import Data, Way
from joren.server.accounts.models import Key, KeyKind, Role
from joren.server.api.callers import SCOPES, ApiKey, Scope, asking
from joren.server.api.cursors import Paging, page
from joren.server.api.errors import ApiError, not_found
from joren.server.api.routes import answers, changed
from joren.server.api.shown import Given, Moment, Number, Shown, Text

router = Router()

_SEE = ApiKey("keys", Data.KEYS)
_CHANGE = ApiKey("keys", Data.KEYS, Way.WRITE)

RoleName = Literal["owner", "marketer", "support", "analyst", "developer"]


class KeyOut(Shown):
    """A key; what it is itself is kept nowhere."""

    id: int
    kind: Literal["write", "api"]
    name: str
    role: RoleName | None = Field(description="What an API key may do; null for a write key.")
    scopes: list[str] = Field(description="What it is kept to; empty: all that its role may.")
    created_at: Moment
    revoked_at: Moment | None


class KeyWithSecret(KeyOut):
    """A new key, as it is sent with requests: this once."""

    key: str


class KeyPage(Schema):
    """Some keys."""

    data: list[KeyOut]
    next: str | None = Field(description="The cursor of the next page; null on the last.")


Name = Annotated[Text, Field(min_length=1, max_length=40)]


class WriteKeyIn(Given):
    """A key that sends events in and opens nothing else: it may stand in web pages."""

    kind: Literal["write"]
    name: Name


class ApiKeyIn(Given):
    """A key to this API."""

    kind: Literal["api"]
    name: Name
    role: RoleName = Field(description="What it may do: at most what your own key may.")
    scopes: list[Scope] = Field(
        [], max_length=len(SCOPES), description="What it is kept to; none: all that the role may. write includes read."
    )


KeyIn = Annotated[WriteKeyIn | ApiKeyIn, Field(discriminator="kind")]


@router.get("", auth=_SEE, response=answers(KeyPage), operation_id="listKeys", summary="List keys")
def list_keys(request: HttpRequest, paging: Query[Paging]) -> Any:  # noqa: ARG001
    """Every key, revoked ones too, the oldest first."""
    rows, following = page(queries.keys(), paging, ("id",))
    return KeyPage(data=[KeyOut(**_fields(row)) for row in rows], next=following)


@router.post("", auth=_CHANGE, response=changed(KeyWithSecret, 201), operation_id="createKey", summary="Make a key")
def create_key(request: HttpRequest, given: KeyIn) -> Any:  # noqa: ARG001
    """Make a key. The answer holds it: this once. Nobody makes a key that may do more than their own."""
    role, scopes = None, []
    if isinstance(given, ApiKeyIn):
        role, scopes = Role(given.role), list(given.scopes)
        _must_give(role, scopes)
    key = actions.create_key(KeyKind(given.kind), given.name, settings.OPTIONS.write_keys, role=role, scopes=scopes)
    return Status(201, KeyWithSecret(**_fields(queries.keys().get(name=given.name)), key=key))


@router.delete(
    "/{key_id}", auth=_CHANGE, response=changed(None, 204), operation_id="revokeKey", summary="Revoke a key"
)  # fmt: skip
def revoke_key(request: HttpRequest, key_id: Number) -> Any:  # noqa: ARG001
    """Let a key open nothing any more. It stays in the list."""
    row = queries.keys().filter(pk=key_id, revoked_at=None).first()
    if row is None:
        raise not_found()
    if row.pk == asking().key:
        raise ApiError(409, "key.own", _("A key does not revoke itself. Use another one."))
    if row.kind == KeyKind.API:
        _must_give(row.role, row.scopes)
    actions.revoke_key(row.name, settings.OPTIONS.write_keys)
    return Status(204, None)


def _must_give(role: str, scopes: Sequence[str]) -> None:
    if not asking().may_give(role, scopes):
        raise ApiError(403, "access.role", _("Your key may do less than this one."))


def _fields(row: Key) -> dict[str, Any]:
    return {
        "id": row.pk, "kind": row.kind, "name": row.name, "role": row.role or None, "scopes": row.scopes,
        "created_at": row.created_at, "revoked_at": row.revoked_at,
    }  # fmt: skip
