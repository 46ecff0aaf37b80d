"""The tracker's modules lie at the root of the repository, and in the package of a wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_a_wheel_serves_the_same_script(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "installed")
    ask = "from joren.server.storefront import script; print(script.__file__, script.current_script().version)"
    told = [
        subprocess.run([sys.executable, "-c", ask], cwd=tmp_path, env={"PYTHONPATH": str(place)},
                       check=True, capture_output=True, text=True).stdout.split()
        for place in (tmp_path / "installed", ROOT / "src")
    ]  # fmt: skip
    assert told[0][0].startswith(str(tmp_path))
    assert told[0][1] == told[1][1]
