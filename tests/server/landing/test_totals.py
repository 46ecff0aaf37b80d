"""Totals only grow: minutes that are forgotten are added up first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.server.landing.conftest import Stores


def test_old_minutes_become_one_sum(stores: Stores, move_clock: Callable[[timedelta], None]) -> None:
    from joren.server import clock
    from joren.server.ingest.actions import forget_batches
    from joren.server.ingest.models import Minute
    from joren.server.ingest.queries import totals

    for minutes in (0, 1, 2):
        stores.take(f"{minutes}-a", f"{minutes}-b", "again", at=clock.now() + timedelta(minutes=minutes))
    lander = stores.lander()
    while lander.step():
        pass
    before, mine = totals(), Minute.objects.filter(cursor=lander._cursor)
    assert sum(each.landed for each in mine.all()) == 7
    assert mine.all().count() == 3
    move_clock(timedelta(days=31))
    for _ in range(2):
        forget_batches(lander._lease)
        (kept,) = mine.all()
        assert (kept.landed, kept.duplicates, kept.minute.year) == (7, 2, 1970)
        assert totals() == before
        move_clock(timedelta(seconds=1))
    stores.take("later", at=clock.now())
    while lander.step():
        pass
    assert mine.all().count() == 2
    assert totals()["landed"] == before["landed"] + 1
