"""The spool's folder: its identity, its segments, and the mark up to which it is on the disk."""

from __future__ import annotations

import fcntl
import json
import os
import struct
import uuid
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from zlib import crc32

from joren.errors import JorenError
from joren.language import gettext as _

FORMAT = 1
_MARK = struct.Struct("<QI")


class SpoolError(JorenError):
    """A spool that cannot be used as it is."""

    code = "spool"


@dataclass(frozen=True)
class Segment:
    """One file of the spool. Its name is the number of its first record."""

    path: Path
    first: int


@dataclass(frozen=True)
class Spool:
    """A spool by its folder. `id` names it for ever: the stores remember per id how far they have come."""

    folder: Path
    id: str

    @classmethod
    def at(cls, folder: Path) -> Spool:
        """The spool in `folder`, made when there is none. Raises `SpoolError` when a later Joren made it."""
        folder.mkdir(parents=True, exist_ok=True)
        about = folder / "spool.json"
        if not about.exists():
            text = json.dumps({"format": FORMAT, "id": uuid.uuid4().hex})
            written = folder / f".spool.json.{os.getpid()}"
            written.write_text(text + "\n", "utf-8")
            with written.open() as made:
                os.fsync(made.fileno())
            with suppress(FileExistsError):  # of two that start at once, one wins
                about.hardlink_to(written)
            written.unlink()
        return cls._read(folder, about)

    @classmethod
    def _read(cls, folder: Path, about: Path) -> Spool:
        known = json.loads(about.read_text("utf-8"))
        if known["format"] > FORMAT:
            raise SpoolError(
                _(
                    "The spool in {folder} was written by a later version of Joren (format {found}; this one knows "
                    "{known}). Use that version, or a later one."
                ).format(folder=folder, found=known["format"], known=FORMAT),
                code="spool.format",
            )
        return cls(folder, known["id"])

    def segments(self) -> list[Segment]:
        """The segments, oldest first."""
        found = [Segment(path, int(path.stem)) for path in self.folder.glob("*.seg")]
        return sorted(found, key=lambda segment: segment.first)

    def segment_path(self, first: int) -> Path:
        """Where the segment lies that begins with record `first`."""
        return self.folder / f"{first:020d}.seg"

    def mark(self) -> int:
        """The number of the last record known to be on the disk; 0 when nothing is known."""
        try:
            raw = (self.folder / "synced").read_bytes()
            number, checksum = _MARK.unpack(raw)
        except (FileNotFoundError, struct.error):
            return 0
        return int(number) if crc32(raw[:8]) == checksum else 0

    def delete_landed(self, landed: int) -> int:
        """Delete the segments of which every record has landed, but for the newest; returns how many went.

        None goes while somebody is in the role `keeping`: a backup is being made, which needs them.
        """
        try:
            keeping = self.lock("keeping")
        except SpoolError:
            return 0
        gone = 0
        try:
            for segment, following in pairwise(self.segments()):
                if following.first > landed + 1:
                    break
                segment.path.unlink()
                gone += 1
        finally:
            os.close(keeping)
        return gone

    def lock(self, role: str) -> int:
        """Be the only one in `role` (`writing`, `landing`, `keeping`) at this spool, until the returned file is closed.

        The system lets go when the process ends, however it ends. Raises `SpoolError` when another one is at it.
        """
        fd = os.open(self.folder / f"{role}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(fd)
            raise SpoolError(
                _("Another process is using the spool in {folder}. Is Joren running there already?").format(
                    folder=self.folder
                ),
                code="spool.locked",
            ) from error
        return fd

    def is_locked(self, role: str) -> bool:
        """Whether somebody is in `role` at this spool just now."""
        try:
            fd = os.open(self.folder / f"{role}.lock", os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(fd)
        return False


def marked(number: int) -> bytes:
    """The bytes of the mark file that say: all up to `number` is on the disk."""
    raw = struct.pack("<Q", number)
    return raw + struct.pack("<I", crc32(raw))
