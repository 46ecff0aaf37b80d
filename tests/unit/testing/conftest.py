from __future__ import annotations

import pytest

from joren.testing.shop import Shop


@pytest.fixture(scope="session")
def small() -> Shop:
    """A shop of half a year, for what looks at every event."""
    return Shop(seed=3, customers=250, days=200)


@pytest.fixture(scope="session")
def large() -> Shop:
    """A shop with people enough to count them."""
    return Shop(seed=5, customers=20_000)
