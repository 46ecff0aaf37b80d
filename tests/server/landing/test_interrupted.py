"""Landing is broken off at each of its steps; the next one goes on, and everything is there once."""

from __future__ import annotations

import pytest

from tests.server.landing.conftest import Stores


class KilledError(BaseException):
    """Stands for the end of the process: nobody catches it."""


_STEPS = {
    "before anything": ("joren.server.ingest.landing.harvest", "before"),
    "before the transaction": ("joren.server.ingest.landing.land", "before"),
    "in the transaction, after the cursor": ("joren.server.ingest.actions.take_turn", "before"),
    "in the transaction, after the present": ("joren.server.ingest.actions.apply", "after"),
    "in the transaction, at its end": ("joren.server.ingest.actions._count", "after"),
    "after the transaction": ("joren.server.ingest.landing.land", "after"),
    "before the lake": ("joren.lake.events.write_deltalake", "before"),
    "after the lake": ("joren.lake.events.write_deltalake", "after"),
    "before the copy of the lake's cursor": ("joren.server.ingest.landing.note_lake", "before"),
    "after the copy of the lake's cursor": ("joren.server.ingest.landing.note_lake", "after"),
    "after the segments were deleted": ("joren.collector.spool.Spool.delete_landed", "after"),
}


@pytest.mark.parametrize("step", _STEPS)
def test_nothing_is_lost_and_nothing_doubled(stores: Stores, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    stores.take("a", "b")
    lander = stores.lander()
    lander.step()
    stores.take("b", "c")
    target, moment = _STEPS[step]
    with monkeypatch.context() as patched:
        import pkgutil

        original = pkgutil.resolve_name(target)

        def killed(*given: object, **named: object) -> None:
            if moment == "after":
                original(*given, **named)
            raise KilledError

        patched.setattr(target, killed)
        with pytest.raises(KilledError):
            lander.step()
    stores.take("c", "d")
    again = stores.lander()
    while again.step():
        pass
    assert stores.in_lake() == ["a", "b", "c", "d"]
    assert stores.in_database() == 4


def test_a_lake_that_is_away_holds_nothing_else_up(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    stores.take("a")
    lander = stores.lander()
    with monkeypatch.context() as away:

        def refuse(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        away.setattr("joren.lake.events.write_deltalake", refuse)
        lander.step()
        stores.take("b")
        lander.step()
        assert stores.in_database() == 2
        assert stores.in_lake() == []
        assert "No space left" in _trouble(stores)
    lander._lake_away_until = 0
    while lander.step():
        pass
    assert stores.in_lake() == ["a", "b"]


def test_what_no_longer_fits_into_memory_is_read_again(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("joren.server.ingest.landing._MOST_WAITING", 3)
    monkeypatch.setattr("joren.server.ingest.landing._DATABASE_BYTES", 1)
    monkeypatch.setattr("joren.server.ingest.landing._BACKLOG_BYTES", 1)
    monkeypatch.setattr("joren.server.ingest.landing._LAKE_EVENTS", 1)
    for number in range(6):
        stores.take(f"{number}-x", f"{number}-y", "again")
    lander = stores.lander()
    lander._lake_away_until = 10**12
    for _ in range(6):
        lander.step()
    assert lander._waiting is None
    lander._lake_away_until = 0
    while lander.step():
        pass
    assert stores.in_lake() == ["0-x", "0-y", "again", *[f"{n}-{each}" for n in range(1, 6) for each in "xy"]]
    assert lander._waiting == []


def test_an_older_database_put_back_lands_again_while_the_lake_is_ahead(stores: Stores) -> None:
    from joren.server.ingest.models import Batch, SpoolCursor

    stores.take("a", "b")
    lander = stores.lander()
    lander.step()
    cursor = SpoolCursor.objects.get(spool=stores.spool.id)
    Batch.objects.filter(cursor=cursor).delete()
    SpoolCursor.objects.filter(pk=cursor.pk).update(number=0, lake_number=0)
    stores.take("b", "c")
    again = stores.lander()
    while again.step():
        pass
    assert stores.in_lake() == ["a", "b", "c"]


def _trouble(stores: Stores) -> str:
    from joren.server.ingest.queries import trouble

    return trouble([stores.spool])
