"""Which keys there are, and whose a given one is."""

from __future__ import annotations

from django.db.models import QuerySet

from joren.collector.write_keys import digest
from joren.server.accounts.models import Key, KeyKind


def keys() -> QuerySet[Key]:
    """Every key, revoked ones too."""
    return Key.objects.all()


def api_key(key: str) -> Key | None:
    """The good API key that this is; None for any other."""
    return Key.objects.filter(digest=digest(key), kind=KeyKind.API, revoked_at=None).first()
