"""The id of a request: the caller's or our own, answered as `X-Request-Id`, kept with what the request brought.

By it one follows a request through the logs to its record in the spool, to its events in the lake, and to what these
caused.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

HEADER = b"x-request-id"

#: The request that is being answered just now; nothing outside one.
current: ContextVar[str] = ContextVar("request_id", default="")

_GOOD = re.compile(rb"[A-Za-z0-9._-]{8,64}")


def request_id(given: bytes) -> str:
    """The caller's id, if it can stand in a log as it is; otherwise a new one."""
    return given.decode("ascii") if _GOOD.fullmatch(given) else new_id()


def new_id() -> str:
    """An id that no other request has: 16 hexadecimal digits."""
    return os.urandom(8).hex()


def with_id(scope: Mapping[str, Any], found: str) -> dict[str, Any]:
    """The same ASGI request, carrying this id."""
    headers = [(name, value) for name, value in scope["headers"] if name != HEADER]
    return {**scope, "headers": [*headers, (HEADER, found.encode())]}
