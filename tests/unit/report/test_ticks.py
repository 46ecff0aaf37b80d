from __future__ import annotations

import pytest

from joren.report.ticks import every, nice_ticks


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (-120, 630, [-200, 0, 200, 400, 600, 800]),
        (0, 0, [0, 1]),
        (0, 7, [0, 2, 4, 6, 8]),
    ],
)
def test_are_round_and_hold_zero(low: float, high: float, ticks: list[float]) -> None:
    assert nice_ticks(low, high) == ticks


def test_things_in_one_piece_have_none_between() -> None:
    assert nice_ticks(0, 2, whole=True) == [0, 1, 2]


def test_many_places_are_thinned_evenly_from_the_first() -> None:
    assert every(10, 4) == [0, 3, 6, 9]
    assert every(3, 4) == [0, 1, 2]
