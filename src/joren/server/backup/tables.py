"""The tables into an archive, and back: a copy of SQLite's file, or PostgreSQL's own COPY of each table.

`pg_dump` need not be there: COPY is part of every server, and the tables themselves are made by the migrations.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from joren.language import gettext as _
from joren.server.backup.archive import ArchiveReader, ArchiveWriter, BackupError, Manifest
from joren.server.settings.database import connection_parts
from joren.server.settings.options import Options

SQLITE = "database.sqlite3"
_FOLDER = "database"
_COPY_BYTES = 1024 * 1024


def save_tables(options: Options, archive: ArchiveWriter, manifest: Manifest) -> None:
    """Add every table as it is at one moment. Nobody who writes has to wait."""
    if connection.vendor == "postgresql":
        _save_postgresql(options, archive, manifest)
    else:
        _save_sqlite(options, archive)


def applied_migrations() -> list[list[str]]:
    """What the tables have seen."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def unknown_migrations(applied: Iterable[Iterable[str]]) -> list[str]:
    """Those that this version does not know: a later one made them."""
    known = set(MigrationLoader(None).disk_migrations or ())
    return sorted(".".join(each) for each in map(tuple, applied) if each not in known)


def is_empty(options: Options) -> bool:
    """Whether there is no database yet to be overwritten."""
    if connection.vendor == "postgresql":
        return not connection.introspection.table_names()
    return not (options.data / "joren.sqlite3").exists()


def load_tables(options: Options, archive: ArchiveReader, target: Path) -> None:
    """Put every table back; `target` is where SQLite's file goes. The database is empty before."""
    if connection.vendor == "postgresql":
        _load_postgresql(options, archive)
    else:
        archive.copy(SQLITE, target)


def _save_sqlite(options: Options, archive: ArchiveWriter) -> None:
    with tempfile.TemporaryDirectory(dir=options.data / "run", prefix="backup-") as folder:
        copy = Path(folder, SQLITE)
        with (
            contextlib.closing(sqlite3.connect(options.data / "joren.sqlite3", timeout=20)) as source,
            contextlib.closing(sqlite3.connect(copy)) as target,
        ):
            # In one step: a copy in several begins anew each time that another process writes.
            source.backup(target, pages=-1)
            target.execute("PRAGMA journal_mode=DELETE")
            told = target.execute("PRAGMA quick_check(1)").fetchone()[0]
        if told != "ok":
            raise BackupError(_("The database is damaged: {why}").format(why=told), code="backup.database")
        archive.add_file(SQLITE, copy)


def _save_postgresql(options: Options, archive: ArchiveWriter, manifest: Manifest) -> None:
    import psycopg  # noqa: PLC0415  (an extra)

    tables = _our_tables()
    with psycopg.connect(**connection_parts(options), connect_timeout=5) as source:  # type: ignore[arg-type]
        source.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        source.read_only = True
        for table in tables:
            manifest.tables[table] = _columns(source, table)
            with tempfile.TemporaryFile(dir=options.data / "run") as file:
                with source.cursor().copy(_copy(table, manifest.tables[table], "TO STDOUT")) as rows:
                    for some in rows:
                        file.write(some)
                size = file.tell()
                file.seek(0)
                archive.add(f"{_FOLDER}/{table}", file, size)


def _load_postgresql(options: Options, archive: ArchiveReader) -> None:
    import psycopg  # noqa: PLC0415  (an extra)

    _make_tables(archive.manifest.migrations)
    with psycopg.connect(**connection_parts(options), connect_timeout=5) as target, target.cursor() as cursor:  # type: ignore[arg-type]
        tables = archive.manifest.tables
        cursor.execute(_sql(f"TRUNCATE {', '.join(map(_quoted, tables))}"))
        # Foreign keys are looked at when the transaction ends, so that no order of the tables is needed.
        for table, columns in tables.items():
            with archive.open(f"{_FOLDER}/{table}") as file, cursor.copy(_copy(table, columns, "FROM STDIN")) as rows:
                while some := file.read(_COPY_BYTES):
                    rows.write(some)
        for table, columns in tables.items():
            _go_on_counting(cursor, table, columns)


def _make_tables(applied: list[list[str]]) -> None:
    """Make the tables as they were, so that the next start changes them as it would have changed the original."""
    executor = MigrationExecutor(connection)
    wanted = {(app, name) for app, name in applied}
    graph = executor.loader.graph
    last = [
        node
        for node in sorted(wanted)
        if not any(child.key in wanted and child.key[0] == node[0] for child in graph.node_map[node].children)
    ]
    executor.migrate(last)
    connection.close()


def _our_tables() -> list[str]:
    ours = {*connection.introspection.django_table_names(only_existing=True, include_views=False), "django_migrations"}
    return sorted(ours)


def _columns(source: Any, table: str) -> list[str]:
    rows = source.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = %s "
        "AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [row[0] for row in rows]


def _go_on_counting(cursor: Any, table: str, columns: list[str]) -> None:
    """Let new rows get numbers after those that were put back."""
    for column in columns:
        counter = cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [_quoted(table), column]).fetchone()[0]
        if counter:
            most = _sql(f"SELECT coalesce(max({_quoted(column)}), 0) FROM {_quoted(table)}")  # noqa: S608
            (highest,) = cursor.execute(most).fetchone()
            cursor.execute("SELECT setval(%s, %s, %s)", [counter, max(highest, 1), highest > 0])


def _copy(table: str, columns: list[str], way: str) -> bytes:
    return _sql(f"COPY {_quoted(table)} ({', '.join(map(_quoted, columns))}) {way}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _sql(text: str) -> bytes:
    """SQL made of names that are ours, as psycopg takes what is no literal in the source."""
    return text.encode()
