"""The collector: `POST /v1/track` and its sisters, as the Segment clients speak, on plain ASGI.

The answer 200 follows the spool's sync. Everything that is not the collector's goes to the program behind it.
"""

from __future__ import annotations

import asyncio
import binascii
import logging
from base64 import b64decode
from collections.abc import Sequence
from typing import Protocol

import msgspec

from joren.clock import Clock
from joren.collector.http import (
    PREFLIGHT,
    Answer,
    AnswerError,
    App,
    Receive,
    Scope,
    Send,
    header,
    read_body,
    refuse,
    send_answer,
    unavailable,
)
from joren.collector.message import decode_batch, read_message
from joren.collector.request_id import HEADER, request_id, with_id
from joren.collector.spool import Taken
from joren.collector.spool.record import microseconds
from joren.collector.spool.writer import SpoolBusyError
from joren.events.names import CALLS
from joren.events.refusal import Reason, RefusedError

log = logging.getLogger(__name__)

BATCH = "batch"
_CALLS_BY_PATH = {f"/v1/{word}": call.value for word, call in CALLS.items()} | {"/v1/batch": BATCH, "/v1/b": BATCH}
_TAKEN = Answer(200, b'{"success":true}')
_encode = msgspec.msgpack.Encoder().encode


class Keys(Protocol):
    """What knows the write keys."""

    def name_of(self, key: str) -> str | None:
        """The public name of a good key; None for any other."""
        ...


class Appending(Protocol):
    """What keeps a payload."""

    def append(self, payload: bytes, ticket: object) -> None:
        """Hand a payload over; the ticket is settled when it is on the disk."""
        ...


class Collector:
    """The ASGI program. `behind` answers what is not the collector's."""

    def __init__(self, keys: Keys, clock: Clock, behind: App) -> None:
        self._keys = keys
        self._clock = clock
        self._behind = behind
        self._loop: asyncio.AbstractEventLoop | None = None
        self.spool: Appending | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "")
        if scope["type"] != "http":
            await self._behind(scope, receive, send)
            return
        request = request_id(header(scope, HEADER))
        if not path.startswith("/v1/"):
            await self._behind(with_id(scope, request), receive, send)
            return
        try:
            answer = await self._answer(scope, receive, path.rstrip("/"), request)
        except AnswerError as ending:
            answer = ending.answer
            log.info("refused %s: %s", path[:80], answer.status, extra={"request": request, "status": answer.status})
        await send_answer(send, answer.with_header(HEADER, request.encode()))

    def settled(self, tickets: Sequence[object], error: OSError | None) -> None:
        """Take the spool's word that a group of payloads is on the disk, or is not. Called from its thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(_settle, tickets, error)

    async def _answer(self, scope: Scope, receive: Receive, path: str, request: str) -> Answer:
        method = scope["method"]
        if method == "OPTIONS":
            return Answer(204, b"", PREFLIGHT)
        if path.startswith("/v1/projects/") and path.endswith("/settings") and method == "GET":
            return self._settings(scope, path.removeprefix("/v1/projects/").removesuffix("/settings"))
        call = _CALLS_BY_PATH.get(path)
        if call is None:
            raise refuse(404, "address", f"There is no call at {path}.")
        if method != "POST":
            raise refuse(405, "method", "Send the call with POST.")
        body = await read_body(scope, receive)
        key_in_body = _check(call, body)
        name = self._key_name(scope, key_in_body)
        await self._keep(_encode(Taken(call, microseconds(self._clock.now()), name, body, request)))
        return _TAKEN

    def _settings(self, scope: Scope, key: str) -> Answer:
        if self._keys.name_of(key) is None:
            raise _bad_key()
        host = header(scope, b"host").decode("latin-1")
        scheme = header(scope, b"x-forwarded-proto").decode("latin-1") or scope["scheme"]
        segment = {"apiKey": key, "apiHost": f"{host}/v1", "protocol": scheme}
        plan = {"track": {"__default": {"enabled": True, "integrations": {}}}}
        settings = {"integrations": {"Segment.io": segment}, "plan": plan}
        return Answer(200, msgspec.json.encode(settings))

    def _key_name(self, scope: Scope, key_in_body: str | None) -> str:
        """Basic auth goes first; the browser client writes its key into the body."""
        name = self._keys.name_of(_basic_auth(scope) or key_in_body or "")
        if name is None:
            raise _bad_key()
        return name

    async def _keep(self, payload: bytes) -> None:
        """Return when the payload is on the disk; a 503 when it could not be put there."""
        if self.spool is None:
            raise unavailable("The collector is starting or stopping. Try again.", 1)
        loop = self._loop = self._loop or asyncio.get_running_loop()
        kept: asyncio.Future[None] = loop.create_future()
        try:
            self.spool.append(payload, kept)
        except SpoolBusyError:
            raise unavailable("More events are waiting for the disk than may wait. Try again.") from None
        try:
            await kept
        except OSError as error:
            raise unavailable(f"The events could not be put on the disk: {error.strerror or error}.") from None


def _settle(tickets: Sequence[object], error: OSError | None) -> None:
    for kept in tickets:
        if not isinstance(kept, asyncio.Future) or kept.done():  # whoever asked has gone; the event stays
            continue
        if error is None:
            kept.set_result(None)
        else:
            kept.set_exception(error)


def _check(call: str, body: bytes) -> str | None:
    """Refuse a request whose envelope cannot be used; otherwise the write key that stands in it, if one does.

    The calls in a batch are looked at when they land: a bad one becomes a dead letter and spoils no other.
    """
    try:
        if call == BATCH:
            return decode_batch(body).write_key
        return read_message(body, CALLS[call])[1].write_key
    except RefusedError as refused:
        status = 413 if refused.reason is Reason.SIZE else 400
        raise refuse(status, refused.reason, f"{refused.field}: {refused.detail}.", refused.field) from None
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        field = where.strip("`") or "$"
        raise refuse(400, "envelope", f"{field}: {what}.", field) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise refuse(400, "json", f"The body is no JSON: {error}.", "$") from None


def _basic_auth(scope: Scope) -> str:
    scheme, _, credentials = header(scope, b"authorization").partition(b" ")
    if scheme.lower() != b"basic":
        return ""
    try:
        return b64decode(credentials, validate=True).partition(b":")[0].decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _bad_key() -> AnswerError:
    return refuse(401, "write_key", "The write key is unknown. Make one: joren keys create --kind write", "writeKey")
