"""The front process: one event loop that takes events in, hands pages on and answers `/healthz`."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
from dataclasses import dataclass
from pathlib import Path

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from joren.clock import SystemClock
from joren.collector.app import Collector
from joren.collector.forward import Forward
from joren.collector.http import Answer, Receive, Scope, Send, send_answer
from joren.collector.spool import Spool, SpoolWriter
from joren.collector.write_keys import WriteKeys

log = logging.getLogger(__name__)

#: How long requests that are under way may take when the process is asked to stop.
_GRACE_SECONDS = 5
_CONNECTIONS = 16_384


@dataclass(frozen=True)
class Front:
    """Where the front process listens, and what it needs."""

    host: str
    port: int
    spool: Path
    keys: Path
    behind: Path
    trusted_proxy: bool = False


async def serve(front: Front) -> None:
    """Serve until SIGTERM or SIGINT."""
    behind = Forward(front.behind, trusted=front.trusted_proxy)
    collector = Collector(WriteKeys(front.keys), SystemClock(), _Healthz(behind))
    collector.spool = writer = SpoolWriter(Spool.at(front.spool), collector.settled)
    _allow_many_files()
    server = Server(
        collector,
        address=front.host,
        port=front.port,
        interface=Interfaces.ASGI,
        # granian counts open connections here, those of browsers that are only kept alive too.
        backlog=4096,
        backpressure=_CONNECTIONS,
        log_level=LogLevels.error,
        websockets=False,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    parent = loop.create_task(_watch_parent(stop))
    serving = loop.create_task(server.serve())
    stopping = loop.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait({serving}, timeout=_GRACE_SECONDS)
    parent.cancel()
    stopping.cancel()
    collector.spool = None
    await asyncio.to_thread(writer.close)
    await behind.close()
    if serving.done():
        serving.result()


class _Healthz:
    """Answers `/healthz`; hands everything else on."""

    def __init__(self, behind: Forward) -> None:
        self._behind = behind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http" and scope["path"] == "/healthz":
            ready = await self._behind.is_ready()
            text = ((b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"))
            await send_answer(send, Answer(200, b"ok\n", text) if ready else Answer(503, b"starting\n", text))
        else:
            await self._behind(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while (message := await receive())["type"] != "lifespan.shutdown":
        await send({"type": f"{message['type']}.complete"})
    await send({"type": "lifespan.shutdown.complete"})


def _allow_many_files() -> None:
    """Each connection is an open file; systems begin with 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS + 1024 if most == resource.RLIM_INFINITY else min(most, _CONNECTIONS + 1024)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


async def _watch_parent(stop: asyncio.Event) -> None:
    """Stop when whoever started this process has gone: a port without its supervisor would stay taken for ever."""
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(1)
    stop.set()
