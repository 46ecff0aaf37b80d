"""How the named segments are called, what puts a customer into one, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from joren.language import gettext as _
from joren.segments.advice import ADVICE, PLAYS
from joren.segments.words import DEFINITIONS, NAMES


@dataclass(frozen=True, slots=True)
class SegmentWords:
    """A segment in the current language: `advice` is the aim, `plays` are the steps."""

    name: str
    definition: str
    advice: str
    plays: tuple[str, ...]


def segment_words(key: str) -> SegmentWords:
    """The words of a segment. An unknown key is its own name."""
    return SegmentWords(
        name=_(NAMES[key]) if key in NAMES else key.replace("_", " "),
        definition=_(DEFINITIONS[key]) if key in DEFINITIONS else "",
        advice=_(ADVICE[key]) if key in ADVICE else "",
        plays=tuple(_(play) for play in PLAYS.get(key, ())),
    )
