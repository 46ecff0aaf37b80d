"""Visits stand here for 30 days; the lake has all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.server.landing.conftest import Stores
from tests.server.present.conftest import Land


def test_while_landing_goes_on(
    land: Land, move_clock: Callable[[timedelta], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from joren.server.commerce.models import Visit

    land([{"type": "page", "anonymousId": "laptop", "messageId": "1", "context": {"page": {"path": "/"}}}])
    monkeypatch.setattr("joren.server.ingest.landing._TIDY_SECONDS", -1.0)
    lander = Stores(tmp_path).lander()
    move_clock(timedelta(days=30))
    lander.step()
    assert Visit.objects.count() == 1
    move_clock(timedelta(days=1))
    lander.step()
    assert Visit.objects.count() == 0
