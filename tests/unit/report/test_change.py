from __future__ import annotations

import pytest

from joren.report.change import change
from joren.report.contents import Figure, Unit
from joren.report.formatting import formatter

FMT = formatter("GBP", "en")


@pytest.mark.parametrize(
    ("figure", "text", "verdict"),
    [
        (Figure("customers", Unit.COUNT, 110, 100), "+10.0%", "good"),
        (Figure("revenue", Unit.MONEY, 90, 100), "−10.0%", "bad"),
        (Figure("retention_rate_sets", Unit.SHARE, 0.46, 0.45), "+1.0 points", "good"),
        (Figure("churn_rate", Unit.SHARE, 0.54, 0.53, higher_is_better=False), "+1.0 points", "bad"),
        (Figure("days_between_orders", Unit.DAYS, 31, 33, higher_is_better=None), "−6.1%", "neutral"),
        (Figure("orders", Unit.COUNT, 100, 100), "0.0%", "neutral"),
    ],
)
def test_says_how_far_it_moved_and_whether_that_is_good(figure: Figure, text: str, verdict: str) -> None:
    moved = change(figure, FMT)
    assert moved is not None
    assert (moved.text, moved.verdict) == (text, verdict)


@pytest.mark.parametrize(("value", "previous"), [(None, 1.0), (1.0, None), (1.0, 0.0)])
def test_without_two_values_there_is_no_change(value: float | None, previous: float | None) -> None:
    assert change(Figure("revenue", Unit.MONEY, value, previous), FMT) is None
