"""Those who ask, as in the tests of the API."""

from __future__ import annotations

from tests.server.api.conftest import owner, told

__all__ = ["owner", "told"]
