"""The Python that Joren runs on, and the packages that the settings ask for."""

from __future__ import annotations

import importlib.util
import platform
import sqlite3
from collections.abc import Iterator

from joren import __version__
from joren.language import gettext as _
from joren.server.checkup import Finding, fine, wrong
from joren.server.settings.options import Options


def look(options: Options) -> Iterator[Finding]:
    """Versions and extras."""
    yield fine(
        "python.version", _("Joren {version} on Python {python}.").format(
            version=__version__, python=platform.python_version()
        ),
    )  # fmt: skip
    if sqlite3.sqlite_version_info < (3, 35):
        yield wrong(
            "python.sqlite",
            _("The SQLite of this Python is {version}; Joren needs 3.35.").format(version=sqlite3.sqlite_version),
            _("Install a newer Python."),
        )
    for wanted, package, extra in ((options.database_url, "psycopg", "postgres"), (options.lake_url, "s3fs", "s3")):
        if wanted and importlib.util.find_spec(package) is None:
            yield wrong(
                f"python.{extra}",
                _("The package {package} is missing.").format(package=package),
                f"pip install 'joren[server,{extra}]'",
            )
