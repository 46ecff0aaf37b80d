"""The present made anew from the lake: after a change of the rules, or when somebody doubts it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
from django.db import connection, models, transaction

from joren.collector.spool import Spool
from joren.lake import Lake
from joren.language import gettext as _
from joren.progress import Progress
from joren.server.commerce.models import Cart, Coupon, Order, Product, Refund, Visit
from joren.server.ingest.landing import Lander
from joren.server.ingest.mirror import Mirror
from joren.server.ingest.present import apply
from joren.server.ingest.queries import spools
from joren.server.jobs.actions import release_lease, take_lease
from joren.server.profiles.models import Consent, Identifier, Link, Move, Profile
from joren.server.settings.lake import lake_place
from joren.server.settings.options import Options

#: Every table that follows from the lake. What people decided (links that were cut) stays.
PRESENT: tuple[type[models.Model], ...] = (
    Profile, Identifier, Link, Move, Consent, Order, Refund, Cart, Product, Coupon, Visit,
)  # fmt: skip


def empty_present() -> None:
    """Empty the tables of the present, but for links that somebody cut."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model in PRESENT:
            kept = " WHERE cut_at IS NULL" if model is Link else ""
            cursor.execute(f"DELETE FROM {model._meta.db_table}{kept}")  # noqa: S608  (our own tables)


def rebuild_present(options: Options, progress: Progress) -> int:
    """Make the present of a data folder anew, and mirror it; returns the number of events. Nobody else may land."""
    lake = Lake(lake_place(options))
    for spool in spools(options):
        _finish(spool, lake)
    done = 0
    whole = lake.events.count()
    for done in rebuild(lake.events.read_all()):
        progress(_("Reading events"), done / max(1, whole))
    lease = take_lease("mirror", "rebuild", former_is_gone=True)
    if lease is not None:
        progress(_("Mirroring"))
        Mirror(lake, lease).refresh()
        release_lease(lease)
    return done


def _finish(spool: Spool, lake: Lake) -> None:
    """Let the lake have what only the database has: it is from the lake that everything is made anew."""
    lease = take_lease(f"landing:{spool.id}", "rebuild", former_is_gone=True)
    if lease is None:
        return
    lander = Lander(spool, lake.events, lease)
    lander.finish()
    lander.close()
    release_lease(lease)


def rebuild(batches: Iterable[pa.Table]) -> Iterator[int]:
    """Make the present anew from the lake's rows; yields how many events it has read after each batch."""
    with transaction.atomic():
        empty_present()
        done = 0
        for batch in batches:
            apply(batch)
            done += batch.num_rows
            yield done
