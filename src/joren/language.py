"""Which language Joren speaks, and the catalogs it speaks from.

Languages are gettext catalogs under `joren/locale`. The current one is a context variable, so that two requests
(or two tests) may speak different languages at once.
"""

from __future__ import annotations

import gettext as _gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

DOMAIN = "joren"
LOCALE_DIR = Path(__file__).parent / "locale"

#: What a user may ask for, and the catalog that answers.
LANGUAGES = {"en": "en", "ja": "ja", "zh": "zh_Hans"}

_current: ContextVar[str] = ContextVar("joren_language", default="en")


def current() -> str:
    """The language in force: one of the keys of `LANGUAGES`."""
    return _current.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` (a key of `LANGUAGES`) inside the block."""
    token = _current.set(nearest(language))
    try:
        yield
    finally:
        _current.reset(token)


def speak(language: str) -> None:
    """Speak `language` from here on: for a program's start."""
    _current.set(nearest(language))


def nearest(tag: str) -> str:
    """The language of ours nearest to a tag such as `ja_JP.UTF-8` or `zh-Hans-CN`; English when none is."""
    primary = tag.replace("-", "_").split(".")[0].split("_")[0].lower()
    return primary if primary in LANGUAGES else "en"


def from_environment() -> str:
    """The language that the environment asks for, in the order in which gettext looks."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value and value not in {"C", "POSIX"} and not value.startswith("C."):
            return nearest(value.split(":")[0])
    return "en"


def babel_locale(language: str | None = None) -> str:
    """The locale by which Babel writes numbers and dates in `language` (default: the current one)."""
    return LANGUAGES[language or current()]


@cache
def _catalog(language: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, LOCALE_DIR, [LANGUAGES[language]], fallback=True)


def gettext(message: str) -> str:
    """`message` in the current language."""
    return _catalog(current()).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form of the message that goes with `n`, in the current language."""
    return _catalog(current()).ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """`message`, as it is meant in `context`, in the current language."""
    return _catalog(current()).pgettext(context, message)


def mark(message: str) -> str:
    """Mark a text of a table for translation; `gettext` translates it when it is shown."""
    return message
