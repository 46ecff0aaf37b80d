"""Shops connected to the Django of this process, and what was taken in from them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from joren.collector.spool import Spool, SpoolReader, Taken


@pytest.fixture
def here(_django: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Shops may be on this machine; none is left over afterwards."""
    from django.conf import settings

    from joren.server.connectors.models import Connection, PrivacyRequest

    options = dataclasses.replace(settings.OPTIONS, reachable_networks=(ip_network("127.0.0.0/8"),))
    monkeypatch.setattr(settings, "OPTIONS", options)
    yield
    Connection.objects.all().delete()
    PrivacyRequest.objects.all().delete()


@pytest.fixture
def connect(here: None) -> Callable[..., Any]:  # noqa: ARG001
    """Connect a shop of a kind; its name is made up."""
    from joren.server.connectors import actions

    def make(shop: str, address: str, secrets: dict[str, str], **settings: Any) -> Any:
        return actions.connect(shop, f"{shop} {uuid4().hex[:6]}", address, secrets, settings)

    return make


@pytest.fixture
def taken(_django: Path) -> Callable[[], list[dict[str, Any]]]:
    """The calls that were taken in since the test began or since it last asked."""
    from joren.server.ingest import way_in

    way_in.take_in([{"type": "track", "event": "x", "userId": "x", "messageId": "mark"}], origin="mark")
    seen = {spool.id: SpoolReader(spool).read(0)[-1].number for spool in spools(_django)}

    def ask() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for spool in spools(_django):
            records = SpoolReader(spool).read(seen.get(spool.id, 0), most_bytes=100_000_000)
            for record in records:
                found += msgspec.json.decode(msgspec.msgpack.decode(record.payload, type=Taken).body)["batch"]
                seen[spool.id] = record.number
        return found

    return ask


def spools(data: Path) -> list[Spool]:
    return [Spool.at(folder) for folder in sorted((data / "spool/inside").iterdir())]
