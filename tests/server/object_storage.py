"""Object storage as its wire format has it: a server process of moto's, which forgets all when it ends."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from typing import Any

from tests.server.running import free_port, wait_until

BUCKET = "shop"


class ObjectStorage:
    """A server with one bucket. While it is halted nobody answers, and what it holds stays."""

    def __init__(self) -> None:
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-p", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_until(self._answers, 60)
        urllib.request.urlopen(urllib.request.Request(f"{self.endpoint}/{BUCKET}", method="PUT"), timeout=10).close()

    def options(self, prefix: str = "lake") -> dict[str, Any]:
        """What `Options` takes."""
        return {
            "lake_url": f"s3://{BUCKET}/{prefix}", "lake_endpoint": self.endpoint, "lake_region": "eu-west-1",
            "lake_key": "joren", "lake_secret": "a secret of the lake",
        }  # fmt: skip

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.endpoint}/moto-api/", timeout=5).close()
        except OSError:
            return False
        return True
