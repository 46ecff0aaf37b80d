"""The file of secrets in the data folder: made once, readable by its owner only."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path


def make_secrets(file: Path) -> None:
    """Make the file unless it is there."""
    text = json.dumps({"format": 1, "signing_key": secrets.token_urlsafe(48)}, indent=1) + "\n"
    try:
        fd = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(fd, "w", encoding="utf-8") as target:
        target.write(text)
        target.flush()
        os.fsync(target.fileno())


def signing_key(file: Path) -> str:
    """The key that signs sessions. Before the data folder is made there is nothing to sign: then any key will do."""
    try:
        return str(json.loads(file.read_text("utf-8"))["signing_key"])
    except FileNotFoundError:
        return secrets.token_urlsafe(48)
