"""Who asks: an API key with its role and scopes. Sessions of the pages open nothing here."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, get_args

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from joren.server.accounts import queries
from joren.server.accounts.access import Data, Way, covers, may
from joren.server.api.errors import ApiError

#: What a key may be kept to. `…:write` includes `…:read`. One without a `:write` has nothing to change.
Scope = Literal[
    "carts:read", "consents:read", "consents:write", "events:read", "intake:read", "keys:read", "keys:write",
    "orders:read", "products:read", "profiles:read", "webhooks:read", "webhooks:write",
]  # fmt: skip
SCOPES: tuple[str, ...] = get_args(Scope)


@dataclass(frozen=True)
class Caller:
    """The program that asks."""

    key: int
    name: str
    role: str
    scopes: frozenset[str]

    def has_scope(self, resource: str, way: Way) -> bool:
        """Whether its key is good for this part."""
        if not self.scopes or f"{resource}:{Way.WRITE.value}" in self.scopes:
            return True
        return way is Way.READ and f"{resource}:{way.value}" in self.scopes

    def may(self, data: Data, way: Way = Way.READ) -> bool:
        """Whether its role allows this."""
        return may(self.role, data, way)

    def may_give(self, role: str, scopes: Sequence[str]) -> bool:
        """Whether it may make or revoke a key that can do this: never more than itself."""
        if not covers(self.role, role):
            return False
        if not self.scopes:
            return True
        return bool(scopes) and all(self.has_scope(*_parts(scope)) for scope in scopes)


#: Who asks at present. None: nobody who may see anything.
current: ContextVar[Caller | None] = ContextVar("joren_api_caller", default=None)


def caller_of(request: HttpRequest) -> Caller | None:
    """Whose key the request carries; None without a key, or with one that is not good."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    found = queries.api_key(token.strip())
    return Caller(found.pk, found.name, found.role, frozenset(found.scopes)) if found else None


class ApiKey(HttpBearer):
    """What an operation needs of its caller. Each operation has its own; there is none without."""

    openapi_description = "An API key: `Authorization: Bearer ja_…`"

    def __init__(self, resource: str, data: Data, way: Way = Way.READ) -> None:
        super().__init__()
        self.resource, self.data, self.way = resource, data, way

    def __call__(self, request: HttpRequest) -> Any:
        """The caller. Raises `ApiError` when there is none, or one that may not."""
        caller = current.get()
        if caller is None:
            missing = "Authorization" not in request.headers
            raise ApiError(
                401, "key.missing" if missing else "key.unknown",
                _("Send an API key as “Authorization: Bearer …”.") if missing else _("The API key is unknown."),
                headers={"WWW-Authenticate": "Bearer"},
            )  # fmt: skip
        if not caller.may(self.data, self.way):
            raise ApiError(403, "access.role", _("The key's role does not allow this."))
        if not caller.has_scope(self.resource, self.way):
            raise ApiError(403, "access.scope", _("The key is not good for this part."))
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Never called: `__call__` does all."""
        raise NotImplementedError


def asking() -> Caller:
    """Who asks. There is somebody in every operation: `ApiKey` has seen to it."""
    caller = current.get()
    if caller is None:
        raise LookupError("nobody asks")
    return caller


def require_personal(caller: Caller) -> None:
    """Refuse somebody who may not see who customers are."""
    if not caller.may(Data.PERSONAL):
        raise ApiError(403, "access.role", _("The key's role does not allow this."))


def _parts(scope: str) -> tuple[str, Way]:
    resource, _colon, way = scope.partition(":")
    return resource, Way(way)
