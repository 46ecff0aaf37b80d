"""What a check finds, and where the parts of the program register their reconciliations.

An app with a file `checks.py` is asked by `joren doctor`: each function there that carries `@check` looks at the app's
own tables and says what does not agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    """It works, and it will not for ever."""
    WRONG = "wrong"
    """Something does not work, or what is stored does not agree."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: a code that does not change, words, and what to do about it."""

    check: str
    level: Level
    words: str
    mend: str = ""


Check = Callable[[], Iterable[Finding]]
_checks: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Register a reconciliation under a name such as `value.ledger`. It only reads."""

    def register(function: Check) -> Check:
        _checks[name] = function
        return function

    return register


def registered() -> dict[str, Check]:
    """Every reconciliation by its name, in the order of names."""
    return dict(sorted(_checks.items()))


def fine(check: str, words: str) -> Finding:
    """Nothing is wrong here."""
    return Finding(check, Level.OK, words)


def warning(check: str, words: str, mend: str) -> Finding:
    """It works, and it will not for ever."""
    return Finding(check, Level.WARNING, words, mend)


def wrong(check: str, words: str, mend: str) -> Finding:
    """It does not work."""
    return Finding(check, Level.WRONG, words, mend)
