"""Which database the tables are in: a file in the data folder, or a PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from joren.errors import InputError
from joren.language import gettext as _

if TYPE_CHECKING:
    from joren.server.settings.options import Options

#: What PostgreSQL is told at the start of each session. A server may have been set to answer before a commit is on the
#: disk; the spool is emptied after what the database says, so it must not.
_SESSION = "-c synchronous_commit=on -c timezone=UTC -c lock_timeout=20s -c idle_in_transaction_session_timeout=60s"
_CONNECT_SECONDS = 5
_SCHEMES = {"postgres", "postgresql"}


def check_database_url(url: str) -> str | None:
    """The URL, or None for the file in the data folder. Raises `InputError` for one that makes no sense."""
    if not url or url.partition("://")[0] in _SCHEMES:
        return url or None
    raise InputError(
        _("JOREN_DATABASE_URL names no PostgreSQL: write an address such as postgres://joren@db.example.com/joren.")
    )


def database(options: Options) -> dict[str, Any]:
    """Django's settings for the database. Raises `InputError` for a URL that cannot be read."""
    return _postgresql(options) if options.database_url else _sqlite(options)


def database_in_words(options: Options) -> str:
    """Where the tables are, for people: never with a password."""
    if not options.database_url:
        return str(options.data.absolute() / "joren.sqlite3")
    parts = connection_parts(options)
    return f"{parts.get('host', 'localhost')}:{parts.get('port', '5432')}/{parts.get('dbname', '')}"


def connection_parts(options: Options) -> dict[str, str]:
    """The URL as the parts that libpq knows: host, port, dbname, user, password, sslmode and the rest."""
    from psycopg import ProgrammingError  # noqa: PLC0415  (an extra, and only this function needs it)
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415

    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(options.database_url or "").items()}
    except ProgrammingError as error:
        # What libpq says may repeat the URL with its password.
        raise InputError(_("JOREN_DATABASE_URL cannot be read. Write %-codes for signs such as @ and /.")) from error
    if options.database_password:
        parts["password"] = options.database_password
    if not parts.get("dbname"):
        raise InputError(_("JOREN_DATABASE_URL says no database: its name goes at the end, after a slash."))
    return parts


def _postgresql(options: Options) -> dict[str, Any]:
    parts = connection_parts(options)
    session = f"{_SESSION} {parts.pop('options', '')}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # A pooler that hands out connections by transaction knows no cursors that stay open.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {"application_name": "joren", "connect_timeout": _CONNECT_SECONDS, **parts, "options": session},
    }


def _sqlite(options: Options) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": options.data.absolute() / "joren.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A transaction that begins by reading and then writes could not wait for another writer: it would fail.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
