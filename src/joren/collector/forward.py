"""Hands requests on to the program behind, over a local socket, and its answers back as they come."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from joren.collector.http import Answer, Receive, Scope, Send, send_answer

log = logging.getLogger(__name__)

#: Headers that concern one connection only (RFC 9110, 7.6.1).
_HOP_BY_HOP = {
    b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"te", b"trailer",
    b"transfer-encoding", b"upgrade",
}  # fmt: skip
#: What only we may say about where a request came from.
_OURS = {b"x-forwarded-for", b"x-forwarded-proto", b"forwarded", b"x-real-ip"}
_TEXT = ((b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"1"))


class Forward:
    """An ASGI program that is the front of another one. `trusted`: a proxy of ours stands before us and may speak."""

    def __init__(self, socket: Path, *, trusted: bool = False) -> None:
        transport = httpx.AsyncHTTPTransport(uds=str(socket), limits=httpx.Limits(max_connections=64))
        self._client = httpx.AsyncClient(transport=transport, timeout=httpx.Timeout(60, connect=2, pool=10))
        self._dropped = _HOP_BY_HOP if trusted else _HOP_BY_HOP | _OURS
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand one request on."""
        if scope["type"] != "http":
            return
        try:
            await self._hand_on(scope, receive, send)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            await send_answer(send, Answer(503, b"Joren is starting. Try again in a moment.\n", _TEXT))

    async def is_ready(self) -> bool:
        """Whether the program behind answers that it is well."""
        try:
            answer = await self._client.get("http://joren/healthz")
        except httpx.HTTPError:
            return False
        return answer.status_code == 200

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _hand_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name, value) for name, value in scope["headers"] if name not in self._dropped]
        if not self._trusted:
            headers.append((b"x-forwarded-for", (scope.get("client") or ("", 0))[0].encode("latin-1")))
            headers.append((b"x-forwarded-proto", scope["scheme"].encode("latin-1")))
        target = scope.get("raw_path") or scope["path"].encode()
        url = httpx.URL("http://joren", raw_path=target + (b"?" + scope["query_string"] if scope["query_string"] else b""))
        has_body = any(name in {b"content-length", b"transfer-encoding"} for name, _ in scope["headers"])
        request = httpx.Request(scope["method"], url, headers=headers, content=_body(receive) if has_body else None)
        request.headers.pop("transfer-encoding", None) if b"content-length" in dict(scope["headers"]) else None
        answer = await self._client.send(request, stream=True, follow_redirects=False)
        try:
            kept = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in _HOP_BY_HOP]
            await send({"type": "http.response.start", "status": answer.status_code, "headers": kept})
            async for chunk in answer.aiter_raw():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await answer.aclose()


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        yield message.get("body", b"")
        more = message.get("more_body", False)
