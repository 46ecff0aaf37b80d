"""Events from anywhere: which columns are what, whose an event is, what is left out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from joren.clock import FixedClock
from joren.errors import InputError
from joren.metrics import visit_figures
from joren.visits import Events, read_events, sessions
from joren.visits.kinds import kind_of
from tests.visited import at, rows_of


def view(who: str, when: str = "2026-03-01T10:00:00", **more: Any) -> dict[str, Any]:
    return {"occurred_at": at(when), "name": "page_viewed", "anonymous_id": who, **more}


def people(events: Events) -> set[str]:
    return set(events.engine.run(events.events.select("who").distinct())["who"].to_pylist())


def test_a_stream_of_rees46_is_understood_as_it_is() -> None:
    stream = pa.table(
        {
            "event_time": ["2019-10-01 00:00:00 UTC", "2019-10-01 00:00:09 UTC", "2019-10-01 00:01:00 UTC"],
            "event_type": ["view", "cart", "purchase"],
            "price": [35.79, 35.79, 35.79],
            "user_id": [541312140] * 3,
        }
    )
    found = visit_figures(read_events(stream, currency="USD"))
    assert (found.sessions, found.orders, found.revenue) == (1, 1, 3579)


def test_a_stream_of_taobao_is_understood_as_it_is() -> None:
    stream = pa.table({"user_id": [1, 1], "behavior": ["pv", "buy"], "ts": [1511544070, 1511544100]})
    events = read_events(stream, time_zone="Asia/Shanghai")
    assert str(events.first_day) == "2017-11-25"
    assert visit_figures(events).ordering_sessions == 1


@pytest.mark.parametrize(
    ("written", "kind"),
    [("Product Viewed", "product"), ("view_item", "product"), ("Order Completed", "order"),
     ("begin_checkout", "checkout"), ("fav", "other"), ("order_refunded", None), ("my own event", None)],
)  # fmt: skip
def test_names_of_others_mean_what_ours_do(written: str, kind: str | None) -> None:
    assert kind_of(written) == kind


def test_a_device_of_one_customer_is_that_customer_before_the_sign_in_too() -> None:
    table = rows_of([view("d1"), view("d1", "2026-03-01T10:05:00", customer_id="c1"), view("d2")])
    assert people(read_events(table)) == {"c1", "d2"}


def test_a_device_that_several_customers_used_is_nobody_s_in_between() -> None:
    rows = [view("d1"), view("d1", "2026-03-01T10:05:00", customer_id="c1"), view("d1", customer_id="c2")]
    assert people(read_events(rows_of(rows))) == {"c1", "c2", "d1"}


def test_who_may_be_any_expression() -> None:
    table = rows_of([view("d1"), view("d2")])
    assert people(read_events(table, who=ibis._.anonymous_id.upper())) == {"D1", "D2"}


def test_every_row_is_accounted_for() -> None:
    rows = [
        view("d1"),
        view("d1", "2031-03-01T10:00:00"),
        view("d1") | {"anonymous_id": None},
        view("d1") | {"name": "consent_changed"},
        view("d1") | {"occurred_at": None},
    ]
    table = rows_of(rows)
    agents = ["Mozilla/5.0", None, None, None, None]
    table = table.append_column("user_agent", pa.array(agents)).append_column("n", pa.array(range(5)))
    bot = (
        rows_of([view("g")]).append_column("user_agent", pa.array(["Googlebot/2.1"])).append_column("n", pa.array([5]))
    )
    events = read_events(pa.concat_tables([table, bot]), clock=FixedClock(datetime(2026, 3, 2, tzinfo=UTC)))
    account = events.account
    assert (account.rows_read, account.rows_used) == (6, 1)
    assert (account.other_names, account.bad_time, account.nobody, account.bots) == (1, 2, 1, 1)


def test_amounts_of_another_currency_are_not_added_up() -> None:
    order = {"name": "order_completed", "revenue": 500}
    rows = [
        view("d1"),
        view("d1", currency="GBP", order_id="1", revenue=500) | order,
        view("d1", currency="GBP", order_id="2") | order,
        view("d1", currency="JPY", order_id="3") | order,
    ]
    events = read_events(rows_of(rows))
    assert events.currency == "GBP"
    assert visit_figures(events).revenue == 1000


def test_parquet_csv_and_a_table_say_the_same(tmp_path: Path) -> None:
    table = rows_of([view("d1"), view("d1", "2026-03-01T10:10:00"), view("d2")])
    pq.write_table(table, tmp_path / "events.parquet")
    (tmp_path / "events.csv").write_text(
        "name,occurred_at,anonymous_id\n"
        "page_viewed,2026-03-01T19:00:00+09:00,d1\npage_viewed,2026-03-01T10:10:00Z,d1\npage_viewed,2026-03-01T10:00:00Z,d2\n"
    )
    found = [visit_figures(read_events(each)) for each in (table, tmp_path / "events.parquet", tmp_path / "events.csv")]
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (pa.table({"a": [1]}), "events.no_column"),
        (rows_of([view("d1") | {"name": "something"}]), "events.none"),
        (rows_of([]), "events.none"),
        ("no-such-file.parquet", "file.missing"),
        (42, "events.unknown_source"),
    ],
)
def test_what_cannot_be_read_is_said(table: Any, code: str) -> None:
    with pytest.raises(InputError) as said:
        read_events(table)
    assert said.value.code == code


def test_a_column_may_be_named_by_hand() -> None:
    table = pa.table({"When": [at("2026-03-01T10:00:00")], "What": ["page_viewed"], "Who": ["x"]})
    events = read_events(table, map={"occurred_at": "When", "name": "What", "customer_id": "Who"})
    assert events.engine.run(sessions(events)).num_rows == 1
