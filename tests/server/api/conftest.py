"""Programs with keys of every role, that ask in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

ROLES = ("owner", "marketer", "support", "analyst", "developer")


@dataclass
class Program:
    """One that asks with a key. `language` is what its person reads."""

    key: str = ""
    language: str = "en"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        from django.test import Client

        sent = {"Accept-Language": self.language} | {name.replace("_", "-"): text for name, text in headers.items()}
        if self.key:
            sent["Authorization"] = f"Bearer {self.key}"
        data = body if isinstance(body, str | bytes) else "" if body is None else json.dumps(body)
        return Client(SERVER_NAME="localhost", raise_request_exception=False).generic(
            method, "/api/v1" + path, data, content_type="application/json", headers=sent
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)


def program(role: str = "owner", *scopes: str, language: str = "en") -> Program:
    from django.conf import settings

    from joren.server.accounts.actions import create_key
    from joren.server.accounts.models import KeyKind, Role

    name = f"{role}-{uuid4().hex[:8]}"
    key = create_key(KeyKind.API, name, settings.OPTIONS.write_keys, role=Role(role), scopes=scopes)
    return Program(key, language)


@pytest.fixture
def owner(_django: Path) -> Program:
    return program()


@pytest.fixture
def endpoint_id(owner: Program) -> Iterator[int]:
    made = owner.post("/webhooks", {"url": "http://127.0.0.1:9/hook", "events": ["order_*"]}).json()
    yield made["id"]
    owner.ask("DELETE", f"/webhooks/{made['id']}")


@pytest.fixture
def told(_django: Path) -> Iterator[None]:
    """The story has happened, and nothing else."""
    import shutil

    from django.conf import settings

    from joren.server.ingest.rebuild import empty_present
    from tests.server.api.story import tell

    def forget() -> None:
        empty_present()
        shutil.rmtree(settings.OPTIONS.lake / "events", ignore_errors=True)

    forget()
    tell()
    yield
    forget()
