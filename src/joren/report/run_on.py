"""Sentences one after the other, as the language sets them: Japanese and Chinese put no space between them."""

from __future__ import annotations

from collections.abc import Iterable

from joren.language import current

_WITHOUT_SPACE = {"ja", "zh"}


def run_on(sentences: Iterable[str]) -> str:
    """The sentences as one text, in the current language. Of `Markup` it makes `Markup`."""
    parts = [sentence for sentence in sentences if sentence]
    if not parts:
        return ""
    space = "" if current() in _WITHOUT_SPACE else " "
    # Joined by the first part's own kind of string, so that what is escaped is not escaped twice.
    return type(parts[0])(space).join(parts)
