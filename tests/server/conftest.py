"""The running Joren that most tests of the server ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server.running import Shop, running_shop


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with running_shop(tmp_path_factory.mktemp("shop")) as running:
        yield running
