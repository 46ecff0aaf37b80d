"""What is known about keys."""

from __future__ import annotations

from joren.collector import write_keys
from joren.server.accounts.models import Key, KeyKind


def is_api_key(key: str) -> bool:
    """Whether it is an API key in use."""
    return Key.objects.filter(kind=KeyKind.API, digest=write_keys.digest(key), revoked_at=None).exists()
