"""The data folder: there, ours alone, on a disk that keeps what was synced, with room."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from joren.language import gettext as _
from joren.server.checkup import Finding, fine, warning, wrong
from joren.server.settings.options import Options

_GB = 1000**3
_TIGHT_BYTES, _FULL_BYTES = 5 * _GB, _GB // 2
_MOUNTS = Path("/proc/self/mounts")
#: File systems over a network: a sync may return before anything is safe, and locks may hold nobody up.
_FAR = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "fuse.s3fs", "glusterfs", "ceph", "davfs")


def is_made(options: Options) -> bool:
    """Whether there is a data folder to look at."""
    return options.secrets.exists()


def look(options: Options) -> Iterator[Finding]:
    """The folder and the file of secrets."""
    folder = options.data
    if not is_made(options):
        yield warning(
            "folder.missing",
            _("There is no data folder at {folder} yet.").format(folder=folder),
            _("joren up makes it. If it should be there already, check JOREN_DATA, or --data."),
        )
        return
    yield fine("folder.found", _("The data folder is {folder}.").format(folder=folder))
    yield from _is_ours(options)
    yield from _is_near(folder)
    yield from _has_room(folder)
    yield from _secrets(options)


def _is_ours(options: Options) -> Iterator[Finding]:
    try:
        with tempfile.NamedTemporaryFile(dir=options.data, prefix=".doctor"):
            pass
    except OSError as error:
        yield wrong(
            "folder.writable",
            _("The data folder cannot be written to: {why}.").format(why=error.strerror),
            _("Run Joren as the user who owns the folder, or give it to that user: chown -R USER {folder}").format(
                folder=options.data
            ),
        )
    for path in (options.data, options.secrets, options.data / "joren.sqlite3"):
        if path.exists() and path.stat().st_mode & 0o077:
            yield wrong(
                "folder.private",
                _("Others on this machine may read {path}.").format(path=path),
                f"chmod -R go-rwx {options.data}",
            )


def _is_near(folder: Path) -> Iterator[Finding]:
    kind = _file_system(folder.resolve())
    if kind.startswith(_FAR):
        yield wrong(
            "folder.disk",
            _("The data folder is on a file system over the network ({kind}).").format(kind=kind),
            _("Move it to a local disk: the spool and SQLite trust the disk's sync. Only the lake may be elsewhere."),
        )


def _file_system(folder: Path) -> str:
    """The kind of file system that holds a folder, as Linux names it; nothing where it cannot be told."""
    try:
        mounts = [line.split()[1:3] for line in _MOUNTS.read_text("utf-8").splitlines()]
    except OSError:
        return ""
    above = {str(each) for each in (folder, *folder.parents)}
    found = [(place, kind) for place, kind in mounts if place.replace("\\040", " ") in above]
    return max(found, key=lambda each: len(each[0]), default=("", ""))[1]


def _has_room(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(folder).free
    words = _("{free} GB are free on the disk of the data folder.").format(free=f"{free / _GB:.1f}")
    mend = _("Make room. When the disk is full, events are turned away with 503 until there is some.")
    if free < _FULL_BYTES:
        yield wrong("folder.room", words, mend)
    elif free < _TIGHT_BYTES:
        yield warning("folder.room", words, mend)
    else:
        yield fine("folder.room", words)


def _secrets(options: Options) -> Iterator[Finding]:
    try:
        known = json.loads(options.secrets.read_text("utf-8"))
        whole = bool(known.get("signing_keys") or known.get("signing_key"))
    except (OSError, ValueError, AttributeError):
        whole = False
    if not whole:
        yield wrong(
            "folder.secrets",
            _("The file of secrets cannot be read: {file}.").format(file=options.secrets),
            _(
                "Put it back from a backup. "
                "Without it everybody must sign in again, and stored secrets cannot be opened."
            ),
        )
    if os.geteuid() == 0 and options.data.stat().st_uid != 0:
        yield warning(
            "folder.owner",
            _("The data folder belongs to another user than the one who asks."),
            _("Run this as the user who runs Joren."),
        )
