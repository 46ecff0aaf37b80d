"""Makes a backup while Joren runs.

The order makes the parts fit. First nothing of the spools may go any more; then the lake is pinned, then the database,
then the marks of the spools are read. So no store is ahead of the one that is copied after it, and what the database or
the lake lack is in the spool: after a restore it lands as it would have landed.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from joren import __version__
from joren.collector.spool import Spool, SpoolError
from joren.collector.spool.folder import marked
from joren.language import gettext as _
from joren.server import clock
from joren.server.backup.archive import ArchiveWriter, BackupError, Manifest
from joren.server.backup.lake import pin_tables, save_lake
from joren.server.backup.tables import applied_migrations, save_tables
from joren.server.ingest import queries
from joren.server.settings.lake import lake_place
from joren.server.settings.options import Options

_KEEP_PATIENCE_SECONDS = 10.0


def make_backup(options: Options, target: Path) -> Manifest:
    """Everything the shop has, as of one moment. Raises `BackupError`, and leaves nothing, when it cannot be made."""
    place = lake_place(options)
    with _archive(target, options) as (archive, manifest), _kept(options) as kept:
        tables = pin_tables(place)
        save_tables(options, archive, manifest)
        for spool in kept:
            _save_spool(options, spool, archive, manifest)
        save_lake(place, tables, archive, manifest)
        _save_small(options, archive)
    return manifest


def copy_tables(options: Options, target: Path) -> Manifest:
    """The tables and the secrets alone: what an upgrade changes."""
    with _archive(target, options) as (archive, manifest):
        save_tables(options, archive, manifest)
    return manifest


@contextlib.contextmanager
def _archive(target: Path, options: Options) -> Iterator[tuple[ArchiveWriter, Manifest]]:
    archive = ArchiveWriter(target)
    manifest = Manifest(
        version=__version__,
        made_at=clock.now().isoformat(timespec="seconds"),
        database="postgresql" if options.database_url else "sqlite",
        migrations=applied_migrations(),
    )
    try:
        yield archive, manifest
        archive.finish(manifest)
    except BaseException:
        archive.give_up()
        raise


@contextlib.contextmanager
def _kept(options: Options) -> Iterator[list[Spool]]:
    """Every spool; none of their segments goes meanwhile."""
    found = list(queries.spools(options))
    with contextlib.ExitStack() as locks:
        for spool in found:
            locks.callback(os.close, _keep(spool))
        yield found


def _keep(spool: Spool) -> int:
    """Be in the role; the worker is in it for a moment each time that it deletes."""
    end = time.monotonic() + _KEEP_PATIENCE_SECONDS
    while True:
        try:
            return spool.lock("keeping")
        except SpoolError as error:
            if time.monotonic() > end:
                raise BackupError(_("Another backup is being made."), code="backup.busy") from error
            time.sleep(0.05)


def _save_spool(options: Options, spool: Spool, archive: ArchiveWriter, manifest: Manifest) -> None:
    """The mark is read first: every record up to it is in the files that are read after it."""
    name = spool.folder.relative_to(options.data).as_posix()
    mark = manifest.spools[name] = spool.mark()
    archive.add_file(f"{name}/spool.json", spool.folder / "spool.json")
    archive.add_bytes(f"{name}/synced", marked(mark))
    for segment in spool.segments():
        archive.add_file(f"{name}/{segment.path.name}", segment.path)


def _save_small(options: Options, archive: ArchiveWriter) -> None:
    for path in (options.secrets, options.data / "joren.json", *sorted((options.data / "media").rglob("*"))):
        if path.is_file():
            archive.add_file(path.relative_to(options.data).as_posix(), path)
