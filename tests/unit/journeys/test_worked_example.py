"""The journey map of four people, written down by hand."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from joren.journeys import DropOff, Step, Transition, differences, journey_map, journey_maps
from joren.visits import Events, read_events
from tests.visited import at, rows_of


def way(who: str, day: int, *places: tuple[int, str], **more: Any) -> list[dict[str, Any]]:
    return [
        {"occurred_at": at(f"2026-03-{day:02d}T10:{minute:02d}:00"), "name": name, "anonymous_id": who, **more}
        for minute, name in places
    ]


@pytest.fixture(scope="module")
def events() -> Events:
    return read_events(
        rows_of(
            [
                # Ann looks, comes back a day later, and orders; what she does then is no part of it.
                *way("ann", 1, (0, "page_viewed"), (1, "product_viewed"), (2, "product_viewed")),
                *way("ann", 2, (0, "product_viewed"), (4, "product_added"), (5, "checkout_started")),
                *way("ann", 2, (6, "order_completed"), (7, "page_viewed")),
                # Bob fills a cart and is refused; Cy looks at one page; Di at one and another.
                *way("bob", 1, (0, "page_viewed"), (2, "product_viewed"), (3, "product_added"), price=500),
                *way("bob", 1, (4, "checkout_started"), (5, "payment_failed")),
                *way("cy", 1, (0, "page_viewed")),
                *way("di", 1, (0, "page_viewed"), (1, "page_viewed")),
            ]
        )
    )


def test_the_moves(events: Events) -> None:
    found = {(each.origin, each.to): each for each in journey_map(events).transitions}
    assert found["landing", "product"] == Transition("landing", "product", 2, 2, 0.5, 90.0)
    assert found["landing", "leave"] == Transition("landing", "leave", 2, 2, 0.5, None)
    assert found["product", "leave"] == Transition("product", "leave", 1, 1, 1 / 3, None)
    assert found["product", "cart"] == Transition("product", "cart", 2, 2, 2 / 3, 150.0)
    assert found["checkout", "order"] == Transition("checkout", "order", 1, 1, 0.5, 60.0)
    assert ("order", "landing") not in found
    assert ("landing", "page") not in found  # from page to page is one stay


def test_the_steps_across_visits(events: Events) -> None:
    assert journey_map(events, steps=3).steps == (
        Step(0, "landing", "product", 2),
        Step(0, "landing", "leave", 2),
        Step(1, "product", "product", 1),  # Ann's second visit begins where the first ended
        Step(1, "product", "cart", 1),
        Step(2, "product", "order", 1),  # in the end
        Step(2, "cart", "leave", 1),
    )


def test_where_they_leave_and_what_lay_in_their_carts(events: Events) -> None:
    assert journey_map(events).drop_offs == (
        DropOff("landing", 2, 2, 0.5, 2, 0),
        DropOff("payment_failed", 1, 1, 1.0, 1, 500),
        DropOff("product", 1, 1, 1 / 3, 0, 0),
    )


def test_a_map_for_each_segment_and_how_they_differ(events: Events) -> None:
    segments = pa.table({"who": ["ann", "bob", "cy", "di"], "segment": ["buyer", "other", "other", "other"]})
    table = events.engine.bring(segments, "segments")
    maps = journey_maps(events, table)
    assert {name: (each.people, each.customers) for name, each in maps.items()} == {"buyer": (1, 1), "other": (3, 0)}
    first, *_rest = differences(maps["other"], maps["buyer"])
    assert (first.state, first.rate, first.other_rate, first.visits) == ("payment_failed", 1.0, 0.0, 1)
    assert {each.state: round(each.points, 2) for each in differences(maps["other"], maps["buyer"])} == {
        "payment_failed": 1.0, "landing": 0.67, "product": -0.5,
    }  # fmt: skip
