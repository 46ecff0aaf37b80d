"""Sends webhooks as shops do."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "data/connectors"


def payload(name: str, **changes: Any) -> dict[str, Any]:
    """A payload of `tests/data/connectors`, with changes."""
    found: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    return {**found, **changes}


def signature(body: bytes, key: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), body, hashlib.sha256).digest()).decode()


def post(connection: Any, body: bytes, headers: dict[str, str], path: str | None = None) -> Any:
    from django.test import Client

    from joren.server.connectors.opening import hook_path

    return Client(SERVER_NAME="localhost", enforce_csrf_checks=True).post(
        path or hook_path(connection), data=body, content_type="application/json", headers=headers
    )
