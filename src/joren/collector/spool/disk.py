"""The calls that reach the disk, in one place so that tests can let them fail and can see their order."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

#: How many buffers one writev takes (IOV_MAX on Linux and macOS).
_MOST_BUFFERS = 1024


class Disk:
    """A local file system. Every method raises `OSError` as the system does."""

    def open_append(self, path: Path) -> int:
        """Open a file for appending, made when it is not there."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def write(self, fd: int, buffers: Sequence[bytes]) -> None:
        """Append all buffers."""
        for start in range(0, len(buffers), _MOST_BUFFERS):
            self._write_some(fd, buffers[start : start + _MOST_BUFFERS])

    def _write_some(self, fd: int, buffers: Sequence[bytes]) -> None:
        written, wanted = os.writev(fd, buffers), sum(map(len, buffers))
        if written == wanted:
            return
        rest = memoryview(b"".join(buffers))[written:]
        while rest:
            rest = rest[os.write(fd, rest) :]

    def sync(self, fd: int) -> None:
        """Return when the file's bytes are on the disk."""
        if hasattr(os, "fdatasync"):
            os.fdatasync(fd)
        else:  # macOS
            os.fsync(fd)

    def sync_folder(self, path: Path) -> None:
        """Return when the folder's list of names is on the disk."""
        fd = os.open(path, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)

    def truncate(self, path: Path, size: int) -> None:
        """Cut a file off, and return when that is on the disk."""
        fd = os.open(path, os.O_WRONLY)
        try:
            os.ftruncate(fd, size)
            os.fsync(fd)
        finally:
            os.close(fd)
