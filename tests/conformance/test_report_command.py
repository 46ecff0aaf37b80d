"""The whole report, asked for at a shell, on Spark as on DuckDB."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parents[1] / "data" / "cdnow_sample.txt.gz"


def report(engine):
    ran = subprocess.run(
        [Path(sys.executable).with_name("joren"), "report", SAMPLE, "--currency", "USD", "--json", "--engine", engine],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LANGUAGE": "en", "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"},
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return json.loads(ran.stdout)


def close(left, right):
    """Equal, but for the last bits of floating sums."""
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(close(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(close, left, right))
    return left == (pytest.approx(right, rel=1e-6) if isinstance(left, float) else right)


@pytest.mark.spark
def test_says_the_same():
    pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'joren[spark]'")
    if not (shutil.which("java") or "JAVA_HOME" in os.environ):
        pytest.skip("Spark needs Java 17 or later, and there is none here")
    here, there = report("duckdb"), report("local[2]")
    assert here["about"]["customers"] == 2357
    differing = [part for part in here if not close(here[part], there[part])]
    assert differing == []
