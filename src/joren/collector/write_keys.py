"""Which write keys are good. The front process asks a small file, and so takes events in while the database is away.

Whoever changes keys writes the file anew (`publish`); it holds digests, never keys. A key is 32 random bytes, so a
plain SHA-256 cannot be turned back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from time import monotonic

_LOOK_AGAIN_SECONDS = 1.0


def digest(key: str) -> str:
    """What is kept of a key."""
    return sha256(key.encode()).hexdigest()


def publish(file: Path, keys: Mapping[str, str]) -> None:
    """Let collectors know the good keys: digest → public name. The file changes in one step."""
    file.parent.mkdir(parents=True, exist_ok=True)
    written = file.with_name(f".{file.name}.{os.getpid()}")
    written.touch(mode=0o600)
    written.write_text(json.dumps(dict(sorted(keys.items())), indent=1) + "\n", "utf-8")
    written.replace(file)


class WriteKeys:
    """The good keys of a published file, looked at again every second."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._names: dict[str, str] = {}
        self._stamp: tuple[int, int] | None = None
        self._looked = -_LOOK_AGAIN_SECONDS

    def name_of(self, key: str) -> str | None:
        """The public name of a good key; None for any other."""
        self._look()
        return self._names.get(digest(key))

    def _look(self) -> None:
        if monotonic() - self._looked < _LOOK_AGAIN_SECONDS:
            return
        self._looked = monotonic()
        try:
            status = self._file.stat()
            stamp = (status.st_mtime_ns, status.st_ino)
            if stamp != self._stamp:
                self._names = json.loads(self._file.read_text("utf-8"))
                self._stamp = stamp
        except FileNotFoundError:
            self._names, self._stamp = {}, None
        except (OSError, ValueError):
            pass  # keep what is known: a file that cannot be read for a moment locks nobody out
