"""Every figure about visits against the same counted person by person in plain Python, on shops made by chance."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joren.journeys import journey_map
from joren.metrics import cart_figures, funnels, source_mix, visit_days, visit_figures
from joren.visits import read_events
from joren.visits.sessions import sessions
from tests import naive_visits as naive
from tests.visited import chance_visits

seeds = st.integers(0, 10_000)
few = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(seeds)
def test_visits_bounces_and_conversion(seed: int) -> None:
    table = chance_visits(seed, people=40)
    found = visit_figures(read_events(table))
    assert {name: getattr(found, name) for name in naive.figures(naive.happenings(table))} == naive.figures(
        naive.happenings(table)
    )


@few
@given(seeds)
def test_funnels(seed: int) -> None:
    table = chance_visits(seed, people=60, days=20)
    told = naive.happenings(table)
    for funnel in funnels(read_events(table)):
        assert [step.count for step in funnel.steps] == naive.funnel(told, funnel.within)


@few
@given(seeds)
def test_carts(seed: int) -> None:
    table = chance_visits(seed, people=40, days=20)
    told = naive.happenings(table)
    found = cart_figures(read_events(table))
    assert Counter(bought=found.bought, left=found.left, open=found.open) == naive.carts(
        told, max(each.at for each in told)
    )


@few
@given(seeds)
def test_moves_and_where_people_leave(seed: int) -> None:
    table = chance_visits(seed, people=40)
    told = naive.happenings(table)
    found = journey_map(read_events(table))
    assert {(each.origin, each.to): each.count for each in found.transitions} == naive.moves(told)
    ways = naive.ways(told)
    gone = Counter(visits[-1][-2] for visits in ways.values() if visits[-1][-1] == "leave")
    assert {drop.state: drop.gone for drop in found.drop_offs if drop.gone} == gone
    assert (found.people, found.customers) == (len(ways), sum(visits[-1][-1] == "order" for visits in ways.values()))


@few
@given(seeds)
def test_as_many_people_come_to_a_place_as_go_on_from_it(seed: int) -> None:
    table = chance_visits(seed, people=40)
    found = journey_map(read_events(table), steps=4)
    at_once = sum(visits[0] == ["order"] for visits in naive.ways(naive.happenings(table)).values())
    assert sum(step.people for step in found.steps if step.step == 0) == found.people - at_once
    for number in range(1, 4):
        came = Counter[str]()
        went = Counter[str]()
        for step in found.steps:
            if step.step == number - 1 and step.to not in {"leave", "order"}:
                came[step.to] += step.people
            if step.step == number:
                went[step.origin] += step.people
        assert came == went


@few
@given(seeds)
def test_channels_and_days_add_up_to_all_visits(seed: int) -> None:
    events = read_events(chance_visits(seed, people=40))
    whole = visit_figures(events)
    mix = source_mix(events)
    assert sum(each.sessions for each in mix) == whole.sessions == sum(day.sessions for day in visit_days(events))
    assert sum(each.first_people for each in mix) == whole.people
    assert sum(each.last_orders for each in mix) == whole.orders - whole.outside
    assert sum(day.bounced for day in visit_days(events)) == whole.bounced


@pytest.mark.parametrize("seed", [1, 2])
def test_answers_are_the_same_however_the_rows_lie(seed: int) -> None:
    table = chance_visits(seed)
    turned = table.take(list(range(table.num_rows - 1, -1, -1)))
    one, other = (read_events(each) for each in (table, turned))
    by = ["who", "start"]
    assert one.engine.run(sessions(one).order_by(by)) == other.engine.run(sessions(other).order_by(by))
