"""The description at /api/v1/openapi.json says what the running program does: schemathesis asks it what it allows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.server.api.story import STORY
from tests.server.running import running_shop


def test_every_answer_is_one_that_is_described(tmp_path: Path) -> None:
    with running_shop(tmp_path, options={"api_rate": 1_000_000}) as shop:
        key = shop.joren("keys", "create", "--kind", "api", "--name", "tester")
        shop.make_key()
        assert shop.post("/v1/batch", {"batch": STORY}).status == 200
        shop.wait_until_landed()
        config = tmp_path / "schemathesis.toml"
        config.write_text(
            # 422 is also the answer to what is well formed and cannot be: a host that is not there, a cursor
            # of another list.
            "seed = 7\n[generation]\nmax-examples = 10\n[checks]\npositive_data_acceptance.expected-statuses = "
            '["2xx", "304", "403", "404", "409", "422"]\n'
        )
        done = subprocess.run(
            [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run",
             f"{shop.address}/api/v1/openapi.json", "--phases", "examples,coverage,fuzzing", "--no-color",
             "--header", f"Authorization: Bearer {key}", "--workers", "1"],
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
        assert "Traceback" not in (tmp_path / "up.log").read_text()
