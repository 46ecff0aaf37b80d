"""A data folder of this test process, and spools that are put into it by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import msgspec
import pytest

from joren.clock import SystemClock
from joren.collector.spool import Spool, SpoolWriter, Taken
from joren.collector.spool.record import microseconds
from joren.lake import EventLake


@dataclass
class Stores:
    """A spool with nothing landed, and where it lands. `tag` keeps its ids apart from other tests'."""

    folder: Path
    tag: str = field(default_factory=lambda: uuid4().hex[:8])

    def __post_init__(self) -> None:
        self.spool = Spool.at(self.folder / "spool")

    def take(self, *messages: str, at: datetime | None = None) -> None:
        """One request with an event for each of these message ids."""
        self.take_calls(
            [{"type": "track", "event": "x", "userId": self.tag, "messageId": self.tag + each} for each in messages],
            at=at,
        )

    def take_calls(self, calls: list[dict[str, Any]], at: datetime | None = None) -> None:
        """One request with these calls."""
        body = json.dumps({"batch": calls}).encode()
        moment = microseconds(at or SystemClock().now())
        writer = SpoolWriter(self.spool, lambda *_: None)
        writer.append(msgspec.msgpack.encode(Taken("batch", moment, "web", body)), None)
        writer.close()

    def lander(self) -> Any:
        from joren.server.ingest.landing import Lander
        from joren.server.jobs.actions import take_lease

        lease = take_lease(f"landing:{self.spool.id}", "test", former_is_gone=True)
        assert lease is not None
        return Lander(self.spool, EventLake.at(self.folder / "lake"), lease, lake_seconds=0)

    def in_lake(self) -> list[str]:
        sql = EventLake.at(self.folder / "lake").sql()
        rows = duckdb.execute(f"SELECT message_id FROM ({sql}) ORDER BY record, position").fetchall()
        return [row[0].removeprefix(self.tag) for row in rows]

    def in_database(self) -> int:
        from joren.server.profiles.models import Identifier

        known = Identifier.objects.filter(value=self.tag).first()
        return known.events if known else 0


@pytest.fixture
def stores(_django: Path, tmp_path: Path) -> Stores:
    return Stores(tmp_path)
