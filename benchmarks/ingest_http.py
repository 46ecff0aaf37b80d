"""Durable ingest over HTTP: what one core of the front process takes in, and how fast one worker lands it.

    python benchmarks/ingest_http.py [--seconds 10] [--connections 16] [--folder DIR]

The front process is pinned to the first core, the client to the second. Every answer 200 follows an fdatasync, so DIR
must be on a real disk. Measured: batches of 100 events; the same bytes decoded and appended in a bare loop; single
events as fast as they go, and at half that rate with the time each takes; then landing in both stores.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from joren.collector.spool import Spool, Taken
from joren.collector.write_keys import digest, publish
from joren.server.settings.options import Options

KEY = "jw_benchmark"
PER_BATCH = 100


def event(number: int) -> dict[str, object]:
    return {
        "type": "track", "messageId": f"m-{number:012d}", "anonymousId": f"device-{number % 50_000:08d}",
        "userId": f"customer-{number % 20_000:06d}", "event": "Product Viewed", "timestamp": "2026-11-23T09:30:00.123Z",
        "properties": {"product_id": f"p-{number % 997}", "sku": f"SKU-{number % 997}", "price": 39.95,
                       "currency": "GBP", "category": "Shoes", "list": "Summer", "position": number % 40},
        "context": {"library": {"name": "analytics.js", "version": "2.1"}, "locale": "en-GB",
                    "page": {"url": f"https://shop.example/p/{number % 997}", "path": f"/p/{number % 997}"},
                    "userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"},
    }  # fmt: skip


def request(path: str, body: bytes) -> bytes:
    lines = (
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join((*lines, "", "")).encode() + body


def batch_bodies(first: int, count: int) -> Iterator[bytes]:
    for number in range(first, first + count * PER_BATCH, PER_BATCH):
        calls = [event(number + each) for each in range(PER_BATCH)]
        yield msgspec.json.encode({"batch": calls, "sentAt": "2026-11-23T09:30:01Z", "writeKey": KEY})


@dataclass
class Load:
    answers: int
    seconds: float
    waits: list[float]

    def percentile(self, share: float) -> float:
        return sorted(self.waits)[min(len(self.waits) - 1, int(len(self.waits) * share))]


def drive(port: int, requests: list[bytes], connections: int, seconds: float, rate: float | None = None) -> Load:
    """Send requests in turn over some connections, one at a time on each; with `rate`, spread evenly over time."""
    selector, waits, answers, next_request = selectors.DefaultSelector(), [], 0, 0
    idle: list[socket.socket] = []
    by_number: dict[int, socket.socket] = {}
    sent_at: dict[socket.socket, float] = {}
    for _ in range(connections):
        link = socket.create_connection(("127.0.0.1", port))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(link, selectors.EVENT_READ)
        by_number[link.fileno()] = link
        idle.append(link)
    begin = now = time.perf_counter()
    sent = 0
    while now - begin < seconds or sent_at:
        while idle and now - begin < seconds and (rate is None or sent < (now - begin) * rate):
            link = idle.pop()
            sent_at[link] = begin + sent / rate if rate else now
            link.sendall(requests[next_request % len(requests)])
            next_request, sent = next_request + 1, sent + 1
        timeout = 0.0005 if rate else 1
        for key, _ in selector.select(timeout):
            link = by_number[key.fd]
            answer = link.recv(4096)
            assert answer.startswith(b"HTTP/1.1 200"), answer
            waits.append(time.perf_counter() - sent_at.pop(link))
            answers += 1
            idle.append(link)
        now = time.perf_counter()
    for link in by_number.values():
        link.close()
    return Load(answers, now - begin, waits)


def bare_loop(folder: Path, bodies: list[bytes], seconds: float) -> float:
    """Decode the same bytes to the same structures and append them to a file: events a second."""
    from joren.collector.message import decode_batch  # noqa: PLC0415

    done, begin = 0, time.perf_counter()
    with (folder / "bare").open("ab", buffering=0) as file:
        while time.perf_counter() - begin < seconds:
            body = bodies[done % len(bodies)]
            decode_batch(body)
            file.write(msgspec.msgpack.encode(Taken("batch", 0, "write-1", body)))
            done += 1
    return done * PER_BATCH / (time.perf_counter() - begin)


@contextlib.contextmanager
def process(module: str, options: Options, core: int) -> Iterator[subprocess.Popen[bytes]]:
    running = subprocess.Popen([sys.executable, "-m", module], env=options.environment())
    os.sched_setaffinity(running.pid, {core})
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(60)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--seconds", type=float, default=10)
    ask.add_argument("--connections", type=int, default=16)
    ask.add_argument("--folder", type=Path, default=None)
    ask.add_argument("--port", type=int, default=8123)
    given = ask.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    with tempfile.TemporaryDirectory(dir=given.folder) as place:
        options = Options(data=Path(place) / "data", port=given.port)
        prepared = subprocess.run(
            [sys.executable, "-m", "joren.server.processes.prepare", "--link"],
            env=options.environment(),
            capture_output=True,
            check=True,
        )
        assert prepared.stdout
        publish(options.write_keys, {digest(KEY): "write-1"})
        print(json.dumps(measure(options, given, cores[0]), indent=2))


def measure(options: Options, given: argparse.Namespace, core: int) -> dict[str, object]:
    batches = list(batch_bodies(0, 400))
    found: dict[str, object] = {"batch_bytes": len(batches[0])}
    with process("joren.server.processes.front", options, core):
        wait_for(options.port)
        drive(options.port, [request("/v1/batch", body) for body in batches[:50]], given.connections, 1)
        load = drive(options.port, [request("/v1/batch", body) for body in batches], given.connections, given.seconds)
        bare = bare_loop(options.data, batches, min(5, given.seconds))
        rate = load.answers * PER_BATCH / load.seconds
        found |= {"events_per_second": round(rate), "batch_p99_ms": round(load.percentile(0.99) * 1000, 1),
                  "bare_loop_events_per_second": round(bare), "share_of_bare_loop": round(rate / bare, 2)}  # fmt: skip
        singles = [
            request("/v1/track", msgspec.json.encode({**event(n), "writeKey": KEY})) for n in range(10**7, 10**7 + 5000)
        ]
        full = drive(options.port, singles, 256, given.seconds)
        half = drive(options.port, singles, 256, given.seconds, rate=full.answers / full.seconds / 2)
        found |= {"single_events_per_second": round(full.answers / full.seconds),
                  "single_at_half_load_p50_ms": round(half.percentile(0.5) * 1000, 1),
                  "single_at_half_load_p99_ms": round(half.percentile(0.99) * 1000, 1)}  # fmt: skip
    return found | landing(options, core)


def landing(options: Options, core: int) -> dict[str, object]:
    """Land fresh batches (none a duplicate) that were put into the spool beforehand, with one worker on one core."""
    from joren.collector.spool import SpoolWriter  # noqa: PLC0415

    spool = Spool.at(options.spool)
    count = 2000
    with process("joren.server.processes.worker", options, core):
        wait_until_landed(options, spool.mark())
    writer = SpoolWriter(spool, lambda *_: None)
    for body in batch_bodies(2 * 10**7, count):
        writer.append(msgspec.msgpack.encode(Taken("batch", int(time.time() * 1e6), "write-1", body)), None)
    writer.close()
    with process("joren.server.processes.worker", options, core):
        begin = time.perf_counter()
        wait_until_landed(options, spool.mark())
        seconds = time.perf_counter() - begin
    return {"landing_events_per_second_with_start_up": round(count * PER_BATCH / seconds), "landed": count * PER_BATCH}


def wait_until_landed(options: Options, mark: int) -> None:
    import sqlite3  # noqa: PLC0415

    end = time.monotonic() + 600
    while time.monotonic() < end:
        with contextlib.closing(sqlite3.connect(options.data / "joren.sqlite3")) as database:
            rows = database.execute("SELECT number, lake_number FROM ingest_spoolcursor").fetchall()
        if rows and min(rows[0]) >= mark:
            return
        time.sleep(0.05)
    raise TimeoutError("landing takes too long")


def wait_for(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.05)


if __name__ == "__main__":
    main()
