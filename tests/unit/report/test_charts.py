from __future__ import annotations

import re

import pytest

from joren.report import charts
from joren.report.formatting import formatter
from tests.unit.report.made_contents import one_order, rich, yen

FMT = formatter("GBP", "en")


@pytest.fixture(scope="module")
def svg() -> str:
    return charts.to_svg(charts.movements(rich().movements, FMT, width=860))


def test_is_coloured_by_the_variables_of_the_page(svg: str) -> None:
    assert 'fill="var(--series-new, #c6892b)"' in svg
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) <= {
        "none",
        "transparent",
        "#ddd",  # the view's background, which has no size
        "var(--muted, #585f69)",
        "var(--line, #e2e2de)",
        *charts.COLOURS.values(),
    }


def test_scales_to_the_width_it_is_given(svg: str) -> None:
    assert re.match(r'<svg [^>]*viewBox="0 0 860 ', svg)


def test_has_a_bar_for_every_kind_and_month(svg: str) -> None:
    for colour in charts.COLOURS.values():
        assert svg.count(f'fill="{colour}"') == 36


def test_writes_months_and_money_as_the_reader_does() -> None:
    drawn = charts.to_svg(charts.revenue(yen().movements, formatter("JPY", "ja"), width=340))
    words = re.findall(r"<text[^>]*>([^<]+)</text>", drawn)
    assert "2023年11月" in words
    assert "￥20億" in words


def test_lapsed_customers_are_counted_downwards_without_a_minus() -> None:
    drawn = charts.to_svg(charts.movements(rich().movements, FMT, width=860))
    words = re.findall(r"<text[^>]*>([^<]+)</text>", drawn)
    assert words.count("200") == 2
    assert not any("-" in word or "−" in word for word in words)


def test_one_month_has_whole_ticks() -> None:
    drawn = charts.to_svg(charts.movements(one_order().movements, FMT, width=340))
    assert re.findall(r"<text[^>]*>([^<]+)</text>", drawn) == ["Oct 2026", "0", "1"]


def test_calibration_shows_every_group_and_the_diagonal() -> None:
    check = rich().worth.fit_check
    assert check is not None
    drawn = charts.to_svg(charts.calibration(check, FMT, width=360))
    assert drawn.count('fill="var(--series-returning, #3c62ab)"') == len(check.bins)
    assert "stroke-dasharray" in drawn


def test_says_nothing_to_a_screen_reader_by_itself(svg: str) -> None:
    assert not re.search(r"role=|aria-", svg)


def test_texts_cannot_break_out_of_an_expression() -> None:
    assert charts._lookup({0: "l'an \\ <x>"}) == "({'0':'l\\'an \\\\ <x>'})['' + datum.value]"


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (-120, 630, [-200, 0, 200, 400, 600, 800]),
        (0, 0, [0, 1]),
        (0, 7, [0, 2, 4, 6, 8]),
    ],
)
def test_ticks_are_round_and_hold_zero(low: float, high: float, ticks: list[float]) -> None:
    assert charts.nice_ticks(low, high) == ticks


def test_things_in_one_piece_have_no_ticks_between() -> None:
    assert charts.nice_ticks(0, 2, whole=True) == [0, 1, 2]
