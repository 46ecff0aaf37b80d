"""Finds the Chromium that is here; nothing is ever downloaded."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def chromium() -> str | None:
    """The program that `JOREN_CHROMIUM` names, or one that is on the path or where macOS keeps it."""
    asked = os.environ.get("JOREN_CHROMIUM")
    if asked:
        return asked
    found = next((path for path in map(shutil.which, _NAMES) if path), None)
    return found or next((path for path in _MAC if Path(path).exists()), None)
