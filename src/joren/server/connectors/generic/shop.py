"""Calls as `POST /v1/batch` takes them, signed by the Standard Webhooks scheme instead of a write key.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from joren.server.connectors.asking import Asking
from joren.server.connectors.calls import Call
from joren.server.connectors.shop import Hook, HookRefusedError, Opened, Received, Secret

_WINDOW = timedelta(minutes=5)
_PREFIX = "whsec_"


class Generic:
    """A shop that sends signed calls and can only be listened to."""

    name = "generic"
    kinds: Sequence[str] = ()
    secrets: Sequence[Secret] = (Secret(name="webhook_secret", label="Signing secret (whsec_…)", required=False),)

    def settle_address(self, address: str) -> str:
        """Whatever tells the shop apart: nothing is ever sent there."""
        return address.strip()

    def new_secrets(self) -> dict[str, str]:
        """The secret that signs, unless one is given."""
        return {"webhook_secret": _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode("ascii")}

    def receive(self, hook: Hook, connection: Opened) -> Received:
        """Check the signature and take the calls as they are."""
        number, moment = hook.headers.get("webhook-id", ""), hook.headers.get("webhook-timestamp", "")
        _check_signature(hook, number, moment, connection)
        _check_time(moment, hook.received_at)
        payload = json.loads(hook.body)
        given = payload.get("batch", [payload]) if isinstance(payload, dict) else payload
        calls = [_with_id(call, number, place) for place, call in enumerate(given)]
        return Received(topic="batch", delivery=number, calls=calls)

    def open(self, connection: Opened, asking: Asking) -> None:  # noqa: ARG002
        """Nothing can be asked."""
        asking.close()


def _check_signature(hook: Hook, number: str, moment: str, connection: Opened) -> None:
    signed = b".".join((number.encode("utf-8", "replace"), moment.encode("utf-8", "replace"), hook.body))
    good = False
    for name in ("webhook_secret", "former_webhook_secret"):
        key = _key(connection.secrets.get(name, ""))
        if not key:
            continue
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
        for given in hook.headers.get("webhook-signature", "").split():
            version, _, signature = given.partition(",")
            if version == "v1":
                good |= hmac.compare_digest(expected, signature.encode("utf-8", "replace"))
    if not (good and number):
        raise HookRefusedError("the signature is missing or wrong")


def _check_time(moment: str, now: datetime) -> None:
    try:
        sent = datetime.fromtimestamp(int(moment), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise HookRefusedError("the time cannot be read") from error
    if abs(now - sent) > _WINDOW:
        raise HookRefusedError("the webhook is too old, or of the future")


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _with_id(call: Any, number: str, place: int) -> Call:
    """A call without an id gets one of the delivery's, which is the same when it is sent again."""
    if not isinstance(call, dict):
        raise TypeError("a call is a JSON object")
    return call if call.get("messageId") else {**call, "messageId": f"{number}-{place}"}
