"""Who may see what."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from joren.server.accounts.models import Role, User

_MAY_SEE_PERSONAL = {Role.OWNER}
_MAY_SEE_NUMBERS = {Role.OWNER, Role.ANALYST}


def access_numbers(user: User | AnonymousUser) -> User:
    """The user, if they may see numbers. Raises `PermissionDenied`."""
    if isinstance(user, User) and user.is_active and user.role in _MAY_SEE_NUMBERS:
        return user
    raise PermissionDenied


def may_see_personal(user: User) -> bool:
    """Whether the user may see what tells who a customer is."""
    return user.role in _MAY_SEE_PERSONAL
