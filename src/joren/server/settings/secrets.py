"""The file of secrets in the data folder: made once, readable by its owner only."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any


def make_secrets(file: Path) -> None:
    """Make the file unless it is there; give one of an earlier version what it lacks."""
    try:
        fd = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        _complete(file)
        return
    _write(fd, {"format": 1, "signing_key": secrets.token_urlsafe(48), "vault": [_new_vault_key()]})


def signing_key(file: Path) -> str:
    """The key that signs sessions. Before the data folder is made there is nothing to sign: then any key will do."""
    try:
        return str(json.loads(file.read_text("utf-8"))["signing_key"])
    except FileNotFoundError:
        return secrets.token_urlsafe(48)


def vault_keys(file: Path) -> list[str]:
    """The keys that lock what is stored of other people's systems, the newest first: it locks, all of them open."""
    return [str(key) for key in json.loads(file.read_text("utf-8"))["vault"]]


def _complete(file: Path) -> None:
    known: dict[str, Any] = json.loads(file.read_text("utf-8"))
    if known.get("vault"):
        return
    # Written beside it and moved over it: whoever reads meets one whole file or the other.
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    _write(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), {**known, "vault": [_new_vault_key()]})
    beside.replace(file)


def _write(fd: int, content: dict[str, Any]) -> None:
    with os.fdopen(fd, "w", encoding="utf-8") as target:
        target.write(json.dumps(content, indent=1) + "\n")
        target.flush()
        os.fsync(target.fileno())


def _new_vault_key() -> str:
    """32 random bytes in the form that Fernet takes."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")
