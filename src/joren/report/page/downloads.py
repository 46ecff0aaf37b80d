"""The lists inside the page, so that the one file suffices: links that hold what they download."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from urllib.parse import quote

from joren.report.contents import Segment

#: A longer list stands only in its file beside the page.
MOST_ROWS = 2_000
#: All lists inside the page together, in characters: a page is mailed.
MOST_CHARACTERS = 700_000

_UNSAFE = {ord(char): f"%{ord(char):02X}" for char in "%#\"'<>&\r\n\t`"}


def links(segments: tuple[Segment, ...], lists: Mapping[str, str], folder: str) -> dict[str, str]:
    """Where each list can be had, by the segment's key: inside the page, or in the folder beside it if there is one."""
    room = MOST_CHARACTERS
    found: dict[str, str] = {}
    for segment in sorted(segments, key=lambda each: each.size):
        if not segment.size:
            continue
        if folder:
            found[segment.key] = f"{quote(folder)}/{quote(segment.csv)}"
        text = lists.get(segment.csv)
        if text is not None and segment.size <= MOST_ROWS:
            uri = data_uri(text)
            if len(uri) <= room:
                found[segment.key] = uri
                room -= len(uri)
    return found


def data_uri(text: str) -> str:
    """A CSV text as a link that holds it: as text where that is shorter, else in base 64."""
    plain = text.removeprefix("\ufeff")
    if plain.isascii():
        return "data:text/csv;charset=utf-8,%EF%BB%BF" + plain.translate(_UNSAFE)
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(text.encode()).decode()
