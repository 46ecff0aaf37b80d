"""Reads a run of records: every call becomes a row of the lake's table of events, or is refused with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
import pyarrow as pa

from joren.collector.message import Message, decode_batch, read_message
from joren.collector.spool import Record, Taken
from joren.events import CALLS, Call, Reason, RefusedError, canonical_name
from joren.events.limits import EVENT_BYTES
from joren.events.names import NAME_OF_CALL
from joren.events.times import occurred_us, read_us
from joren.harvest.commerce import NO_VALUES, take_values
from joren.harvest.subject import Subjects
from joren.lake.columns import EVENTS
from joren.lake.rows import table_of

_decode_taken = msgspec.msgpack.Decoder(Taken).decode
_encode = msgspec.json.Encoder().encode
_NUL, _REPLACEMENT = b"\\u0000", b"\\ufffd"
_DAY_US = 86_400_000_000
_ABOUT_WHOM = {Call.IDENTIFY, Call.GROUP}


@dataclass(frozen=True)
class Refused:
    """An event that cannot be used, as it came."""

    record: int
    position: int
    received_at: datetime
    write_key: str
    reason: Reason
    field: str
    detail: str
    payload: str


@dataclass
class Harvest:
    """What a run of records held."""

    events: pa.Table
    """Schema `joren.lake.columns.EVENTS`, in the order of the records."""
    refused: list[Refused] = field(default_factory=list)
    last: int = 0
    last_received_at: datetime | None = None


@dataclass(frozen=True)
class _Request:
    """What the calls of one record share."""

    record: int
    taken: Taken
    sent_us: int | None
    context: dict[str, Any] | None
    spool: str


def harvest(records: Iterable[Record], spool: str) -> Harvest:
    """Read records; `spool` (its id) goes into the message ids of events that came without one.

    The same records always give the same harvest: a landing that was interrupted repeats it.
    """
    rows: list[tuple[Any, ...]] = []
    refused: list[Refused] = []
    subjects = Subjects()
    last, taken = 0, None
    for record in records:
        last, taken = record.number, _decode_taken(record.payload)
        _read_request(_request(record.number, taken, spool), subjects, rows, refused)
    return Harvest(table_of(rows, EVENTS), refused, last, taken.received_at if taken else None)


def _request(number: int, taken: Taken, spool: str) -> tuple[_Request, list[bytes | msgspec.Raw]]:
    if taken.call != "batch":
        return _Request(number, taken, None, None, spool), [taken.body]
    batch = decode_batch(taken.body)
    if _NUL in taken.body and batch.context:
        batch.context = decode_batch(_without_nul(taken.body)).context
    return _Request(number, taken, _us_or_none(batch.sent_at), batch.context, spool), list(batch.batch)


def _read_request(
    given: tuple[_Request, list[bytes | msgspec.Raw]],
    subjects: Subjects,
    rows: list[tuple[Any, ...]],
    refused: list[Refused],
) -> None:
    request, calls = given
    named = CALLS.get(request.taken.call)
    for position, raw in enumerate(calls):
        try:
            call, message = read_message(raw, named)
            if _NUL in bytes(raw):
                call, message = read_message(_without_nul(bytes(raw)), named)
            rows.append(_row(call, message, request, position, subjects))
        except RefusedError as why:
            refused.append(_refused(why, raw, request, position))


def _row(call: Call, message: Message, request: _Request, position: int, subjects: Subjects) -> tuple[Any, ...]:
    """The values of one event in the order of `EVENTS`."""
    received = request.taken.received_us
    moment = occurred_us(_claimed(message), _us_or_none(message.sent_at) or request.sent_us, received)
    given = (message.traits if call in _ABOUT_WHOM else message.properties) or {}
    if message.category and "category" not in given:
        given["category"] = message.category
    context = message.context or {}
    if request.context:
        context = {**deepcopy(request.context), **context}
    customer, anonymous = _text(message.user_id), _text(message.anonymous_id)
    subject = subjects.of(customer, anonymous, given, context)
    if request.taken.request:
        context["request_id"] = request.taken.request
    values = NO_VALUES
    if call is Call.TRACK or call is Call.PAGE or call is Call.SCREEN:
        values = take_values(given, context, message.name)
    return (
        moment // _DAY_US,
        moment,
        received,
        request.record,
        position,
        call.value,
        canonical_name(message.event) if call is Call.TRACK and message.event else NAME_OF_CALL[call],
        str(message.message_id or f"{request.spool}-{request.record}-{position}"),
        subject,
        customer,
        anonymous,
        _text(message.previous_id),
        _text(message.group_id),
        "customer",
        request.taken.write_key,
        *values,
        _encode(given).decode() if given else None,
        _encode(context).decode() if context else None,
    )


def _without_nul(raw: bytes) -> bytes:
    """JSON without the sign that PostgreSQL cannot keep in a text."""
    return raw.replace(_NUL, _REPLACEMENT)


def _claimed(message: Message) -> int | None:
    text = message.original_timestamp or message.timestamp
    if not text:
        return None
    try:
        return read_us(text)
    except ValueError as error:
        name = "originalTimestamp" if message.original_timestamp else "timestamp"
        raise RefusedError(Reason.TIME, f"$.{name}", f"`{text[:40]}` is no ISO 8601 time") from error


def _us_or_none(text: str | None) -> int | None:
    """The time at which it was sent helps to mend a wrong clock; one that cannot be read does not help."""
    if not text:
        return None
    try:
        return read_us(text)
    except ValueError:
        return None


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def _refused(why: RefusedError, raw: bytes | msgspec.Raw, request: _Request, position: int) -> Refused:
    payload = bytes(memoryview(raw)[:EVENT_BYTES]).decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    return Refused(
        record=request.record,
        position=position,
        received_at=request.taken.received_at,
        write_key=request.taken.write_key,
        reason=why.reason,
        field=why.field.replace("\0", "\N{REPLACEMENT CHARACTER}"),
        detail=why.detail[:500].replace("\0", "\N{REPLACEMENT CHARACTER}"),
        payload=payload,
    )
