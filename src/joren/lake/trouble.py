"""What the libraries of the lake say when something fails, made readable."""

from __future__ import annotations

import re

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_SIGNS = re.compile(r"[\s↳]+")


def in_words(error: BaseException) -> str:
    """An error in one line: delta-rs writes its causes below one another, in colour."""
    return f"{type(error).__name__}: {_SIGNS.sub(' ', _COLOUR.sub('', str(error))).strip()}"
