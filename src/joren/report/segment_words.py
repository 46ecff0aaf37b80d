"""How the named segments are called, what puts a customer into one, and what to do about it."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

from joren.language import gettext as _


@dataclass(frozen=True, slots=True)
class SegmentWords:
    """A segment in the current language."""

    name: str
    definition: str
    advice: str


def segment_words(key: str) -> SegmentWords:
    """The words of a segment. An unknown key is its own name."""
    return SegmentWords(
        name=_text("words", "NAMES", key) or key.replace("_", " "),
        definition=_text("words", "DEFINITIONS", key),
        advice=_text("advice", "ADVICE", key),
    )


def _text(module: str, table: str, key: str) -> str:
    try:
        texts = getattr(importlib.import_module(f"joren.segments.{module}"), table, {})
    except ImportError:
        return ""
    return _(texts[key]) if key in texts else ""
