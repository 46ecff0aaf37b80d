"""Who may do what: one matrix of roles and kinds of data, for the pages and the API alike."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from joren.server.accounts.models import Role, User


class Data(StrEnum):
    """What there is to see and change, by how careful one has to be with it."""

    NUMBERS = "numbers"
    """Counts, sums and states, and things without a person in them. Nobody can be told from them."""
    PERSONAL = "personal"
    """Who somebody is, what one person did, and what they agreed to."""
    MESSAGES = "messages"
    """What is written to customers and what they write."""
    SETTINGS = "settings"
    """How the shop is connected and runs."""
    KEYS = "keys"
    """What opens all of this."""


class Way(StrEnum):
    """Seeing or changing."""

    READ = "read"
    """See it."""
    WRITE = "write"
    """Make, change and delete it."""


_BOTH, _SEE, _NONE = frozenset(Way), frozenset({Way.READ}), frozenset[Way]()

#: Every role × every kind of data. `docs/howto/use-the-api.md` shows the same table.
MATRIX: Mapping[Role, Mapping[Data, frozenset[Way]]] = {
    Role.OWNER: dict.fromkeys(Data, _BOTH),
    Role.MARKETER: {
        Data.NUMBERS: _BOTH, Data.PERSONAL: _BOTH, Data.MESSAGES: _BOTH, Data.SETTINGS: _SEE, Data.KEYS: _NONE
    },
    Role.SUPPORT: {
        Data.NUMBERS: _SEE, Data.PERSONAL: _BOTH, Data.MESSAGES: _BOTH, Data.SETTINGS: _NONE, Data.KEYS: _NONE
    },
    Role.ANALYST: {
        Data.NUMBERS: _SEE, Data.PERSONAL: _NONE, Data.MESSAGES: _NONE, Data.SETTINGS: _NONE, Data.KEYS: _NONE
    },
    Role.DEVELOPER: {
        Data.NUMBERS: _SEE, Data.PERSONAL: _NONE, Data.MESSAGES: _NONE, Data.SETTINGS: _BOTH, Data.KEYS: _BOTH
    },
}  # fmt: skip


def may(role: str, data: Data, way: Way = Way.READ) -> bool:
    """Whether somebody of this role may see or change data of this kind. An unknown role may nothing."""
    return role in set(Role) and way in MATRIX[Role(role)][data]


def covers(role: str, other: str) -> bool:
    """Whether a role may do all that another may: nobody gives away more than they have."""
    return other in set(Role) and all(may(role, data, way) for data in Data for way in MATRIX[Role(other)][data])


def access(user: User | AnonymousUser, data: Data, way: Way = Way.READ) -> User:
    """The user, if they may. Raises `PermissionDenied`."""
    if isinstance(user, User) and user.is_active and may(user.role, data, way):
        return user
    raise PermissionDenied


def access_numbers(user: User | AnonymousUser) -> User:
    """The user, if they may see numbers. Raises `PermissionDenied`."""
    return access(user, Data.NUMBERS)


def may_see_personal(user: User) -> bool:
    """Whether the user may see what tells who a customer is."""
    return may(user.role, Data.PERSONAL)
