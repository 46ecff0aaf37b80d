"""What the report takes from events: over which days, beside which orders, as of when."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import joren
from joren.report import Report
from joren.visits import Events, read_events
from tests.shop import shop
from tests.visited import chance_visits

OLD = ("old-1", "old-2", "old-3")


@cache
def events() -> Events:
    return read_events(chance_visits(3, people=60, days=70, known=OLD))


def report(**options: object) -> Report:
    sales = [(who, f"2025-{month:02d}-11", 2000) for who in OLD for month in (3, 9)]
    sales += [("c0007", "2026-02-01", 2400), ("c0014", "2026-03-10", 2400)]
    return Report(shop(sales, as_of="2026-03-16"), events=events(), **options)  # type: ignore[arg-type]


def test_the_figures_are_of_the_longest_window_that_fits_twice() -> None:
    visits = report().contents.visits
    assert visits is not None
    assert visits.until == events().as_of
    assert visits.since == visits.until - timedelta(days=29)
    sessions = visits.figures[0]
    assert sessions.value == joren.metrics.visit_figures(events(), since=visits.since).sessions
    before = visits.since - timedelta(days=30)
    last = visits.since - timedelta(days=1)
    assert sessions.previous == joren.metrics.visit_figures(events(), since=before, until=last).sessions
    assert [point.start for point in sessions.trend] == [date(2026, month, 1) for month in (1, 2, 3)]


def test_earlier_customers_are_those_who_had_ordered_before_the_first_event() -> None:
    visits = report().contents.visits
    assert visits is not None
    found = {segment.key: segment.journey.people for segment in visits.segments}
    assert 0 < found["customers"] <= len(OLD)
    assert found["customers"] + found["newcomers"] == visits.journey.people


def test_an_earlier_day_cuts_the_events_too() -> None:
    visits = report(as_of=date(2026, 2, 10)).contents.visits
    assert visits is not None
    assert visits.until == date(2026, 2, 10)
    assert (
        visits.figures[0].value
        == joren.metrics.visit_figures(events(), since=visits.since, until=visits.until).sessions
    )


def test_without_events_there_is_no_such_section() -> None:
    assert Report(shop([("a", "2026-01-01", 100)])).contents.visits is None
