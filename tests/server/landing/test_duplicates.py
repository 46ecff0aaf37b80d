"""A message id counts once for at least seven days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from joren.clock import SystemClock
from tests.server.landing.conftest import Stores


def test_dropped_within_a_batch_and_across_batches_and_spools(stores: Stores) -> None:
    stores.take("a", "b", "a")
    stores.take("b", "c")
    lander = stores.lander()
    lander.step()
    stores.take("a", "d")
    while lander.step():
        pass
    assert stores.in_lake() == ["a", "b", "c", "d"]
    assert stores.in_database() == 4

    other = Stores(stores.folder / "other", tag=stores.tag)
    other.take("d", "e")
    elsewhere = other.lander()
    while elsewhere.step():
        pass
    assert other.in_lake() == ["e"]
    assert other.in_database() == 5


def test_remembered_for_seven_days_and_forgotten_after_nine(
    stores: Stores, move_clock: Callable[[timedelta], None]
) -> None:
    from joren.server.ingest.actions import forget_batches, note_mirror
    from joren.server.ingest.queries import current_batch

    stores.take("a", at=SystemClock().now())
    lander = stores.lander()
    lander.step()
    move_clock(timedelta(days=7))
    assert forget_batches(lander._lease) == 0
    stores.take("a")
    lander.step()
    assert stores.in_lake() == ["a"]
    move_clock(timedelta(days=2))
    note_mirror(0)
    assert forget_batches(lander._lease) == 0, "the mirror needs them still"
    note_mirror(current_batch())
    assert forget_batches(lander._lease) >= 2
    assert forget_batches(lander._lease) == 0
