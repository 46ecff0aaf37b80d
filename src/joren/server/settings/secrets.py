"""The file of secrets in the data folder: made once, readable by its owner only, changed as a whole."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path
from typing import Any

from joren.errors import JorenError
from joren.language import gettext as _

FORMAT = 1
#: Sessions and links live for two weeks at most: a key is kept through a few rotations, then it goes.
_FORMER_KEYS = 3


def make_secrets(file: Path) -> None:
    """Make the file unless it is there; give one of an earlier version what it lacks."""
    try:
        fd = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        known = read_secrets(file)
        if not known.get("vault"):
            write_secrets(file, {**known, "vault": [_new_vault_key()]})
        return
    _write(fd, {"format": FORMAT, "signing_keys": [_new_key()], "vault": [_new_vault_key()]})


def signing_keys(file: Path) -> list[str]:
    """The keys that sign sessions: the first signs, the others are still believed.

    Before the data folder is made there is nothing to sign: then any key will do. Raises `JorenError` for a file that
    cannot be read, since going on with another key would throw everybody out.
    """
    if not file.exists():
        return [_new_key()]
    known = read_secrets(file)
    return [str(key) for key in known.get("signing_keys") or [known["signing_key"]]]


def vault_keys(file: Path) -> list[str]:
    """The keys that lock what is stored of other people's systems, the newest first: it locks, all of them open."""
    return [str(key) for key in read_secrets(file)["vault"]]


def read_secrets(file: Path) -> dict[str, Any]:
    """Everything in the file. Raises `JorenError` for one that cannot be read or that a later Joren made."""
    try:
        known: dict[str, Any] = json.loads(file.read_text("utf-8"))
        found = int(known["format"])
        if not (known.get("signing_keys") or known.get("signing_key")):
            raise KeyError("signing_keys")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise JorenError(
            _("The file of secrets cannot be read: {file}.").format(file=file), code="secrets.damaged"
        ) from error
    if found > FORMAT:
        raise JorenError(
            _("The file {file} was written by a later version of Joren. Use that version, or a later one.").format(
                file=file
            ),
            code="secrets.format",
        )
    return known


def add_new_keys(file: Path) -> None:
    """Sign and lock with new keys; what the former ones signed and locked still opens.

    The vault's take effect at once, those that sign at the next start.
    """
    known = read_secrets(file)
    former = known.pop("signing_keys", None) or [known["signing_key"]]
    known.pop("signing_key", None)
    signing = [_new_key(), *former][: _FORMER_KEYS + 1]
    write_secrets(file, {**known, "signing_keys": signing, "vault": [_new_vault_key(), *known.get("vault", [])]})


def forget_former_keys(file: Path, *, signing: bool) -> None:
    """Forget the vault's former keys once everything is locked anew, and with `signing` those that signed too.

    One former key of the vault stays, for a value that was being locked at that very moment.
    """
    known = read_secrets(file)
    known["vault"] = known["vault"][:2]
    if signing:
        known["signing_keys"] = known["signing_keys"][:1]
    write_secrets(file, known)


def write_secrets(file: Path, known: dict[str, Any]) -> None:
    """Replace the file in one step."""
    written = file.with_name(f".{file.name}.{os.getpid()}")
    written.unlink(missing_ok=True)
    _write(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), known)
    written.replace(file)


def _write(fd: int, known: dict[str, Any]) -> None:
    with os.fdopen(fd, "w", encoding="utf-8") as target:
        target.write(json.dumps(known, indent=1) + "\n")
        target.flush()
        os.fsync(target.fileno())


def _new_key() -> str:
    return secrets.token_urlsafe(48)


def _new_vault_key() -> str:
    """32 random bytes in the form that Fernet takes."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")
