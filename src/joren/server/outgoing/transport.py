"""What sends a guarded client's requests: refuses what may not be sent, and cuts off answers without end."""

from __future__ import annotations

import contextlib
import ssl
import time
from collections.abc import Iterator

import httpcore
import httpx

from joren.server.outgoing.connecting import GuardedBackend
from joren.server.outgoing.reach import Reach
from joren.server.outgoing.refusal import AddressRefusedError


class GuardedTransport(httpx.BaseTransport):
    """Sends requests to addresses within reach, and reads answers of a limited size in a limited time."""

    def __init__(self, reach: Reach, *, tls: ssl.SSLContext, most_bytes: int, most_seconds: float) -> None:
        self._most_bytes = most_bytes
        self._most_seconds = most_seconds
        # Plain HTTP only within the networks that were named: what we send is nobody else's business.
        self._pools = {
            "https": _pool(GuardedBackend(reach.allows, "not of the public internet"), tls),
            "http": _pool(GuardedBackend(reach.is_named, "not sent to by plain http, only by https"), tls),
        }

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        pool = self._pools.get(request.url.scheme)
        if pool is None or not isinstance(request.stream, httpx.SyncByteStream):
            raise AddressRefusedError(f"only https is sent to, not {request.url.scheme or 'an address without it'}")
        request.headers["Accept-Encoding"] = "identity"  # a few bytes could unfold to gigabytes otherwise
        url = httpcore.URL(
            scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
        )
        with _in_words_of_httpx():
            answer = pool.handle_request(
                httpcore.Request(
                    request.method, url, headers=request.headers.raw, content=request.stream,
                    extensions=request.extensions,
                )
            )  # fmt: skip
        body = _Limited(answer, self._most_bytes, self._most_seconds)
        response = httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=answer.extensions)
        if response.headers.get("Content-Encoding", "identity").lower() not in {"", "identity"}:
            response.close()
            raise httpx.RemoteProtocolError("the answer is compressed, which was not asked for")
        return response

    def close(self) -> None:
        """Close the connections."""
        for pool in self._pools.values():
            pool.close()


class _Limited(httpx.SyncByteStream):
    """The body of an answer, as far as it may go."""

    def __init__(self, answer: httpcore.Response, most_bytes: int, most_seconds: float) -> None:
        self._answer = answer
        self._bytes = most_bytes
        self._until = time.monotonic() + most_seconds

    def __iter__(self) -> Iterator[bytes]:
        with _in_words_of_httpx():
            for chunk in self._answer.iter_stream():
                self._bytes -= len(chunk)
                if self._bytes < 0:
                    raise httpx.ReadError("the answer is larger than it may be")
                if time.monotonic() > self._until:
                    raise httpx.ReadTimeout("the answer took longer than it may take")
                yield chunk

    def close(self) -> None:
        self._answer.close()


def _pool(backend: GuardedBackend, tls: ssl.SSLContext) -> httpcore.ConnectionPool:
    return httpcore.ConnectionPool(ssl_context=tls, max_connections=20, keepalive_expiry=15, network_backend=backend)


@contextlib.contextmanager
def _in_words_of_httpx() -> Iterator[None]:
    """Each error of httpcore has a namesake in httpx, which is what callers catch."""
    try:
        yield
    except Exception as error:
        namesake = getattr(httpx, type(error).__name__, None)
        if type(error).__module__.partition(".")[0] != "httpcore" or namesake is None:
            raise
        raise namesake(str(error)) from error
