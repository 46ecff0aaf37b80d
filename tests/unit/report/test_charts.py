from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from joren.report import charts
from joren.report.formatting import formatter
from tests.unit.report.made_contents import one_order, rich, yen

FMT = formatter("GBP", "en")


@pytest.fixture(scope="module")
def svg() -> str:
    return charts.movements(rich().movements, FMT, width=860)


def words_of(drawn: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]+)</text>", drawn)


def bars(drawn: str, kind: str) -> list[dict[str, str]]:
    found = ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}rect")  # noqa: S314  (our own)
    return [bar.attrib for bar in found if bar.get("fill") == charts.COLOURS[kind]]


def test_is_coloured_by_the_variables_of_the_page(svg: str) -> None:
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg)) == {
        "none",
        "var(--muted, #585f69)",
        "var(--line, #e2e2de)",
        *charts.COLOURS.values(),
    }


def test_scales_to_the_width_it_is_given(svg: str) -> None:
    assert re.match(r'<svg [^>]*viewBox="0 0 860 ', svg)
    assert not re.match(r"<svg [^>]* (width|height)=", svg)


def test_has_a_bar_for_every_kind_and_month(svg: str) -> None:
    for kind in charts.COLOURS:
        assert len(bars(svg, kind)) == len(rich().movements)


def test_bars_are_as_high_as_their_numbers_and_stand_on_each_other(svg: str) -> None:
    month = rich().movements[0]
    stack = [bars(svg, kind)[0] for kind in ("returning", "reactivated", "new")]
    scale = float(stack[0]["height"]) / month.returning
    for bar, number in zip(stack, (month.returning, month.reactivated, month.new), strict=True):
        assert float(bar["height"]) == pytest.approx(number * scale, abs=0.11)
    for below, above in pairwise(stack):
        assert float(above["y"]) + float(above["height"]) == pytest.approx(float(below["y"]), abs=0.11)
    zero = float(stack[0]["y"]) + float(stack[0]["height"])
    assert float(bars(svg, "lapsed")[0]["y"]) == pytest.approx(zero, abs=0.11)


def test_only_a_month_under_way_is_paler(svg: str) -> None:
    whole = [month.complete for month in rich().movements]
    assert ["opacity" not in bar for bar in bars(svg, "new")] == whole


def test_revenue_below_zero_hangs_below_what_came_in() -> None:
    month = replace(
        rich().movements[0], revenue_returning=-50_000, revenue_reactivated=20_000, revenue_new=80_000, complete=True
    )
    drawn = charts.revenue([month], FMT, width=860)
    back, first, second = (bars(drawn, kind)[0] for kind in ("returning", "reactivated", "new"))
    zero = float(first["y"]) + float(first["height"])
    assert float(back["y"]) == pytest.approx(zero, abs=0.11)
    assert float(second["y"]) + float(second["height"]) == pytest.approx(float(first["y"]), abs=0.11)


def test_writes_months_and_money_as_the_reader_does() -> None:
    words = words_of(charts.revenue(yen().movements, formatter("JPY", "ja"), width=340))
    assert "2023年11月" in words
    assert "￥20億" in words


def test_lapsed_customers_are_counted_downwards_without_a_minus(svg: str) -> None:
    words = words_of(svg)
    assert words.count("200") == 2
    assert not any("-" in word or "−" in word for word in words)


def test_one_month_has_whole_ticks() -> None:
    assert words_of(charts.movements(one_order().movements, FMT, width=340)) == ["0", "1", "Oct 2026"]


def test_calibration_shows_every_group_and_the_diagonal() -> None:
    check = rich().worth.fit_check
    assert check is not None
    drawn = charts.calibration(check, FMT, width=360)
    assert drawn.count('fill="var(--series-returning, #3c62ab)"') == len(check.bins)
    assert drawn.count("stroke-dasharray") == 1


def test_says_nothing_to_a_screen_reader_by_itself(svg: str) -> None:
    assert not re.search(r"role=|aria-", svg)
