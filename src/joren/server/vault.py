"""Locks what is stored of other people's systems (access tokens, webhook secrets): Fernet, with keys that rotate."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from joren.errors import JorenError
from joren.language import gettext as _
from joren.server.settings.secrets import vault_keys


def lock(text: str) -> str:
    """The text, locked by the newest key."""
    return _vault().encrypt(text.encode()).decode("ascii")


def unlock(locked: str) -> str:
    """The text again. Raises `JorenError` when no key of the data folder opens it."""
    try:
        return _vault().decrypt(locked.encode("ascii")).decode()
    except InvalidToken as error:
        raise _wrong_key() from error


def lock_anew(locked: str) -> str:
    """The same text, locked by the newest key: after a new key was put first. Raises `JorenError` as `unlock` does."""
    try:
        return _vault().rotate(locked.encode("ascii")).decode("ascii")
    except InvalidToken as error:
        raise _wrong_key() from error


def _vault() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in vault_keys(settings.OPTIONS.secrets)])


def _wrong_key() -> JorenError:
    return JorenError(
        _("A stored secret cannot be opened: the data folder's file of secrets is not the one it was locked with."),
        code="vault.key",
    )
