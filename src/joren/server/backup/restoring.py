"""Puts a backup back. It overwrites nothing: what the backup holds must not be there yet."""

from __future__ import annotations

from pathlib import Path

from joren.language import gettext as _
from joren.server.backup import lake, tables
from joren.server.backup.archive import ArchiveReader, BackupError, Manifest
from joren.server.settings.database import database_in_words
from joren.server.settings.lake import lake_place
from joren.server.settings.options import Options


def verify_backup(source: Path) -> Manifest:
    """Read everything and compare it with the checksums."""
    archive = ArchiveReader(source)
    archive.verify()
    return archive.manifest


def restore(options: Options, source: Path) -> Manifest:
    """Put back what a backup holds. Raises `BackupError` before anything is written, or when a store is away."""
    archive = ArchiveReader(source)
    _check_fits(archive.manifest, options)
    _check_free(archive, options)
    archive.verify()
    small = [name for name in archive.manifest.files if not name.startswith(("lake/", "database"))]
    # The tables go last: a start before they are there would begin with empty ones and a full spool.
    lake.load_lake(lake_place(options), archive)
    for name in small:
        archive.copy(name, options.data / name)
    tables.load_tables(options, archive, options.data / "joren.sqlite3")
    return archive.manifest


def _check_fits(manifest: Manifest, options: Options) -> None:
    wanted = "postgresql" if options.database_url else "sqlite"
    if manifest.database != wanted:
        raise BackupError(
            _("The backup is of {found}, and the settings say {wanted}: mend JOREN_DATABASE_URL.").format(
                found=manifest.database, wanted=wanted
            ),
            code="backup.database",
        )
    if unknown := tables.unknown_migrations(manifest.migrations):
        raise BackupError(
            _("The backup was made by Joren {version} ({what}). Use that version, or a later one.").format(
                version=manifest.version, what=unknown[0]
            ),
            code="backup.later",
        )


def _check_free(archive: ArchiveReader, options: Options) -> None:
    """Nothing that would be written is there."""
    taken = [name for name in archive.manifest.files if (options.data / name).exists()]
    if taken:
        raise _taken(str(options.data / taken[0]))
    if not tables.is_empty(options):
        raise _taken(database_in_words(options))
    if archive.below("lake") and not lake.is_empty(lake_place(options)):
        raise _taken(lake_place(options).address)


def _taken(what: str) -> BackupError:
    return BackupError(
        _("{what} is there already, and nothing is overwritten. Restore into an empty place.").format(what=what),
        code="backup.taken",
    )
