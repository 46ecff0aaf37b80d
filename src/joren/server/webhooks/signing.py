"""Signatures by the Standard Webhooks scheme: HMAC-SHA256 of `id.timestamp.body`, version v1."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

PREFIX = "whsec_"
_SECRET_BYTES = 32


def new_secret() -> str:
    """A secret as the scheme writes it: `whsec_` and base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


def headers_of(webhook_id: str, moment: datetime, body: bytes, secrets_: Iterable[str]) -> Mapping[str, str]:
    """The three headers. With several secrets there is a signature by each: the receiver knows at least one."""
    timestamp = str(int(moment.timestamp()))
    signed = b".".join((webhook_id.encode(), timestamp.encode(), body))
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(each, signed) for each in secrets_),
    }


def _signature(secret: str, signed: bytes) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a secret is whsec_ and base64") from error
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode("ascii")
