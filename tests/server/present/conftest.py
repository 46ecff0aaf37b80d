"""Events given straight to the present, and what it holds afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from joren.clock import SystemClock
from joren.collector.spool import Record, Taken
from joren.collector.spool.record import microseconds
from joren.harvest import harvest

Call = dict[str, Any]
Land = Callable[[Iterable[Call]], None]


def rows_of(calls: Iterable[Call]) -> Any:
    """The calls as rows of the lake."""
    body = json.dumps({"batch": list(calls)}).encode()
    taken = Taken("batch", microseconds(SystemClock().now()), "web", body)
    found = harvest([Record(1, msgspec.msgpack.encode(taken))], "spool")
    assert found.refused == []
    return found.events


@pytest.fixture
def land(_django: Path) -> Iterator[Land]:
    """Lands calls in an empty present, which is empty again afterwards."""
    from django.db import transaction

    from joren.server.ingest.present import apply
    from joren.server.ingest.rebuild import empty_present

    empty_present()

    def land_now(calls: Iterable[Call]) -> None:
        with transaction.atomic():
            apply(rows_of(calls))

    yield land_now
    empty_present()


def present() -> dict[str, list[dict[str, Any]]]:
    """Every row of the present, but for numbers that only count rows."""
    from joren.server.ingest.rebuild import PRESENT

    held = {}
    for model in PRESENT:
        rows = [
            {name: value for name, value in row.items() if name not in {"id", "moved_at"}}
            for row in model.objects.values()
        ]
        held[model.__name__] = sorted(rows, key=repr)
    return held
