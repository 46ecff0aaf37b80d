"""The database: there, whole, of a good version, with rights, and with the tables of this Joren."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from joren.lake.trouble import in_words
from joren.language import gettext as _
from joren.server import clock
from joren.server.checkup import Finding, fine, warning, wrong
from joren.server.doctor.folder import is_made
from joren.server.settings.database import database_in_words
from joren.server.settings.options import Options

_OLDEST_POSTGRESQL = 140_000
_SKEW_SECONDS = 5


def is_ready(options: Options) -> bool:
    """Whether the database answers and has every table of this version. Makes none where none is."""
    if not is_made(options) or not (options.database_url or (options.data / "joren.sqlite3").exists()):
        return False
    try:
        return not _waiting()
    except DatabaseError:
        return False


def look(options: Options) -> Iterator[Finding]:
    """SQLite or PostgreSQL, then the tables."""
    if not options.database_url and not (options.data / "joren.sqlite3").exists():
        if is_made(options):
            yield wrong(
                "database.missing",
                _("The file joren.sqlite3 is missing in the data folder."),
                _("Put it back from a backup: joren restore. A new start would begin with empty tables."),
            )
        return
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        if not options.database_url:
            yield _damaged(in_words(error))
            return
        yield wrong(
            "database.away",
            _("The database {database} cannot be used: {why}").format(
                database=database_in_words(options), why=in_words(error)
            ),
            _("Start it, or mend JOREN_DATABASE_URL and the password. Until then events are taken in and wait."),
        )
        return
    yield from (_postgresql(options) if connection.vendor == "postgresql" else _sqlite(options))
    yield from _tables()


def _sqlite(options: Options) -> Iterator[Finding]:
    told = _ask("PRAGMA quick_check(1)")
    if told != "ok":
        yield _damaged(told)
    else:
        yield fine("database.whole", _("The database {database} is whole.").format(database=database_in_words(options)))
    if _ask("PRAGMA journal_mode") != "wal":
        yield wrong(
            "database.wal",
            _("SQLite cannot keep its write-ahead log here."),
            _("Move the data folder to a local disk."),
        )


def _damaged(why: str) -> Finding:
    return wrong(
        "database.damaged",
        _("The database is damaged: {why}").format(why=why),
        _("Stop Joren, keep a copy of the file, and put back a backup: joren restore."),
    )


def _postgresql(options: Options) -> Iterator[Finding]:
    version = int(_ask("SHOW server_version_num"))
    yield fine(
        "database.reached",
        _("The database {database} answers: PostgreSQL {version}.").format(
            database=database_in_words(options), version=_ask("SHOW server_version")
        ),
    )
    if version < _OLDEST_POSTGRESQL:
        yield wrong(
            "database.version", _("This PostgreSQL is too old."), _("Joren needs PostgreSQL 14 or later: upgrade it.")
        )
    if _ask("SHOW server_encoding") != "UTF8":
        yield wrong(
            "database.encoding",
            _("The database does not keep text as UTF-8."),
            "CREATE DATABASE joren ENCODING 'UTF8' TEMPLATE template0",
        )
    if not _ask("SELECT has_schema_privilege(current_schema(), 'CREATE')"):
        yield wrong(
            "database.rights",
            _("The user of the database may make no tables."),
            f"GRANT CREATE, USAGE ON SCHEMA public TO {connection.settings_dict['USER']}",
        )
    skew = abs((_ask("SELECT clock_timestamp()") - clock.now()).total_seconds())
    if skew > _SKEW_SECONDS:
        yield warning(
            "database.clock",
            _("The clock of the database is {seconds} seconds away from this machine's.").format(seconds=round(skew)),
            _("Let both machines take the time from the network (NTP)."),
        )


def _tables() -> Iterator[Finding]:
    unknown = sorted(set(MigrationRecorder(connection).applied_migrations()) - _known())
    if unknown:
        yield wrong(
            "database.later",
            _("The tables were made by a later version of Joren ({what}).").format(what=".".join(unknown[0])),
            _("Use that version, or a later one."),
        )
    elif waiting := _waiting():
        yield warning(
            "database.tables",
            _("{count} changes of the tables wait for the next start.").format(count=waiting),
            _("joren up makes them, after a copy."),
        )
    else:
        yield fine("database.tables", _("The tables are those of this version."))


def _known() -> set[tuple[str, str]]:
    return set(MigrationExecutor(connection).loader.disk_migrations)


def _waiting() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _ask(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return row[0] if row else None
