"""Lists of events: from rows to facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from joren.events import CALLS, Call
from joren.events.limits import EVENT_BYTES, ID_CHARACTERS, NAME_CHARACTERS
from joren.events.names import CATALOGUE, canonical_name
from joren.imports.calls import iso, with_id
from joren.imports.cells import json_of
from joren.imports.facts import Happening
from joren.imports.rows import Row, Source
from joren.imports.trouble import RejectedError, Trouble
from joren.imports.who import who_of

#: Events come in the order in which they happened.
SORTED_BY = ("at",)

#: Columns of our own export that stand elsewhere in a call.
_PAGE = {"page_url": "url", "page_path": "path", "page_title": "title", "page_referrer": "referrer"}
_CAMPAIGN = {"campaign_source": "source", "campaign_medium": "medium", "campaign_name": "name"}
_NUMBERS = frozenset({"quantity", "price", "revenue", "total", "tax", "shipping", "discount"})
_ABOUT_WHOM = frozenset({Call.IDENTIFY, Call.GROUP})
_encode = msgspec.json.Encoder().encode


@dataclass
class EventReader:
    """Reads the rows of one source."""

    source: Source
    fields_left_out: dict[str, int] = field(default_factory=dict)

    def read(self, row: Row) -> Happening:
        """The event of a row; raises `RejectedError`."""
        call = self._call(row)
        name = row.text("event", NAME_CHARACTERS) or ""
        if call is Call.TRACK and not name:
            raise RejectedError(Trouble.NO_EVENT)
        at = row.moment("at")
        if at is None:
            raise RejectedError(Trouble.BAD_DATE)
        given = json_of(row.text("properties", EVENT_BYTES + 1), dict)
        context = json_of(row.text("context", EVENT_BYTES + 1), dict)
        self._add_columns(row, given, context)
        message: dict[str, Any] = {"type": call.value, **self._whom(row, call, name, given, context)}
        if call is Call.TRACK:
            message["event"] = name
        for word, wire in (("group_id", "groupId"), ("previous_id", "previousId")):
            if text := row.text(word, ID_CHARACTERS):
                message[wire] = text
        if (call is Call.ALIAS and "previousId" not in message) or (call is Call.GROUP and "groupId" not in message):
            raise RejectedError(Trouble.NO_EVENT)
        message["traits" if call in _ABOUT_WHOM else "properties"] = given
        if context:
            message["context"] = context
        return Happening(self._named(row, {**message, "timestamp": iso(at)}), at)

    @staticmethod
    def _call(row: Row) -> Call:
        word = (row.text("call") or Call.TRACK).casefold()
        if word not in CALLS:
            raise RejectedError(Trouble.NO_EVENT)
        return CALLS[word]

    @staticmethod
    def _whom(row: Row, call: Call, name: str, given: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
        try:
            who = who_of(row)
        except RejectedError:
            traits = context.get("traits")
            reachable = given if call in _ABOUT_WHOM else {**(traits if isinstance(traits, dict) else {}), **given}
            if (call is Call.TRACK and canonical_name(name) in CATALOGUE) or reachable.get("email") or reachable.get("phone"):
                return {}
            raise
        for word in ("email", "phone"):
            if (value := getattr(who, word)) and word not in given:
                traits = context.setdefault("traits", {})
                if isinstance(traits, dict):
                    traits.setdefault(word, value)
        ids = {"userId": who.customer_id, "anonymousId": who.anonymous_id}
        return {name: value for name, value in ids.items() if value}

    @staticmethod
    def _add_columns(row: Row, given: dict[str, Any], context: dict[str, Any]) -> None:
        campaign = {}
        for header, text in row.others():
            if header in _CAMPAIGN:
                campaign[_CAMPAIGN[header]] = text
            else:
                name = _PAGE.get(header, header)
                given.setdefault(name, _number(text) if name in _NUMBERS else text)
        if campaign:
            held = context.get("campaign")
            context["campaign"] = {**(held if isinstance(held, dict) else {}), **campaign}

    @staticmethod
    def _named(row: Row, message: dict[str, Any]) -> dict[str, Any]:
        """With the message id that it came with, or one made of what it says."""
        own = row.text("message_id", ID_CHARACTERS + 1)
        if own is None:
            return with_id("event", message)
        if len(own) > ID_CHARACTERS or len(_encode(message)) + len(own) + 40 > EVENT_BYTES:
            raise RejectedError(Trouble.TOO_LARGE)
        return {**message, "messageId": own}


def _number(text: str) -> float | int | str:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) < 2**53 else number
