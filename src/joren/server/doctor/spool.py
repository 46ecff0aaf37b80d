"""The spool: whole, somebody writes it, somebody lands it, and how much waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from joren.collector.spool import Spool, SpoolError, SpoolReader
from joren.language import gettext as _
from joren.server.checkup import Finding, fine, warning, wrong
from joren.server.doctor.database import is_ready
from joren.server.doctor.folder import is_made
from joren.server.ingest import queries
from joren.server.settings.options import Options

_LATE = timedelta(minutes=1)
_VERY_LATE = timedelta(minutes=15)
_READ_BYTES = 32 * 1024 * 1024


def look(options: Options) -> Iterator[Finding]:
    """Every spool of the data folder."""
    if not is_made(options):
        return
    for spool in list(queries.spools(options)):
        try:
            records = _read_through(spool)
        except SpoolError as error:
            yield wrong(
                "spool.damaged",
                error.message,
                _("Landing stops there and skips nothing. Put the file back from a backup, or ask for help."),
            )
            continue
        yield fine(
            "spool.whole",
            _("The spool {folder} is whole: {count} requests can be read back.").format(
                folder=spool.folder, count=records
            ),
        )
    if is_ready(options):
        yield from _is_landing(options)


def _is_landing(options: Options) -> Iterator[Finding]:
    spools = list(queries.spools(options))
    worker = spools[0].is_locked("landing")
    if not spools[0].is_locked("writing"):
        yield warning(
            "spool.front", _("No front process takes events in here."), _("Start it: joren up, or joren web.")
        )
    for stage in queries.stages(spools):
        if stage.lag < _LATE:
            continue
        words = _("{count} requests wait for the {stage}, the oldest for {minutes} minutes.").format(
            count=stage.behind, stage=_in_words(stage.name), minutes=round(stage.lag / timedelta(minutes=1))
        )
        if not worker:
            yield wrong("spool.worker", words, _("Nobody lands them. Start the worker: joren up, or joren worker."))
        elif stage.lag > _VERY_LATE:
            yield wrong("spool.late", words, _("See what the page “Data coming in” and the worker's log say."))
        else:
            yield warning("spool.late", words, _("See what the page “Data coming in” and the worker's log say."))
    if trouble := queries.trouble(spools):
        yield wrong("spool.trouble", _("Landing stands still: {why}").format(why=trouble), _("Mend that; it goes on."))
    if letters := queries.dead_letters():
        yield warning(
            "spool.dead_letters",
            _("{count} events could not be used.").format(count=letters),
            _("The page “Data coming in” says why for each. Mend whoever sends them."),
        )


def _in_words(stage: str) -> str:
    return {"database": _("database"), "lake": _("lake"), "mirror": _("mirror of the present")}.get(stage, stage)


def _read_through(spool: Spool) -> int:
    """Read back every record that is there, up to the mark; how many there are."""
    segments = spool.segments()
    if not segments:
        return 0
    reader, after, count = SpoolReader(spool), segments[0].first - 1, 0
    while records := reader.read(after, most_bytes=_READ_BYTES):
        after, count = records[-1].number, count + len(records)
    return count
