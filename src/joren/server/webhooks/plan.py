"""When a delivery is tried, and when an endpoint is given up."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

_S, _M, _H = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

#: Pauses between the tries: ten tries within a good three days.
PAUSES = (5 * _S, 5 * _M, 30 * _M, 2 * _H, 5 * _H, 10 * _H, 14 * _H, 20 * _H, 22 * _H)
_JITTER = 0.1
#: An endpoint that took nothing for so long is turned off.
PATIENCE = timedelta(days=5)
#: How long all deliveries of an endpoint wait when none of several went through.
_LONGEST_PAUSE = 15 * _M
#: After a change of secret the former one signs too.
OVERLAP = timedelta(hours=24)


def pause_after(attempt: int, chance: Callable[[], float] = random.random) -> timedelta | None:
    """How long to wait after the try of this number (from 1), give or take a tenth; None after the last."""
    if attempt > len(PAUSES):
        return None
    return PAUSES[attempt - 1] * (1 + _JITTER * (2 * chance() - 1))


def pause_of_endpoint(failing_for: timedelta) -> timedelta:
    """How long an endpoint that takes nothing is left alone: half as long as it has been failing, up to 15 minutes."""
    return max(5 * _S, min(failing_for / 2, _LONGEST_PAUSE))
