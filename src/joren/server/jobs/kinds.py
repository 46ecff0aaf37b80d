"""The kinds of jobs. Each app's `tasks.py` adds its own; the runner finds them there."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.utils.module_loading import autodiscover_modules


class Lane(StrEnum):
    """Where jobs run beside each other, so that long ones never hold up short ones."""

    QUICK = "quick"
    """Ends within a second or so."""
    SLOW = "slow"
    """Takes minutes: imports, computations."""
    OUTGOING = "outgoing"
    """Waits for other people's servers."""


@dataclass(frozen=True)
class Claimed:
    """A job in hand. `lease` is the number that every write for it must still find."""

    id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    attempt: int
    """1 at the first try."""
    lease: int


class GiveUpError(Exception):
    """Raised by a handler: trying again will not help. The text is kept for people to see."""


class TryAgainError(Exception):
    """Raised by a handler: not now. The text is kept for people to see; `after` replaces the kind's own pause."""

    def __init__(self, why: str, after: timedelta | None = None) -> None:
        super().__init__(why)
        self.after = after


@dataclass(frozen=True)
class Retry:
    """When a job that failed is tried again: after `pauses[attempt - 1]`, give or take a part; dead after the last."""

    pauses: tuple[timedelta, ...] = tuple(timedelta(seconds=each) for each in (5, 30, 120, 600, 3600))
    jitter: float = 0.2

    @property
    def attempts(self) -> int:
        """How often it is tried in all."""
        return len(self.pauses) + 1

    def pause(self, attempt: int, chance: Callable[[], float] = random.random) -> timedelta | None:
        """How long to wait after this attempt; None when it was the last."""
        if attempt > len(self.pauses):
            return None
        return self.pauses[attempt - 1] * (1 + self.jitter * (2 * chance() - 1))


@dataclass(frozen=True)
class JobKind:
    """What a kind of job does and what it may take."""

    name: str
    run: Callable[[Claimed], None]
    retry: Retry = field(default_factory=Retry)
    lane: Lane = Lane.QUICK
    limit: timedelta = timedelta(minutes=15)
    """A job that takes longer is taken for stuck."""
    every: timedelta | None = None
    """It comes again by itself, this long after its last end."""


_kinds: dict[str, JobKind] = {}


def job_kind(
    name: str,
    *,
    retry: Retry | None = None,
    lane: Lane = Lane.QUICK,
    limit: timedelta = timedelta(minutes=15),
    every: timedelta | None = None,
) -> Callable[[Callable[[Claimed], None]], Callable[[Claimed], None]]:
    """Register the decorated function as the handler of a kind. Names are dotted: `webhooks.deliver`.

    A handler may run again after a kill at any point: it checks what is done already, or does it in one transaction
    with `finish_job`.
    """

    def register(run: Callable[[Claimed], None]) -> Callable[[Claimed], None]:
        if name in _kinds:
            raise ValueError(f"there are two kinds of jobs called {name}")
        _kinds[name] = JobKind(name, run, retry or Retry(), lane, limit, every)
        return run

    return register


def load_kinds() -> Mapping[str, JobKind]:
    """Every kind that the installed apps have in their `tasks.py`."""
    autodiscover_modules("tasks")
    return _kinds
