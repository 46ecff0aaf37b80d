"""Who keeps values that are locked with the vault's keys: each is asked to lock them anew when the keys change.

An app that keeps such values registers a function in its `actions.py`:

    @relocks("connectors.credentials")
    def relock_credentials() -> int: ...
"""

from __future__ import annotations

from collections.abc import Callable

Relock = Callable[[], int]
_registered: dict[str, Relock] = {}


def relocks(name: str) -> Callable[[Relock], Relock]:
    """Register a function that locks all values of its kind with the newest key, and returns how many there are."""

    def register(function: Relock) -> Relock:
        _registered[name] = function
        return function

    return register


def relock_all() -> int:
    """Lock everything anew; how many values there are. An error of one of them ends it, with nothing lost."""
    return sum(relock() for _name, relock in sorted(_registered.items()))
