"""How much a caller may ask: a bucket of tokens per key, filled again steadily."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic

_MOST_BUCKETS = 10_000


@dataclass(frozen=True)
class Allowance:
    """What is left after a request."""

    is_granted: bool
    limit: int
    remaining: int
    full_in: int
    """Seconds until nothing is missing any more."""
    next_in: int
    """Seconds until one more is granted; 0 when it is now."""

    def headers(self) -> dict[str, str]:
        """As they are told with every answer."""
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.full_in),
        }
        return told if self.is_granted else {**told, "Retry-After": str(max(1, self.next_in))}


class Buckets:
    """The buckets of one process. Each holds `per_minute` tokens and is filled at that rate."""

    def __init__(self, per_minute: int) -> None:
        self._size = float(per_minute)
        self._rate = per_minute / 60
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._guard = threading.Lock()

    def take(self, whose: str) -> Allowance:
        """Take a token, if there is one."""
        now = monotonic()
        with self._guard:
            tokens, since = self._buckets.pop(whose, (self._size, now))
            tokens = min(self._size, tokens + (now - since) * self._rate)
            is_granted = tokens >= 1
            tokens -= is_granted
            self._buckets[whose] = tokens, now
            if len(self._buckets) > _MOST_BUCKETS:
                self._buckets.popitem(last=False)
        missing = self._size - tokens
        wait = max(0.0, 1 - tokens)
        return Allowance(
            is_granted, int(self._size), int(tokens), math.ceil(missing / self._rate), math.ceil(wait / self._rate)
        )
