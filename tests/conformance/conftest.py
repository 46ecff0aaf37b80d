"""The engines that one suite runs on: DuckDB always, and a real Spark where there is one (marked `spark`)."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from joren.engine import Engine, connect
from joren.orders.table import Orders
from tests.naive import Books, chance_books


@pytest.fixture(scope="session")
def spark_address() -> Iterator[str]:
    """A standalone Spark of one master and one worker, started from pip's pyspark and stopped at the end."""
    spec = importlib.util.find_spec("pyspark")
    if spec is None or spec.origin is None:
        pytest.skip("pyspark is not installed: pip install 'joren[spark]'")
    java = Path(os.environ["JAVA_HOME"]) / "bin" / "java" if "JAVA_HOME" in os.environ else shutil.which("java")
    if not java or not Path(java).exists():
        pytest.skip("Spark needs Java 17 or later, and there is none here")
    home = Path(spec.origin).parent
    port = _free_port()
    address = f"spark://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as work:
        environment = os.environ | {
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
        }
        here = ["--host", "127.0.0.1", "--webui-port", "0"]
        roles = [
            ["org.apache.spark.deploy.master.Master", *here, "--port", str(port)],
            ["org.apache.spark.deploy.worker.Worker", *here, "-c", "1", "-m", "1g", "-d", work, address],
        ]
        with (Path(work) / "log").open("w+") as log:
            started = []
            try:
                for role in roles:
                    command = [str(home / "bin" / "spark-class"), *role]
                    started.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
                _wait_for(Path(work) / "log", "Successfully registered with master", started)
                yield address
            finally:
                for process in reversed(started):
                    process.terminate()
                for process in started:
                    process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(log: Path, words: str, started: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + 60
    while words not in log.read_text():
        if time.monotonic() > deadline or any(process.poll() is not None for process in started):
            pytest.fail(f"Spark did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.2)


#: PySpark leaves sockets to the garbage collector.
_SPARK = [pytest.mark.spark, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]


@pytest.fixture(scope="session", params=["duckdb", pytest.param("spark", marks=_SPARK)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Each engine in turn."""
    if request.param == "duckdb":
        opened = connect()
    else:
        address = request.getfixturevalue("spark_address")
        from joren.engine.spark import SparkEngine  # noqa: PLC0415

        opened = SparkEngine.at(
            address,
            spark__driver__host="127.0.0.1",
            spark__driver__bindAddress="127.0.0.1",
            spark__executor__memory="512m",
        )
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def books() -> Books:
    """What the shop of this suite sold."""
    return chance_books(20261123)


@pytest.fixture(scope="session")
def orders(engine: Engine, books: Books) -> Orders:
    """That shop, in each engine."""
    return books.open(engine=engine)
