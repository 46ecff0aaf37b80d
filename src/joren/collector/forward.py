"""Hands requests on to the program behind, over a local socket, and its answers back as they come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpcore

from joren.collector.http import Answer, Receive, Scope, Send, send_answer

#: Headers that concern one connection only (RFC 9110, 7.6.1).
_HOP_BY_HOP = {
    b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"te", b"trailer",
    b"transfer-encoding", b"upgrade",
}  # fmt: skip
#: What only we may say about where a request came from.
_OURS = {b"x-forwarded-for", b"x-forwarded-proto", b"forwarded", b"x-real-ip"}
_TEXT = ((b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"1"))
_TIMEOUT = {"timeout": {"connect": 2.0, "read": 60.0, "write": 60.0, "pool": 10.0}}


class Forward:
    """An ASGI program that is the front of another one. `trusted`: a proxy of ours stands before us and may speak."""

    def __init__(self, socket: Path, *, trusted: bool = False) -> None:
        self._pool = httpcore.AsyncConnectionPool(uds=str(socket), max_connections=64, keepalive_expiry=15)
        self._dropped = _HOP_BY_HOP if trusted else _HOP_BY_HOP | _OURS
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand one request on."""
        if scope["type"] != "http":
            return
        try:
            await self._hand_on(scope, receive, send)
        except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout):
            await send_answer(send, Answer(503, b"Joren is starting. Try again in a moment.\n", _TEXT))

    async def is_ready(self) -> bool:
        """Whether the program behind answers that it is well."""
        try:
            answer = await self._pool.request("GET", "http://localhost/healthz", extensions=_TIMEOUT)
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError):
            return False
        return answer.status == 200

    async def close(self) -> None:
        """Close the connections."""
        await self._pool.aclose()

    async def _hand_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = scope.get("raw_path") or scope["path"].encode()
        if scope["query_string"]:
            target += b"?" + scope["query_string"]
        has_body = any(name in {b"content-length", b"transfer-encoding"} for name, _ in scope["headers"])
        async with self._pool.stream(
            scope["method"].encode(),
            httpcore.URL(scheme=b"http", host=b"localhost", port=None, target=target),
            headers=self._headers(scope),
            content=_body(receive) if has_body else None,
            extensions=_TIMEOUT,
        ) as answer:
            kept = [(name.lower(), value) for name, value in answer.headers if name.lower() not in _HOP_BY_HOP]
            await send({"type": "http.response.start", "status": answer.status, "headers": kept})
            async for chunk in answer.aiter_stream():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

    def _headers(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        headers = [(name, value) for name, value in scope["headers"] if name not in self._dropped]
        named = {name for name, _ in headers}
        if b"content-length" not in named and any(name == b"transfer-encoding" for name, _ in scope["headers"]):
            headers.append((b"transfer-encoding", b"chunked"))
        if not self._trusted:
            headers.append((b"x-forwarded-for", (scope.get("client") or ("", 0))[0].encode("latin-1")))
            headers.append((b"x-forwarded-proto", scope["scheme"].encode("latin-1")))
        return headers


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        yield message.get("body", b"")
        more = message.get("more_body", False)
