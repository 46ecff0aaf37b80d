"""Every figure about visits, in every engine, against the same counted in plain Python."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest

from joren.engine import Engine
from joren.journeys import journey_map
from joren.metrics import cart_figures, funnels, landing_pages, source_mix, visit_figures
from joren.visits import Events, carts, orders_placed, read_events, sessions
from joren.visits.until import until
from tests import naive_visits as naive
from tests.visited import chance_visits


@pytest.fixture(scope="session")
def table() -> pa.Table:
    """What people did in the shop of this suite."""
    return chance_visits(20260105, people=80, days=40)


@pytest.fixture(scope="session")
def told(table: pa.Table) -> list[naive.Happening]:
    """The same, by person and time."""
    return naive.happenings(table)


@pytest.fixture(scope="session")
def events(engine: Engine, table: pa.Table) -> Events:
    """The same, in each engine, with days of another time zone."""
    return read_events(engine.bring(table, "raw_events"), engine=engine, time_zone="Asia/Tokyo")


def test_visits_and_conversion(events: Events, told: list[naive.Happening]) -> None:
    found = visit_figures(events)
    expected = naive.figures(told)
    assert {name: getattr(found, name) for name in expected} == expected


def test_funnels(events: Events, told: list[naive.Happening]) -> None:
    found = funnels(events)
    assert [funnel.within for funnel in found] == ["visit", 1, 7, 30]
    for funnel in found:
        assert [step.count for step in funnel.steps] == naive.funnel(told, funnel.within)


def test_carts(events: Events, told: list[naive.Happening]) -> None:
    found = cart_figures(events)
    expected = naive.carts(told, max(each.at for each in told))
    assert Counter(bought=found.bought, left=found.left, open=found.open) == expected


def test_ways(events: Events, told: list[naive.Happening]) -> None:
    found = journey_map(events)
    assert {(each.origin, each.to): each.count for each in found.transitions} == naive.moves(told)


def test_every_cell_is_that_of_duckdb(events: Events, table: pa.Table) -> None:
    plain = read_events(table, time_zone="Asia/Tokyo")
    assert events.account == plain.account
    assert (events.first_day, events.as_of, events.currency) == (plain.first_day, plain.as_of, plain.currency)
    for make, by in (
        (sessions, ["who", "start"]),
        (orders_placed, ["order_id"]),
        (carts, ["who", "second", "cart_id"]),
    ):
        mine = events.engine.run(make(events).order_by(by))
        assert mine.sort_by([(name, "ascending") for name in by]) == plain.engine.run(make(plain).order_by(by)).sort_by(
            [(name, "ascending") for name in by]
        )
    assert landing_pages(events) == landing_pages(plain)
    assert source_mix(events) == source_mix(plain)
    assert journey_map(events) == journey_map(plain)


def test_an_earlier_day_hides_what_came_later(events: Events, table: pa.Table) -> None:
    middle = events.first_day.replace(day=20)
    assert visit_figures(until(events, middle)) == visit_figures(
        until(read_events(table, time_zone="Asia/Tokyo"), middle)
    )
