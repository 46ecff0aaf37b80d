"""Brings the tables up to date: after a copy where there is something to lose, and never back to an older version."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from joren import __version__
from joren.errors import JorenError
from joren.language import gettext as _
from joren.server.settings.database import database_in_words
from joren.server.settings.options import Options
from joren.server.settings.version import note_version, refuse_later, version_of

#: Any number will do, as long as every Joren takes the same.
_LOCK = 7_201_965
_COPIES_KEPT = 3


def bring_tables_up_to_date(options: Options) -> None:
    """Make the tables, or change them as this version needs them.

    Raises `JorenError` when the database is away, or when a later version has worked on it.
    """
    from django.db import OperationalError  # noqa: PLC0415  (the settings must be known first)

    refuse_later(version_of(options.data), str(options.data))
    try:
        with _alone(options):
            _migrate(options)
    except OperationalError as error:
        raise JorenError(
            _("The database {database} cannot be used: {why}").format(
                database=database_in_words(options), why=str(error).strip().splitlines()[0]
            ),
            code="database.away",
        ) from error
    note_version(options.data)


def _migrate(options: Options) -> None:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    from joren.server.backup.tables import applied_migrations, unknown_migrations  # noqa: PLC0415
    from joren.server.installation import actions, queries  # noqa: PLC0415

    found = queries.version_of_tables()
    refuse_later(found, database_in_words(options))
    applied = applied_migrations()
    if unknown := unknown_migrations(applied):
        raise JorenError(
            _("The tables were made by a later version of Joren ({what}).").format(what=unknown[0])
            + " "
            + _("Use that version, or a later one."),
            code="version.later",
        )
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if applied:
            _copy_first(options, found)
        call_command("migrate", interactive=False, verbosity=0)
    actions.note_version()


def _copy_first(options: Options, found: str) -> None:
    """Keep the tables as they are; of older copies only the newest stay."""
    from joren.server import clock  # noqa: PLC0415
    from joren.server.backup.making import copy_tables  # noqa: PLC0415

    folder = options.data / "copies"
    folder.mkdir(exist_ok=True)
    moment = clock.now().strftime("%Y%m%dT%H%M%SZ")
    copy_tables(options, folder / f"{moment}-{found or 'before'}-to-{__version__}")
    for old in sorted(folder.iterdir())[:-_COPIES_KEPT]:
        shutil.rmtree(old)


@contextmanager
def _alone(options: Options) -> Iterator[None]:
    """Two roles that start at the same moment, here or on another machine, change the tables one after the other."""
    from django.db import connection  # noqa: PLC0415

    fd = os.open(options.data / "run" / "tables.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = 0")
                cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield
    finally:
        os.close(fd)
        connection.close()  # which lets go of the other lock too
