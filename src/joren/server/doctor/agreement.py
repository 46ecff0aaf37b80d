"""Whether spool, database and lake tell the same story: how far each spool has come in each."""

from __future__ import annotations

from collections.abc import Iterator

from joren.collector.spool import Spool
from joren.lake import LAKE_ERRORS, EventLake
from joren.language import gettext as _
from joren.server.checkup import Finding, fine, wrong
from joren.server.doctor.database import is_ready
from joren.server.doctor.folder import is_made
from joren.server.ingest import queries
from joren.server.ingest.models import SpoolCursor
from joren.server.settings.lake import lake_place
from joren.server.settings.options import Options


def look(options: Options) -> Iterator[Finding]:
    """Every spool of the data folder against both stores."""
    if not is_made(options) or not is_ready(options):
        return
    place = lake_place(options)
    try:
        lake = EventLake.at(place) if EventLake.is_at(place) else None
    except LAKE_ERRORS:
        return  # the lake's own check has said so
    for spool in list(queries.spools(options)):
        yield from _agrees(spool, lake)


def _agrees(spool: Spool, lake: EventLake | None) -> Iterator[Finding]:
    # Asked in this order, each can only be further than the one before while Joren is running.
    in_lake = lake.landed(spool.id) if lake else 0
    cursor = SpoolCursor.objects.filter(spool=spool.id).first()
    in_database = cursor.number if cursor else 0
    mark, segments = spool.mark(), spool.segments()
    oldest = segments[0].first if segments else mark + 1
    if max(in_database, in_lake) > mark:
        yield wrong(
            "agreement.ahead",
            _("The stores have landed record {landed} of the spool {folder}, which ends with {mark}.").format(
                landed=max(in_database, in_lake), folder=spool.folder, mark=mark
            ),
            _("They are of different times: new events would be passed over. Put all back from one backup."),
        )
    elif oldest > min(in_database, in_lake) + 1:
        yield wrong(
            "agreement.gap",
            _("The spool {folder} begins with record {oldest}; a store has landed only up to {landed}.").format(
                folder=spool.folder, oldest=oldest, landed=min(in_database, in_lake)
            ),
            _("Files of the spool are missing. Put all back from one backup."),
        )
    else:
        yield fine(
            "agreement.spool",
            _("Spool, database and lake agree: {mark} requests taken in, {database} and {lake} landed.").format(
                mark=mark, database=in_database, lake=in_lake
            ),
        )
