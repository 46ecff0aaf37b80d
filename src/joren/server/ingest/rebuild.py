"""The present made anew from the lake: after a change of the rules, or when somebody doubts it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
from django.db import connection, models, transaction

from joren.server.commerce.models import Cart, Coupon, Order, Product, Refund, Visit
from joren.server.ingest.present import apply
from joren.server.profiles.models import Consent, Identifier, Link, Move, Profile

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


def rebuild(batches: Iterable[pa.Table]) -> Iterator[int]:
    """Make the present anew from the lake's rows; yields how many events it has read after each batch."""
    with transaction.atomic():
        empty_present()
        done = 0
        for batch in batches:
            apply(batch)
            done += batch.num_rows
            yield done

