"""The little of HTTP that the collector needs: ASGI's types, answers, and the body of a request."""

from __future__ import annotations

import zlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from joren.events.limits import BATCH_BYTES

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_JSON = (b"content-type", b"application/json")
_ANY_ORIGIN = (b"access-control-allow-origin", b"*")
PREFLIGHT = (
    _ANY_ORIGIN,
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    (b"access-control-allow-headers", b"authorization, content-type, content-encoding"),
    (b"access-control-max-age", b"86400"),
)


class Answer(NamedTuple):
    """Status, headers and body."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = (_JSON, _ANY_ORIGIN)

    def with_header(self, name: bytes, value: bytes) -> Answer:
        """The same answer with one header more."""
        return self._replace(headers=(*self.headers, (name, value)))


class AnswerError(Exception):
    """A request that ends here, with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self.answer = answer


def refuse(status: int, code: str, message: str, field: str | None = None) -> AnswerError:
    """An answer that says what was wrong: a stable code, a sentence, and the field at fault if there is one."""
    error = {"code": code, "message": message} | ({"field": field} if field else {})
    return AnswerError(Answer(status, msgspec.json.encode({"success": False, "error": error})))


def unavailable(message: str, seconds: int = 5) -> AnswerError:
    """An answer that asks to come again: nothing was kept, and nothing is lost by trying once more."""
    answer = refuse(503, "unavailable", message).answer
    return AnswerError(answer._replace(headers=(*answer.headers, (b"retry-after", str(seconds).encode()))))


async def send_answer(send: Send, answer: Answer) -> None:
    """Send an answer."""
    headers = [*answer.headers, (b"content-length", str(len(answer.body)).encode())]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def header(scope: Scope, name: bytes) -> bytes:
    """A header's value, or nothing."""
    for found, value in scope["headers"]:
        if found == name:
            return bytes(value)
    return b""


async def read_body(scope: Scope, receive: Receive) -> bytes:
    """The request's JSON, decompressed; a 413 as soon as it is larger than a request may be."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        if len(body) > BATCH_BYTES:
            raise _too_large()
        message = await receive()
        body += message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise refuse(400, "body", "The request ended before its body did.")
    encoding = header(scope, b"content-encoding").strip().lower()
    if encoding == b"gzip":
        body = _unzip(body)
    elif encoding not in {b"", b"identity"}:
        raise refuse(415, "encoding", "Send the body plain, or compressed with gzip.", "Content-Encoding")
    if len(body) > BATCH_BYTES:
        raise _too_large()
    return body


def _unzip(body: bytes) -> bytes:
    unzip = zlib.decompressobj(wbits=31)
    try:
        plain = unzip.decompress(body, BATCH_BYTES + 1)
    except zlib.error as error:
        raise refuse(400, "gzip", f"The body is no gzip: {error}.", "Content-Encoding") from error
    if len(plain) <= BATCH_BYTES and not unzip.eof:
        raise refuse(400, "gzip", "The gzip body ends too early.", "Content-Encoding")
    return plain


def _too_large() -> AnswerError:
    return refuse(413, "size", f"A request may hold {BATCH_BYTES // 1024} KB of JSON; send smaller batches.")
