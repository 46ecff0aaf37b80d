"""The running Joren that most tests of the server ask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from joren.server.processes.prepare import prepare
from joren.server.settings.options import Options
from tests.server.running import Shop, running_shop


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with running_shop(tmp_path_factory.mktemp("shop")) as running:
        yield running


@pytest.fixture(scope="session")
def _django(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Django in this process, on a data folder of its own."""
    data = tmp_path_factory.mktemp("django") / "data"
    options = Options(data=data, reachable_networks=(ip_network("127.0.0.0/8"),))
    os.environ.update(options.environment())
    prepare(options)
    return options.data
