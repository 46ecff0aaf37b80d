"""What `joren up` says when it cannot start, and that it disturbs nobody who runs already."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
from pathlib import Path

from tests.server.running import JOREN, Shop, free_port


def joren(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    elsewhere = {name: value for name, value in os.environ.items() if not name.startswith("JOREN_")}
    return subprocess.run(
        [*JOREN, *arguments], capture_output=True, text=True, timeout=60, check=False, env={**elsewhere, **environment}
    )


def test_a_second_start_on_the_same_folder_is_refused(shop: Shop) -> None:
    for role in ("up", "web", "worker"):
        port = [] if role == "worker" else ["--port", str(free_port())]
        done = joren(role, "--data", str(shop.data), *port)
        assert done.returncode == 1
        assert "is running on the data folder" in done.stderr
    assert shop.get("/healthz").status == 200
    assert Path(shop.data, "run/app.sock").exists()


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = joren("up", "--data", str(tmp_path / "data"), "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "Choose another with --host and --port" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_cannot_be_made_is_told_in_the_language_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = joren("up", "--data", str(tmp_path / "file/data"), LANGUAGE="ja")
    assert done.returncode == 1
    assert "データフォルダー" in done.stderr


def test_a_folder_of_a_later_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data/spool").mkdir(parents=True)
    (tmp_path / "data/spool/spool.json").write_text('{"format": 2, "id": "x"}')
    done = joren("up", "--data", str(tmp_path / "data"), "--port", str(free_port()))
    assert done.returncode == 1
    assert "later version of Joren" in done.stderr


def test_help_is_in_the_reader_s_language() -> None:
    assert "データフォルダー" in joren("up", "--help", LANGUAGE="ja").stdout
    assert "数据文件夹" in joren("up", "--help", LANGUAGE="zh_CN").stdout
