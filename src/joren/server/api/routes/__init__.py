"""The operations, a file per part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from joren.server.api.errors import ErrorAnswer

_READING = frozenset({400, 401, 403, 404, 422, 429, 500})


def answers(success: Any, status: int = 200) -> Mapping[Any, Any]:
    """What an operation that reads may answer."""
    return {status: success, _READING: ErrorAnswer}


def changed(success: Any, status: int = 200) -> Mapping[Any, Any]:
    """What an operation that changes something may answer."""
    return {status: success, _READING | {409, 413}: ErrorAnswer}
