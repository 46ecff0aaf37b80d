"""The lake: there, of a format we know, every file readable, and commits that exclude each other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import duckdb

from joren.errors import JorenError
from joren.lake import LAKE_ERRORS, EventLake, Place
from joren.lake.trouble import in_words
from joren.language import gettext as _
from joren.server.checkup import Finding, fine, warning, wrong
from joren.server.doctor.folder import is_made
from joren.server.settings.lake import lake_place
from joren.server.settings.options import Options

_MANY_STRAYS = 100


def look(options: Options) -> Iterator[Finding]:
    """The table of events and the place where it lies."""
    if not is_made(options):
        return
    place = lake_place(options)
    try:
        there = EventLake.is_at(place)
    except LAKE_ERRORS as error:
        yield wrong(
            "lake.away",
            _("The lake {place} cannot be reached: {why}").format(place=place.address, why=in_words(error)),
            _("Start the storage, or mend JOREN_LAKE_URL and the key. Until then the lake's part waits in the spool."),
        )
        return
    if not place.is_local:
        yield from _excludes(place)
    if not there:
        yield warning(
            "lake.missing",
            _("There is no lake at {place} yet.").format(place=place.address),
            _("It is made with the first event. If there were some, put it back from a backup."),
        )
        return
    yield from _is_readable(place)


def _is_readable(place: Place) -> Iterator[Finding]:
    try:
        lake = EventLake.at(place)
        with contextlib.closing(duckdb.connect()) as connection:
            lake.open_for(connection)
            row = connection.execute(f"SELECT count(*) FROM ({lake.sql()})").fetchone()  # noqa: S608  (our own SQL)
    except JorenError as error:
        yield wrong("lake.format", error.message, _("Use that version, or a later one."))
        return
    except (*LAKE_ERRORS, duckdb.Error) as error:
        yield wrong(
            "lake.damaged",
            _("The lake {place} cannot be read: {why}").format(place=place.address, why=in_words(error)),
            _("Put the file that is missing or damaged back from a backup."),
        )
        return
    yield fine(
        "lake.readable",
        _("The lake {place} can be read: {count} events.").format(place=place.address, count=row[0] if row else 0),
    )
    if (strays := lake.strays()) > _MANY_STRAYS:
        yield warning(
            "lake.strays",
            _("{count} files in the lake belong to no version any more.").format(count=strays),
            _("They take room and do no harm."),
        )


def _excludes(place: Place) -> Iterator[Finding]:
    """Two puts of the same file, of which the second must fail: what keeps two commits apart."""
    if not place.refuses_second_put(".joren-doctor"):
        yield wrong(
            "lake.commits",
            _("The object storage overwrites a file where it should refuse: two writers could lose events."),
            _("Use a storage that knows conditional writes (If-None-Match): Amazon S3, MinIO, Cloudflare R2, Ceph."),
        )
