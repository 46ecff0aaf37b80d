"""Compares signatures of webhooks, in a time that says nothing about them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

from joren.server.connectors.shop import HookRefusedError


def check_base64_sha256(body: bytes, given: str, keys: Iterable[str]) -> None:
    """Check HMAC-SHA256 of the body as it came, in base64, under any of the keys. Raises `HookRefusedError`."""
    good = False
    for key in filter(None, keys):
        expected = base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest())
        good |= hmac.compare_digest(expected, given.strip().encode("utf-8", "replace"))
    if not good:
        raise HookRefusedError("the signature is missing" if not given else "the signature is wrong")


def check_secret(given: str, keys: Iterable[str]) -> None:
    """Check a secret that is sent as it is. Raises `HookRefusedError`."""
    good = False
    for key in filter(None, keys):
        good |= hmac.compare_digest(key.encode(), given.encode("utf-8", "replace"))
    if not good:
        raise HookRefusedError("the secret header is missing" if not given else "the secret header is wrong")
