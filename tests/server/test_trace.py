"""The system calls of a running front process, in their order: written, synced, and only then answered."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from joren.collector.spool import Spool, SpoolReader
from joren.collector.write_keys import digest, publish
from joren.server.settings.options import Options
from tests.server.running import free_port, wait_until


def test_the_answer_follows_the_sync(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("No strace here: apt-get install strace.")
    options = Options(data=tmp_path / "data", port=free_port())
    publish(options.write_keys, {digest("key"): "web"})
    trace = tmp_path / "trace"
    watch = ["-f", "-y", "-e", "trace=writev,fdatasync,sendto,write", "-o", str(trace)]
    front = subprocess.Popen(
        [strace, *watch, sys.executable, "-m", "joren.server.processes.front"], env=options.environment()
    )
    body = json.dumps({"userId": "u", "event": "x", "writeKey": "key"}).encode()

    def is_taken() -> bool:
        try:
            with urllib.request.urlopen(f"{options.address}/v1/track", body, timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    wait_until(is_taken, 60)
    time.sleep(0.2)
    front.send_signal(signal.SIGTERM)  # strace hands it on when it ends itself
    subprocess.run(["pkill", "-TERM", "-P", str(front.pid)], check=False)
    front.wait(30)
    calls = re.findall(r"^\d+\s+(writev|fdatasync|sendto|write)\((.*)$", trace.read_text(), re.MULTILINE)
    kinds = ["record" if name == "writev" and ".seg>" in rest and "track" in rest else
             "sync" if name == "fdatasync" and ".seg>" in rest else
             "answer" if "HTTP/1.1 200" in rest else "" for name, rest in calls]  # fmt: skip
    story = [kind for kind in kinds[kinds.index("record") :] if kind]
    assert story == ["record", "sync", "answer"]
    assert len(SpoolReader(Spool.at(options.spool)).read(0)) == 1
