"""The official clients out of npm, installed once, and the Joren that they talk to."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

from tests.server.running import Shop, running_shop

HERE = Path(__file__).parent
INSTALLED = HERE.parents[1] / ".npm-clients"


class Node:
    """Node with the installed packages. Playwright brings one that is new enough for the clients."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._program = str(compute_driver_executable()[0])

    def run(self, *arguments: str, **environment: str) -> str:
        done = subprocess.run(
            [self._program, *arguments], cwd=self.folder, env={**os.environ, **environment},
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def bundle(self, source: Path, into: Path) -> None:
        """Make one script for browsers, as a shop's build does."""
        esbuild = self.folder / "node_modules/.bin/esbuild"
        options = ["--bundle", "--minify", "--format=iife", "--log-level=warning", f"--outfile={into}"]
        environment = {**os.environ, "NODE_PATH": str(self.folder / "node_modules")}
        subprocess.run([esbuild, source, *options], env=environment, check=True, capture_output=True, timeout=120)


@pytest.fixture(scope="session")
def node() -> Node:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("No npm here: apt-get install npm.")
    wanted, present = HERE / "package.json", INSTALLED / "package.json"
    if not present.exists() or present.read_bytes() != wanted.read_bytes():
        INSTALLED.mkdir(exist_ok=True)
        install = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--prefix", str(INSTALLED)]
        shutil.copy(wanted, present)
        try:
            subprocess.run(install, check=True, capture_output=True, timeout=300)
        except subprocess.SubprocessError:
            present.unlink()
            raise
    return Node(INSTALLED)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with running_shop(tmp_path_factory.mktemp("clients")) as running:
        yield running
