"""The running Joren that most tests of the server ask, and Django in the tests' own process.

Tests that use Django run twice, on SQLite and on PostgreSQL. Those that start a Joren run on what `JOREN_TEST_DATABASE`
names, `sqlite` unless it is given; `JOREN_TEST_DATABASE=postgres` makes all of them run on PostgreSQL alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from joren.clock import SystemClock
from joren.server.processes.prepare import prepare
from joren.server.settings.options import Options
from tests.server.postgresql import fresh_database, stop_server
from tests.server.running import Shop, running_shop

_ASKED = os.environ.get("JOREN_TEST_DATABASE")


@pytest.fixture(scope="session", autouse=True)
def _no_server_stays() -> Iterator[None]:
    yield
    stop_server()


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with running_shop(tmp_path_factory.mktemp("shop")) as running:
        yield running


@pytest.fixture(scope="session", params=[_ASKED] if _ASKED else ["sqlite", "postgres"])
def _django(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Django in this process, on a data folder of its own and an empty database."""
    url = fresh_database() if request.param == "postgres" else None
    options = Options(data=tmp_path_factory.mktemp("django") / "data", database_url=url)
    with patch.dict(os.environ, options.environment()):
        _use(options)
        prepare(options)
    yield options.data
    _let_go()


def _use(options: Options) -> None:
    """Let Django, if it is loaded already, work on these stores."""
    from django.conf import settings

    if settings.configured:
        from django.db import connections

        from joren.server.settings.database import database

        settings.OPTIONS = options
        connections.settings["default"] = connections.configure_settings({"default": database(options)})["default"]
        del connections["default"]


def _let_go() -> None:
    from django.db import connections

    connections.close_all()


@pytest.fixture
def move_clock(_django: Path) -> Iterator[Callable[[timedelta], None]]:
    from joren.server import clock

    class Moved:
        by = timedelta(0)

        def now(self) -> datetime:
            return SystemClock().now() + self.by

    moved = Moved()
    clock.set_clock(moved)

    def move(by: timedelta) -> None:
        moved.by += by

    yield move
    clock.set_clock(SystemClock())
