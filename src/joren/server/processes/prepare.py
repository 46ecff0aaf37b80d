"""Makes the data folder and brings its tables up to date; prints the link for the first owner, if one is needed.

A process of its own, so that the supervisor need not carry Django.
"""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from joren import language
from joren.errors import JorenError
from joren.language import gettext as _
from joren.server.settings.database import database_in_words
from joren.server.settings.options import Options, from_environment
from joren.server.settings.secrets import make_secrets

#: Any number will do, as long as every Joren takes the same.
_TABLES_LOCK = 7_201_965


def make_folder(options: Options) -> None:
    """Make the data folder: for its owner's eyes only."""
    os.umask(0o077)
    for folder in (options.data, options.spool, options.lake, options.data / "media", options.socket.parent):
        folder.mkdir(parents=True, exist_ok=True)
    make_secrets(options.secrets)


def start_django() -> None:
    """Load the settings and the apps."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "joren.server.settings.project"
    import django  # noqa: PLC0415  (the settings must be known first)

    django.setup()


def bring_tables_up_to_date(options: Options) -> None:
    """Make the tables, or change them as this version needs them. Raises `JorenError` when the database is away."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import OperationalError  # noqa: PLC0415

    try:
        with _alone(options):
            call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        raise JorenError(
            _("The database {database} cannot be used: {why}").format(
                database=database_in_words(options), why=_one_line(error)
            ),
            code="database.away",
        ) from error


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
                cursor.execute("SELECT pg_advisory_lock(%s)", [_TABLES_LOCK])
        yield
    finally:
        os.close(fd)
        connection.close()  # which lets go of the other lock too


def _one_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


def prepare(options: Options, *, with_link: bool = True) -> str | None:
    """Make what is missing; the set-up link for the first owner, or None when there is one or none is wanted."""
    make_folder(options)
    start_django()
    from joren.collector.spool import Spool  # noqa: PLC0415
    from joren.server.accounts.actions import make_set_up_link, publish_write_keys  # noqa: PLC0415

    bring_tables_up_to_date(options)
    Spool.at(options.spool)
    publish_write_keys(options.write_keys)
    token = make_set_up_link() if with_link else None
    return f"{options.address}/set-up/{token}" if token else None


def _unusable(error: OSError, options: Options) -> str:
    why = f"{error.filename}: {error.strerror}"
    return _("The data folder {folder} cannot be used: {why}").format(folder=options.data, why=why)


def main() -> int:
    """Run as a process: the link goes to standard output."""
    language.speak(language.from_environment())
    try:
        link = prepare(from_environment(), with_link="--link" in sys.argv)
    except JorenError as error:
        print(error.message, file=sys.stderr)  # noqa: T201
        return 1
    except OSError as error:
        print(_unusable(error, from_environment()), file=sys.stderr)  # noqa: T201
        return 1
    print(link or "")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
