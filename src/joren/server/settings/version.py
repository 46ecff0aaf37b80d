"""Which Joren last worked on a data folder: written there, so that an older one leaves it alone."""

from __future__ import annotations

import json
import os
from pathlib import Path

from packaging.version import InvalidVersion, Version

from joren import __version__
from joren.errors import JorenError
from joren.language import gettext as _

FORMAT = 1


def version_of(folder: Path) -> str:
    """The version that last worked on a folder; nothing for a new one."""
    try:
        known = json.loads((folder / "joren.json").read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except ValueError:
        return ""  # it was being written when the machine stopped; the tables know it too
    return str(known.get("version", ""))


def note_version(folder: Path) -> None:
    """Write our version down, in one step."""
    text = json.dumps({"format": FORMAT, "version": __version__}) + "\n"
    written = folder / f".joren.json.{os.getpid()}"
    written.write_text(text, "utf-8")
    written.replace(folder / "joren.json")


def refuse_later(found: str, where: str) -> None:
    """Raise `JorenError` when what is there was last used by a later version than this one."""
    try:
        is_later = bool(found) and Version(found) > Version(__version__)
    except InvalidVersion:
        is_later = False
    if is_later:
        raise JorenError(
            _("{where} was last used by Joren {found}; this is {ours}. Use {found}, or a later one.").format(
                where=where, found=found, ours=__version__
            ),
            code="version.later",
        )
