"""The lake's mirror says what the database says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from joren.lake.lake import Lake
from tests.server.landing.conftest import Stores
from tests.server.present.test_arrival import STORY

pytestmark = pytest.mark.usefixtures("land")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def follow(lake: Lake) -> Any:
    from joren.server.ingest.mirror import Mirror
    from joren.server.jobs.actions import take_lease

    lease = take_lease("mirror", "test", former_is_gone=True)
    assert lease is not None
    mirror = Mirror(lake, lease)
    while mirror.step():
        pass
    return mirror


def land_and_batch(calls: list[dict[str, Any]], stores: Stores) -> None:
    """As live data comes: through the spool; every test's messages are its own."""
    stores.take_calls([{**call, "messageId": stores.tag + call["messageId"]} for call in calls])
    lander = stores.lander()
    while lander.step():
        pass


def test_every_row_that_changed_is_there_as_it_is(lake: Lake, tmp_path: Path) -> None:
    from joren.server.commerce.models import Order
    from joren.server.profiles.models import Profile

    stores = Stores(tmp_path)
    for begin in range(0, len(STORY), 6):
        land_and_batch(STORY[begin : begin + 6], stores)
        follow(lake)
    rows = duckdb.execute(
        f"SELECT order_id, revenue, refunded, len(lines), len(refunds), is_told FROM ({lake.orders_sql()}) ORDER BY 1"
    )
    assert rows.fetchall() == [("A1", 900, 500, 1, 1, True), ("A2", 1980, 0, 0, 0, True), ("A3", 700, 0, 0, 0, True)]
    [person] = duckdb.execute(
        f"SELECT profile, name, orders, spent, consents, birthday::VARCHAR FROM ({lake.mirror('people').sql()})"
    ).fetchall()
    anna = Profile.objects.get()
    assert person[:3] == (anna.number, "Anna B.", 2)
    assert json.loads(person[3]) == anna.spent
    assert person[5] == "1990-02-03"
    whose = duckdb.execute(f"SELECT DISTINCT profile FROM ({lake.events_sql()}) WHERE subject IS NOT NULL").fetchall()
    assert whose == [(anna.number,)], "visits from before she was known are hers"
    assert Order.objects.count() == 3


def test_a_profile_that_was_merged_away_is_gone(lake: Lake, tmp_path: Path) -> None:
    stores = Stores(tmp_path)
    land_and_batch([{"type": "track", "event": "x", "anonymousId": "laptop", "messageId": "1"}], stores)
    follow(lake)
    people = f"SELECT kind FROM ({lake.mirror('people').sql()})"
    assert duckdb.execute(people).fetchall() == [("anonymous_id",)]
    land_and_batch(
        [{"type": "track", "event": "x", "anonymousId": "laptop", "userId": "anna", "messageId": "2"}], stores
    )
    follow(lake).tidy()
    people = f"SELECT kind FROM ({lake.mirror('people').sql()})"
    assert duckdb.execute(people).fetchall() == [("customer_id",)]


def test_an_older_database_makes_the_mirror_begin_anew(lake: Lake, tmp_path: Path) -> None:
    from joren.server.ingest.models import MirrorCursor, Turn
    from joren.server.ingest.queries import current_batch

    land_and_batch(STORY, Stores(tmp_path))
    follow(lake)
    before = current_batch()
    Turn.objects.update(number=before - 1)
    MirrorCursor.objects.update(number=0)
    from joren.server.commerce.models import Order

    Order.objects.filter(order_id="A3").delete()
    follow(lake)
    assert duckdb.execute(f"SELECT order_id FROM ({lake.orders_sql()}) ORDER BY 1").fetchall() == [("A1",), ("A2",)]
    assert current_batch() == before


def test_what_was_broken_off_goes_on(lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from joren.lake.mirror import MirrorTable

    land_and_batch(STORY, Stores(tmp_path))
    original = MirrorTable.append

    def die_at_orders(self: MirrorTable, *given: Any, **named: Any) -> None:
        if self.name == "orders":
            raise KeyboardInterrupt
        original(self, *given, **named)

    with monkeypatch.context() as killed:
        killed.setattr(MirrorTable, "append", die_at_orders)
        with pytest.raises(KeyboardInterrupt):
            follow(lake)
    follow(lake)
    assert duckdb.execute(f"SELECT count(*) FROM ({lake.orders_sql()})").fetchall() == [(3,)]
    assert duckdb.execute(f"SELECT count(*) FROM ({lake.mirror('people').sql()})").fetchall() == [(1,)]
