"""What the page says about what more retention would bring, and beside what is quoted elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

from joren.language import speaking
from joren.report.contents import Figure, FitCheck, Point, RetentionGain, Unit
from joren.report.formatting import formatter
from joren.report.page.benchmarks import beside_own
from joren.report.page.sayings import check_verdict, gains, why_they_differ
from joren.report.page.sparkline import sparkline
from joren.report.run_on import run_on
from tests.unit.report.made_contents import rich, tiny

FMT = formatter("GBP", "en")
RELATIVE_AND_POINTS: tuple[Literal["relative", "points"], ...] = ("relative", "points")


def test_both_readings_of_five_percent_are_told_over_every_span() -> None:
    one, three = (RetentionGain("relative", 0.4, 0.42, days, 100.0, 5.0, 90_000_00, 4_500_00) for days in (365, 1095))
    points = RetentionGain("points", 0.4, 0.45, 365, 100.0, 12.0, 90_000_00, 10_800_00)
    told = gains(replace(rich(), gain=(one, three, points)), FMT)
    assert [(each.title, len(each.spans)) for each in told] == [
        ("5% more of what it is: 40.0% → 42.0%", 2),
        ("5 points more: 40.0% → 45.0%", 1),
    ]
    assert told[1].spans[0] == ("+£10.8K", "12.0% more spend and 12 more orders in the next 365 days.")


def test_readings_that_meet_at_the_top_are_told_once() -> None:
    capped = tuple(
        RetentionGain(basis, 0.986, 0.995, days, 100.0, 1.0, 90_000_00, 900_00, reachable=False)
        for basis in RELATIVE_AND_POINTS
        for days in (365, 1095)
    )
    told = gains(replace(rich(), gain=capped), FMT)
    assert [(each.title, len(each.spans)) for each in told] == [("Nearly everybody kept: 98.6% → 99.5%", 2)]


def test_without_money_the_orders_are_told() -> None:
    told = gains(replace(rich(), gain=(RetentionGain("points", 0.4, 0.45, 365, 200.0, 13.0, None, None),)), FMT)
    assert told[0].spans == (("13 more orders", "6.5% more orders in the next 365 days."),)


def test_quoted_figures_say_over_how_long_the_shop_s_own_was_counted() -> None:
    contents = rich()
    contents = replace(contents, about=replace(contents.about, window_days=90))
    rows = {row.says: row for row in beside_own(contents, FMT)}
    kept = rows["The average company keeps 38% of its customers."]
    assert (kept.own_name, kept.own_text, kept.own_key) == ("This shop, over 90 days", "46.2%", "retention_rate_sets")
    gained = rows["Keeping 5% more customers raises revenue, or profit, by 25% to 95%."]
    assert (gained.own_name, gained.own_text, gained.own_key) == ("This shop, over 365 days", "4.6%", "")
    carts = rows["Nearly 70% of carts are abandoned."]
    assert (carts.own_name, carts.own_text, carts.own) == ("This shop", "not known from orders", None)


def test_a_shop_without_a_model_has_nothing_beside_the_quoted_gain() -> None:
    row = next(row for row in beside_own(tiny(), FMT) if row.quoted == "25–95 %")
    assert (row.own, row.own_text) == (None, "not known from orders")


def test_says_why_the_retention_rates_differ() -> None:
    contents = rich()
    assert "after a long silence for customers who stayed" in why_they_differ(contents)
    equal = tuple(
        replace(figure, value=0.462) if figure.key == "retention_rate_formula" else figure
        for figure in contents.figures
    )
    assert why_they_differ(replace(contents, figures=equal)).startswith(
        "The formula and the count person by person agree"
    )
    assert why_they_differ(tiny()) == ""


def test_a_model_that_is_no_better_than_the_average_is_told_so() -> None:
    check = rich().worth.fit_check
    assert isinstance(check, FitCheck)
    assert check_verdict(check).endswith("Customer by customer it was off by 34% less than the naive average.")
    assert "no better than the naive average" in check_verdict(replace(check, error=1.4))
    assert check_verdict(None) == ""


def test_a_total_outside_its_interval_casts_doubt_on_the_forecasts() -> None:
    check = rich().worth.fit_check
    assert isinstance(check, FitCheck)
    within = replace(check, actual_orders=round(check.predicted_orders))
    assert check_verdict(within).startswith("What came lies within the interval.")
    assert check_verdict(replace(check, actual_orders=round(check.predicted_high) + 1)).startswith("More came than")
    assert check_verdict(replace(check, actual_orders=round(check.predicted_low) - 1)).startswith("Fewer came than")


def trend(*values: float | None) -> Figure:
    points = tuple(Point(date(2026, 1 + k, 1), value) for k, value in enumerate(values))
    return Figure("orders", Unit.COUNT, 7, trend=points)


def test_the_small_line_leaves_out_the_month_under_way() -> None:
    drawn = sparkline(trend(10, 20, 30, 4), FMT, date(2026, 4, 9))
    assert 'aria-label="From 10 in Jan 2026 to 30 in Mar 2026."' in drawn
    assert "to 4 in Apr 2026" in sparkline(trend(10, 20, 30, 4), FMT, date(2026, 4, 30))


def test_the_small_line_breaks_where_a_value_is_missing() -> None:
    drawn = sparkline(trend(1, 2, None, 3, 4), FMT, date(2026, 5, 31))
    assert '<path d="M0 26L25 18M75 10L100 2"/>' in drawn


def test_two_values_are_no_line() -> None:
    assert sparkline(trend(1, 2, None), FMT, date(2026, 5, 31)) == ""


def test_a_line_that_never_moves_runs_in_the_middle() -> None:
    assert 'd="M0 14L50 14L100 14"' in sparkline(trend(5, 5, 5), FMT, date(2026, 5, 31))


def test_sentences_follow_each_other_as_the_language_sets_them() -> None:
    assert run_on(["One.", "", "Two."]) == "One. Two."
    with speaking("ja"):
        assert run_on(["一。", "二。"]) == "一。二。"
    assert run_on([]) == ""
