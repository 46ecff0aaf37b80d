"""One call of a Segment client as it travels, and the request around it. msgspec checks the types while it decodes."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from joren.events.limits import EVENT_BYTES, ID_CHARACTERS, NAME_CHARACTERS
from joren.events.names import CALLS, CATALOGUE, Call, canonical_name
from joren.events.refusal import Reason, RefusedError
from joren.identity.contact import contact_of

Id = str | int | None


class Message(msgspec.Struct, rename="camel"):
    """A track, identify, page, screen, group or alias call. Fields that we do not know are passed over."""

    type: str | None = None
    message_id: Id = None
    user_id: Id = None
    anonymous_id: Id = None
    previous_id: Id = None
    group_id: Id = None
    event: str | None = None
    name: str | None = None
    category: str | None = None
    properties: dict[str, Any] | None = None
    traits: dict[str, Any] | None = None
    context: dict[str, Any] | None = None
    timestamp: str | None = None
    original_timestamp: str | None = None
    sent_at: str | None = None
    write_key: str | None = None


class Batch(msgspec.Struct, rename="camel"):
    """A request with several calls. Each stays as it came until it lands, so that a bad one spoils only itself."""

    batch: list[msgspec.Raw]
    write_key: str | None = None
    sent_at: str | None = None
    context: dict[str, Any] | None = None


_decode_batch = msgspec.json.Decoder(Batch).decode
_decode_message = msgspec.json.Decoder(Message).decode
_decode_any = msgspec.json.Decoder().decode


def decode_batch(body: bytes) -> Batch:
    """The request around calls. Raises `msgspec.DecodeError` for what is no such request."""
    try:
        return _decode_batch(body)
    except msgspec.DecodeError:
        if b"\\ud" not in body.lower():
            raise
        repaired = _with_calls_apart(body)
        if repaired is None:
            raise
        return repaired


def _with_calls_apart(body: bytes) -> Batch | None:
    """The request, where half a surrogate pair in one call lets msgspec refuse all of it; None where that is not why.

    JSON can spell such a half (U+D800 alone) and JavaScript sends it, but it is no text. Python's own reader goes past
    it, so that the call with it is refused alone when it is read.
    """
    try:
        given = json.loads(body, parse_constant=_refuse_constant)
        calls = given.pop("batch")
        around = _decode_batch(json.dumps({**given, "batch": []}).encode())
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
    if not isinstance(calls, list):
        return None
    return msgspec.structs.replace(around, batch=[msgspec.Raw(json.dumps(call).encode()) for call in calls])


def _refuse_constant(name: str) -> object:
    """NaN and the infinities are no JSON."""
    raise ValueError(name)


def read_message(raw: bytes | msgspec.Raw, call: Call | None = None) -> tuple[Call, Message]:
    """The call in `raw`, checked. `call` is the one that the address named, for a request of one call.

    Raises `RefusedError` with the reason and the field, for what cannot be used.
    """
    size = len(memoryview(raw))
    if size > EVENT_BYTES:
        raise RefusedError(Reason.SIZE, "$", f"{size} bytes are more than the {EVENT_BYTES} that one event may have")
    try:
        message = _decode_message(raw)
    except msgspec.ValidationError as error:
        raise _of_validation(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RefusedError(Reason.JSON, "$", str(error) or type(error).__name__) from error
    call = call or CALLS.get(message.type or "")
    if call is None or (message.type or call) not in CALLS:
        raise RefusedError(Reason.CALL, "$.type", f"`{message.type}` is none of {', '.join(Call)}")
    _check_ids(message)
    _check_call(call, message)
    return call, message


def _check_ids(message: Message) -> None:
    for field in ("message_id", "user_id", "anonymous_id", "previous_id", "group_id"):
        value = getattr(message, field)
        if value is None:
            continue
        text = str(value) if isinstance(value, str) or abs(value) < 10**200 else "9" * (ID_CHARACTERS + 1)
        if len(text) > ID_CHARACTERS:
            raise RefusedError(Reason.FIELD, _wire(field), f"longer than {ID_CHARACTERS} characters")
        if "\0" in text:
            raise RefusedError(Reason.FIELD, _wire(field), "holds a NUL character")
        setattr(message, field, text or None)


def _check_call(call: Call, message: Message) -> None:
    if call is Call.TRACK and not message.event:
        raise RefusedError(Reason.NAME, "$.event", "a track call says what happened")
    name = (message.event if call is Call.TRACK else message.name) or ""
    if len(name) > NAME_CHARACTERS or "\0" in name:
        field = "$.event" if call is Call.TRACK else "$.name"
        raise RefusedError(Reason.FIELD, field, f"longer than {NAME_CHARACTERS} characters, or holds a NUL character")
    if not (message.user_id or message.anonymous_id or _needs_nobody(call, name) or _has_contact(call, message)):
        raise RefusedError(
            Reason.IDENTITY,
            "$.userId",
            "a call has a userId or an anonymousId, or an e-mail address or telephone number",
        )
    if call is Call.ALIAS and not message.previous_id:
        raise RefusedError(Reason.FIELD, "$.previousId", "an alias call says which id it was before")
    if call is Call.GROUP and not message.group_id:
        raise RefusedError(Reason.FIELD, "$.groupId", "a group call says which group")


def _needs_nobody(call: Call, name: str) -> bool:
    """What happens to goods and codes happens to nobody."""
    return call is Call.TRACK and canonical_name(name) in CATALOGUE


def _has_contact(call: Call, message: Message) -> bool:
    """Guests are known by how they are reached."""
    given = message.traits if call is Call.IDENTIFY else message.properties
    return any(contact_of(given or {}, message.context or {}))


def _of_validation(text: str) -> RefusedError:
    """Msgspec says “Expected `str`, got `int` - at `$.event`”."""
    what, _, where = text.partition(" - at ")
    return RefusedError(Reason.FIELD, where.strip("`") or "$", what)


def _wire(field: str) -> str:
    first, *rest = field.split("_")
    return "$." + first + "".join(each.capitalize() for each in rest)
