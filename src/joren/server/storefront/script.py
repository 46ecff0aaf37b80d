"""The tracker's script as it travels, and the versions of it that shops have pinned."""

from __future__ import annotations

import gzip
import logging
import os
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256, sha384
from pathlib import Path

from joren.server.storefront.assemble import assemble

log = logging.getLogger(__name__)

#: In a wheel the modules lie in the package; in a checkout at the root, where people look for them.
_PLACES = (Path(__file__).with_name("sdk"), Path(__file__).parents[4] / "storefront-sdk")
_VERSION = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Script:
    """One version of the script, plain and compressed."""

    plain: bytes
    zipped: bytes
    version: str
    """The beginning of its SHA-256: the same name is the same script, for ever."""

    @property
    def integrity(self) -> str:
        """What the tag's `integrity` says."""
        return "sha384-" + b64encode(sha384(self.plain).digest()).decode()

    @property
    def file(self) -> str:
        """Its name for ever."""
        return f"joren-{self.version}.js"


def script_of(plain: bytes) -> Script:
    """Compress and name a script."""
    return Script(plain, gzip.compress(plain, 9, mtime=0), sha256(plain).hexdigest()[:16])


@cache
def current_script() -> Script:
    """The script of this release."""
    folder = next(place for place in _PLACES if (place / "joren.js").exists())
    return script_of(assemble(folder / "joren.js"))


def keep(script: Script, folder: Path) -> None:
    """Keep a version, so that pages that pinned it still get it from a later release."""
    file = folder / script.file
    if file.exists():
        return
    written = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written.write_bytes(script.plain)
        written.replace(file)
    except OSError as error:  # it can be served all the same
        log.warning("The script %s could not be kept: %s", script.file, error)


def kept_script(version: str, folder: Path) -> Script | None:
    """A version that was kept; None when there is none of that name, or it is not what the name says."""
    if not _VERSION.fullmatch(version):
        return None
    try:
        script = script_of((folder / f"joren-{version}.js").read_bytes())
    except FileNotFoundError:
        return None
    return script if script.version == version else None
