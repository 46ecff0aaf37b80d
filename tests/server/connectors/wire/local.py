"""A server of this machine that speaks a shop's wire format, and fails when it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Answer:
    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class LocalShop:
    """`faults` are given as answers first, one each; None lets a question through."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.faults: list[Answer | None] = []
        self.port = 0
        self.lock = threading.Lock()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def take(self, asked: Asked) -> Answer:
        with self.lock:
            self.asked.append(asked)
            fault = self.faults.pop(0) if self.faults else None
            return fault or self.answer(asked)


Kind = TypeVar("Kind", bound=LocalShop)


@contextmanager
def serving(shop: Kind) -> Iterator[Kind]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def take(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(
                self.command, parts.path, dict(parse_qsl(parts.query)),
                {name.lower(): value for name, value in self.headers.items()}, self.rfile.read(length),
            )  # fmt: skip
            given = shop.take(asked)
            body = given.body if isinstance(given.body, bytes) else json.dumps(given.body).encode()
            body = b"" if given.status == 204 else body
            self.send_response(given.status)
            for name, value in {"Content-Type": "application/json", **given.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = take  # noqa: N815

        def log_message(self, *_given: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    shop.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
