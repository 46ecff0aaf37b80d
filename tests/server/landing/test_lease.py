"""Whoever was thought dead and wakes up late writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from joren.lake import EventLake, LakeBusyError
from tests.server.landing.conftest import Stores


def test_a_lander_that_lost_its_lease_changes_nothing(stores: Stores) -> None:
    from joren.server.jobs.actions import LeaseLostError

    stores.take("a")
    late = stores.lander()
    late._lake_away_until = 10**12
    late.step()
    stores.take("b")
    heir = stores.lander()
    while heir.step():
        pass
    with pytest.raises(LeaseLostError):
        late.step()
    late._lake_away_until = 0
    with pytest.raises(LeaseLostError):
        late._try_lake()
    assert stores.in_lake() == ["a", "b"]
    assert stores.in_database() == 2


def test_two_that_land_at_the_same_moment_land_once_in_the_lake(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have read how far the lake is; both believe that it is their turn. One commit goes through."""
    stores.take("a")
    lander = stores.lander()
    lander._lake_away_until = 10**12
    lander.step()
    events = pa.concat_tables(lander._waiting)
    first, second = EventLake.at(tmp_path / "lake"), EventLake.at(tmp_path / "lake")
    assert second.landed(stores.spool.id) == 0
    assert first.append(events, spool=stores.spool.id, after=0, upto=1, lease=1)
    with monkeypatch.context() as paused:
        paused.setattr(EventLake, "landed", lambda *_: 0)
        with pytest.raises(LakeBusyError):
            second.append(events, spool=stores.spool.id, after=0, upto=1, lease=1)
    assert not second.append(events, spool=stores.spool.id, after=0, upto=1, lease=1)
    assert stores.in_lake() == ["a"]


def test_a_lease_is_taken_when_it_has_run_out(_django: Path, move_clock: Callable[[timedelta], None]) -> None:
    from joren.server.jobs.actions import LeaseLostError, hold_lease, release_lease, take_lease

    first = take_lease("work", "one")
    assert first is not None
    assert take_lease("work", "two") is None
    move_clock(timedelta(seconds=29))
    hold_lease(first)
    move_clock(timedelta(seconds=29))
    assert take_lease("work", "two") is None
    move_clock(timedelta(seconds=2))
    second = take_lease("work", "two")
    assert second is not None
    assert second.number == first.number + 1
    with pytest.raises(LeaseLostError):
        hold_lease(first)
    release_lease(second)
    assert take_lease("work", "three") is not None
