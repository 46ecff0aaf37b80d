"""A shop's site on an origin of its own, with a strict policy, and a collector that answers what a test wants."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.server.running import Shop, wait_until


@dataclass
class Site:
    """Pages by path. The policy lets them run Joren's script and their own files, and no script in a page."""

    port: int
    shop: Shop
    collector: str = ""
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Another site than Joren's, not only another origin."""
        return f"http://localhost:{self.port}"

    def tag(self, attributes: str) -> str:
        host = f'data-host="{self.collector}"' if self.collector else ""
        src = f"{self.shop.address}/sdk/joren.js"
        return f'<script async src="{src}" data-key="{self.shop.key}" {host} {attributes} crossorigin></script>'

    def page(
        self, path: str, body: str = "", attributes: str = 'data-consent="granted"', *, head: str = "", policy: str = ""
    ) -> str:
        """Put a page there, and where it is."""
        allowed = f"script-src 'self' {self.shop.address}; connect-src {self.shop.address} {self.collector}"
        html = f"<!doctype html><meta charset=utf-8><title>Page {path}</title>{head}{self.tag(attributes)}<body>{body}"
        headers = {"Content-Security-Policy": f"default-src 'none'; {allowed}; {policy}"}
        self.pages[path] = html, headers
        return self.address + path


class _Pages(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path in self.site.files:
            return self._send(200, "text/javascript", self.site.files[path], {})
        html, headers = self.site.pages.get(path, ("", {}))
        return self._send(200 if html else 404, "text/html; charset=utf-8", html, headers)

    def _send(self, status: int, kind: str, text: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(text.encode())), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Recorder:
    """A collector that answers with each status in turn, the last one for ever, and remembers what it was told."""

    address: str = ""
    statuses: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(200, {})])
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def names(self) -> list[str]:
        return [call.get("event") or call["type"] for batch in self.requests for call in batch["batch"]]

    def calls(self) -> list[dict[str, Any]]:
        return [call for batch in self.requests for call in batch["batch"]]

    def wait_for(self, *names: str) -> list[dict[str, Any]]:
        """Wait until these were told; all that was told of those names."""
        wait_until(lambda: set(names) <= set(self.names()))
        return [call for call in self.calls() if (call.get("event") or call["type"]) in names]


class _Recording(BaseHTTPRequestHandler):
    recorder: Recorder

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = self.recorder
        status, headers = told.statuses.pop(0) if len(told.statuses) > 1 else told.statuses[0]
        told.headers.append(dict(self.headers))
        told.requests.append({**json.loads(body), "answered": status})
        self.send_response(status)
        for name, value in {"Access-Control-Allow-Origin": "*", "Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def _serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def serving_site(shop: Shop) -> Iterator[Site]:
    site = Site(0, shop)
    with _serving(type("Pages", (_Pages,), {"site": site})) as port:
        site.port = port
        yield site


@contextlib.contextmanager
def recording() -> Iterator[Recorder]:
    recorder = Recorder()
    with _serving(type("Recording", (_Recording,), {"recorder": recorder})) as port:
        recorder.address = f"http://127.0.0.1:{port}"
        yield recorder
