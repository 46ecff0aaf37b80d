"""The archive: a folder, or one `.tar` file. In it lies `backup.json`, written last, with a checksum of each file."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from joren.errors import JorenError
from joren.language import gettext as _

FORMAT = 1
MANIFEST = "backup.json"
_CHUNK = 1024 * 1024


class BackupError(JorenError):
    """A backup that cannot be made or used."""

    code = "backup"


@dataclass
class Manifest:
    """What a backup holds."""

    version: str
    made_at: str
    database: str
    """`sqlite` or `postgresql`."""
    migrations: list[list[str]]
    """App and name of every migration that the tables have seen."""
    tables: dict[str, list[str]] = field(default_factory=dict)
    """The columns of each table, of a PostgreSQL."""
    spools: dict[str, int] = field(default_factory=dict)
    """Up to which record each spool is on the disk."""
    lake: dict[str, int] = field(default_factory=dict)
    """The version of each table of the lake."""
    files: dict[str, list[Any]] = field(default_factory=dict)
    """Size in bytes and SHA-256 of each file."""
    format: int = FORMAT


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """Some bytes; none at the end."""
        ...


class ArchiveWriter:
    """Writes files one after the other. Nobody but the owner may read them."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._part = target.with_name(target.name + ".part")
        if target.exists():
            raise BackupError(
                _("{target} is there already. Name another file or folder.").format(target=target), code="backup.exists"
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        self._tar: tarfile.TarFile | None = None
        self.files: dict[str, list[Any]] = {}
        self._discard()
        if target.suffix == ".tar":
            self._file = os.fdopen(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
            self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        else:
            self._part.mkdir(mode=0o700)

    def add(self, name: str, source: Readable, size: int) -> None:
        """Add the next `size` bytes of a source under a name."""
        counted = _Counted(source, size)
        if self._tar is not None:
            about = tarfile.TarInfo(name)
            about.size, about.mode = size, 0o600
            self._tar.addfile(about, counted)
        else:
            path = self._part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                shutil.copyfileobj(counted, file, _CHUNK)
                file.flush()
                os.fsync(file.fileno())
        self.files[name] = [size, counted.finish(name)]

    def add_file(self, name: str, path: Path) -> None:
        """Add a file as far as it reaches just now."""
        with path.open("rb") as file:
            self.add(name, file, os.fstat(file.fileno()).st_size)

    def add_bytes(self, name: str, raw: bytes) -> None:
        """Add what is in memory."""
        self.add(name, io.BytesIO(raw), len(raw))

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest and let the archive have its name."""
        manifest.files = dict(self.files)
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode() + b"\n"
        self.add_bytes(MANIFEST, text)
        if self._tar is not None:
            self._tar.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        self._part.rename(self._target)

    def give_up(self) -> None:
        """Leave nothing behind."""
        if self._tar is not None:
            self._file.close()
        self._discard()

    def _discard(self) -> None:
        if self._part.is_dir():
            shutil.rmtree(self._part)
        self._part.unlink(missing_ok=True)


class _Counted:
    """Hashes what is read through it, and says when less came than was promised."""

    def __init__(self, source: Readable, size: int) -> None:
        self._source, self._left, self._hash = source, size, hashlib.sha256()

    def read(self, size: int = _CHUNK) -> bytes:
        some = self._source.read(min(size, self._left))
        self._left -= len(some)
        self._hash.update(some)
        return some

    def finish(self, name: str) -> str:
        if self._left:
            raise BackupError(_("{name} became shorter while it was read.").format(name=name), code="backup.changed")
        return self._hash.hexdigest()


class ArchiveReader:
    """Reads an archive back. Raises `BackupError` for what is none, or was made by a later version."""

    def __init__(self, source: Path) -> None:
        self._source = source
        try:
            with self._open(MANIFEST) as file:
                known = json.loads(file.read())
        except (OSError, KeyError, ValueError, tarfile.TarError) as error:
            raise BackupError(
                _("{source} is no backup of Joren, or its end is missing.").format(source=source), code="backup.none"
            ) from error
        if known["format"] > FORMAT:
            raise BackupError(
                _("The backup {source} was made by Joren {version}. Use that version, or a later one.").format(
                    source=source, version=known["version"]
                ),
                code="backup.format",
            )
        self.manifest = Manifest(**known)
        if any(PurePosixPath(name).is_absolute() or ".." in name.split("/") for name in self.manifest.files):
            raise self._damaged(MANIFEST)

    def verify(self) -> None:
        """Compare every file with its checksum. Raises `BackupError` that names the first that differs."""
        for name, (size, digest) in self.manifest.files.items():
            try:
                with self._open(name) as file:
                    found, length = _digest(file)
            except (OSError, KeyError, tarfile.TarError) as error:
                raise self._damaged(name) from error
            if (found, length) != (digest, size):
                raise self._damaged(name)

    def below(self, folder: str) -> list[str]:
        """The names of the files in a folder of the archive."""
        return [name for name in self.manifest.files if name.startswith(f"{folder}/")]

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return name in self.manifest.files

    @contextlib.contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A file of the archive."""
        with self._open(name) as file:
            yield file

    def copy(self, name: str, target: Path) -> None:
        """Write a file of the archive to the disk, for its owner only."""
        target.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with self.open(name) as source, os.fdopen(fd, "wb") as file:
            shutil.copyfileobj(source, file, _CHUNK)
            file.flush()
            os.fsync(file.fileno())

    def _open(self, name: str) -> IO[bytes]:
        if self._source.is_dir():
            return (self._source / name).open("rb")
        file = self._members().extractfile(name)
        if file is None:
            raise KeyError(name)
        return file

    def _members(self) -> tarfile.TarFile:
        if not hasattr(self, "_tar"):
            self._tar = tarfile.open(self._source, "r:")  # noqa: SIM115  (it is read until the end)
        return self._tar

    def _damaged(self, name: str) -> BackupError:
        return BackupError(
            _("The backup {source} is damaged: {name} is not what was written.").format(source=self._source, name=name),
            code="backup.damaged",
        )


def _digest(file: IO[bytes]) -> tuple[str, int]:
    found, length = hashlib.sha256(), 0
    read: Callable[[], bytes] = lambda: file.read(_CHUNK)  # noqa: E731
    for some in iter(read, b""):
        found.update(some)
        length += len(some)
    return found.hexdigest(), length
