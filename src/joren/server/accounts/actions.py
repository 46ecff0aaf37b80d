"""The only writers of users, set-up links and keys."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import QuerySet

from joren.collector import write_keys
from joren.errors import InputError
from joren.language import gettext as _
from joren.server import clock
from joren.server.accounts.models import Key, KeyKind, Role, SetUpLink, User

_LINK_HOURS = 24
_PREFIX = {KeyKind.WRITE: "jw", KeyKind.API: "ja"}


def make_set_up_link() -> str | None:
    """The secret of a new set-up link, good for a day; None when there is an owner already. Older links end."""
    with transaction.atomic():
        if User.objects.exists():
            return None
        SetUpLink.objects.all().delete()
        token, now = secrets.token_urlsafe(32), clock.now()
        SetUpLink.objects.create(
            digest=write_keys.digest(token), created_at=now, expires_at=now + timedelta(hours=_LINK_HOURS)
        )
    return token


def is_good_set_up_link(token: str) -> bool:
    """Whether the link still works."""
    return _good_links(token).exists()


def create_owner(token: str, email: str, password: str) -> User | None:
    """Make the first owner's account and use the link up; None when the link does not work (any more).

    Raises Django's `ValidationError` for a password that is easy to guess.
    """
    user = User(email=User.objects.normalize_email(email), role=Role.OWNER, created_at=clock.now())
    validate_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        if User.objects.exists() or _good_links(token).update(used_at=clock.now()) != 1:
            return None
        user.save()
    return user


def create_key(
    kind: KeyKind, name: str, keys_file: Path, *, role: Role | None = None, scopes: Sequence[str] = ()
) -> str:
    """Make a key and let the collector know; the key itself is returned this once and kept nowhere.

    An API key does what its `role` may (the owner's, if none is given), and of that only what `scopes` names, if any.
    """
    key = f"{_PREFIX[kind]}_{secrets.token_urlsafe(32)}"
    allowed = (role or Role.OWNER) if kind == KeyKind.API else ""
    with transaction.atomic():
        if Key.objects.filter(name=name).exists():
            said = _("There is a key called “{name}” already. Choose another name.").format(name=name)
            raise InputError(said, code="keys.name")
        Key.objects.create(
            kind=kind, name=name, role=allowed, scopes=sorted(set(scopes)), digest=write_keys.digest(key),
            created_at=clock.now(),
        )  # fmt: skip
    if kind == KeyKind.WRITE:
        transaction.on_commit(lambda: publish_write_keys(keys_file))
    return key


def revoke_key(name: str, keys_file: Path) -> bool:
    """Let a key open nothing any more; False when there is no such key in use."""
    revoked = Key.objects.filter(name=name, revoked_at=None).update(revoked_at=clock.now()) == 1
    transaction.on_commit(lambda: publish_write_keys(keys_file))
    return revoked


def publish_write_keys(keys_file: Path) -> None:
    """Write the good write keys where the collector looks."""
    good = Key.objects.filter(kind=KeyKind.WRITE, revoked_at=None)
    write_keys.publish(keys_file, dict(good.values_list("digest", "name")))


def unused_key_name(kind: KeyKind) -> str:
    """A name for a key that got none, such as write-1."""
    taken = set(Key.objects.values_list("name", flat=True))
    number = 1
    while f"{kind.value}-{number}" in taken:
        number += 1
    return f"{kind.value}-{number}"


def _good_links(token: str) -> QuerySet[SetUpLink]:
    return SetUpLink.objects.filter(digest=write_keys.digest(token), used_at=None, expires_at__gt=clock.now())
