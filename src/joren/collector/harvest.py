"""From the spool's records to events, and to what cannot be used with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from joren.collector.commerce import Columns, take_columns
from joren.collector.message import Message, decode_batch, read_message
from joren.collector.spool import Record, Taken
from joren.events import CALLS, Call, Event, Reason, RefusedError, canonical_name
from joren.events.limits import EVENT_BYTES
from joren.events.names import NAME_OF_CALL
from joren.events.times import occurred_at, read_time

_decode_taken = msgspec.msgpack.Decoder(Taken).decode
_encode = msgspec.json.Encoder().encode


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

    events: list[Event] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    last: int = 0
    last_received_at: datetime | None = None


@dataclass(frozen=True)
class _Request:
    """What the calls of one record share."""

    record: int
    taken: Taken
    received_at: datetime
    sent_at: datetime | None
    context: dict[str, object] | None
    spool: str


def harvest(records: Iterable[Record], spool: str) -> Harvest:
    """Read records; `spool` (its id) goes into the message ids of events that came without one.

    The same records always give the same harvest: a landing that was interrupted repeats it.
    """
    found = Harvest()
    for record in records:
        taken = _decode_taken(record.payload)
        found.last, found.last_received_at = record.number, taken.received_at
        _read_request(record.number, taken, spool, found)
    return found


def _read_request(number: int, taken: Taken, spool: str, found: Harvest) -> None:
    calls: list[bytes | msgspec.Raw] = [taken.body]
    sent_at, context = None, None
    if taken.call == "batch":
        batch = decode_batch(taken.body)
        calls, sent_at, context = list(batch.batch), _time_or_none(batch.sent_at), batch.context
    request = _Request(number, taken, taken.received_at, sent_at, context, spool)
    named = CALLS.get(taken.call)
    for position, raw in enumerate(calls):
        try:
            call, message = read_message(raw, named)
            found.events.append(_event(call, message, request, position))
        except RefusedError as refused:
            found.refused.append(_refused(refused, raw, request, position))


def _event(call: Call, message: Message, request: _Request, position: int) -> Event:
    moment = occurred_at(_claimed(message), _time_or_none(message.sent_at) or request.sent_at, request.received_at)
    given = (message.traits if call in {Call.IDENTIFY, Call.GROUP} else message.properties) or {}
    if message.category and "category" not in given:
        given["category"] = message.category
    context = {**request.context, **(message.context or {})} if request.context else message.context or {}
    if call in {Call.IDENTIFY, Call.GROUP, Call.ALIAS}:
        columns = Columns()
    else:
        columns = take_columns(given, context, title=message.name)
    return Event(
        day=moment.date(),
        occurred_at=moment,
        received_at=request.received_at,
        record=request.record,
        position=position,
        call=call.value,
        name=canonical_name(message.event) if message.event and call is Call.TRACK else NAME_OF_CALL[call],
        message_id=str(message.message_id or f"{request.spool}-{request.record}-{position}"),
        customer_id=_text(message.user_id),
        anonymous_id=_text(message.anonymous_id),
        previous_id=_text(message.previous_id),
        group_id=_text(message.group_id),
        source="customer",
        write_key=request.taken.write_key,
        **columns._asdict(),
        properties=_json(given),
        context=_json(context),
    )


def _claimed(message: Message) -> datetime | None:
    text = message.original_timestamp or message.timestamp
    if not text:
        return None
    try:
        return read_time(text)
    except ValueError as error:
        name = "originalTimestamp" if message.original_timestamp else "timestamp"
        raise RefusedError(Reason.TIME, f"$.{name}", f"`{text[:40]}` is no ISO 8601 time") from error


def _time_or_none(text: str | None) -> datetime | None:
    """The time at which it was sent helps to mend a wrong clock; one that cannot be read does not help."""
    try:
        return read_time(text) if text else None
    except ValueError:
        return None


def _json(values: dict[str, object]) -> str | None:
    return _encode(values).decode() if values else None


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


def _refused(refused: RefusedError, raw: bytes | msgspec.Raw, request: _Request, position: int) -> Refused:
    payload = bytes(memoryview(raw)[:EVENT_BYTES]).decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    return Refused(
        record=request.record,
        position=position,
        received_at=request.received_at,
        write_key=request.taken.write_key,
        reason=refused.reason,
        field=refused.field,
        detail=refused.detail[:500],
        payload=payload,
    )
