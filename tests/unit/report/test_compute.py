"""What a report says of shops whose truth is known."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

from joren.errors import InputError
from joren.report import Report
from tests.shop import shop

START, CUT = date(2023, 1, 1), date(2024, 12, 31)
AHEAD = 365


@cache
def drawn() -> tuple[tuple[tuple[str, str, int], ...], int, int]:
    """A shop of BG/NBD customers: its sales until CUT, its order days in the year after, and who was alive at CUT."""
    random = np.random.default_rng(7)
    sales, after, alive_at_cut = [], 0, 0
    last = (CUT - START).days
    for number in range(900):
        begun = int(random.integers(0, last - 30))
        wait, leaving = 1 / random.gamma(0.9, 1 / 35.0), random.beta(0.8, 3.0)
        amount = random.gamma(6, 400 / random.gamma(4, 1))
        days, day = [begun], float(begun)
        alive_until = np.inf
        while True:
            if len(days) > 1 and random.random() < leaving:
                alive_until = day
                break
            day += random.exponential(wait)
            if day > last + AHEAD:
                break
            days.append(int(day))
        alive_at_cut += alive_until > last
        kept = sorted(set(days))
        after += sum(1 for one in kept if one > last)
        sales += [
            (f"c{number:03d}", (START + timedelta(days=one)).isoformat(), max(1, round(random.gamma(6, amount / 6))))
            for one in kept
            if one <= last
        ]
    return tuple(sales), after, alive_at_cut


@cache
def made() -> Report:
    return Report(shop(drawn()[0], as_of=CUT.isoformat()))


def test_the_forecast_holds_what_then_came():
    year = made().contents.worth.forecasts[1]
    assert year.days == AHEAD
    assert year.orders_low <= drawn()[1] <= year.orders_high
    assert year.orders_high < 1.5 * year.orders_low


def test_as_many_are_alive_as_truly_are():
    assert made().contents.worth.alive == pytest.approx(drawn()[2], rel=0.1)


def test_the_fit_check_holds_back_a_third_and_beats_the_naive_average():
    check = made().contents.worth.fit_check
    assert check.days == pytest.approx((CUT - START).days / 3, abs=1)
    assert check.predicted_low <= check.actual_orders <= check.predicted_high
    assert check.error < check.naive_error


def test_the_best_fifth_is_worth_more_than_a_fifth():
    bands = made().contents.worth.bands
    assert sum(band.customers for band in bands) == made().contents.about.customers
    assert sum(band.share for band in bands) == pytest.approx(1)
    assert bands[0].share + bands[1].share > 0.4


def test_retention_by_the_model_lies_above_the_count_person_by_person():
    # It keeps those who are merely between two orders.
    metrics = made().metrics
    assert metrics["retention_rate_sets"].value < metrics["retention_rate_model"].value < 1


def test_keeping_more_brings_more_and_three_years_more_than_one():
    one, three = (gain for gain in made().contents.gain if gain.basis == "relative")
    assert one.raised == pytest.approx(1.05 * one.retention)
    assert 0 < one.more_orders < three.more_orders
    assert 0 < one.more_spend < three.more_spend


def test_every_named_customer_has_an_interval_around_the_expected_spend():
    for segment in made().contents.segments:
        for member in segment.members:
            low, high = member.spend_interval
            assert 0 <= low <= high
            assert member.orders_interval[0] <= member.expected_orders <= member.orders_interval[1] + 1


def test_those_to_talk_to_are_falling_silent_and_still_there():
    talks = made().contents.talk_to
    assert talks
    for talk in talks:
        assert talk.alive_before - talk.customer.probability_alive >= 0.05
        assert talk.customer.probability_alive >= 0.15
        assert "the chance of another order fell from" in talk.reason


def test_a_regular_who_stops_is_the_first_to_talk_to():
    sales = [*drawn()[0]]
    silent_since = CUT - timedelta(days=40)
    sales += [("regular", (silent_since - timedelta(days=10 * n)).isoformat(), 50_000) for n in range(40)]
    first = Report(shop(sales, as_of=CUT.isoformat())).contents.talk_to[0]
    assert first.customer.customer_id == "regular"
    assert first.reason.startswith("Usually orders every 10 days, and has been silent for 40 days")


def test_members_of_a_segment_are_all_of_it_best_first():
    members = made().members("repeat")
    assert len(members) == made().segments["repeat"].size
    assert [m.revenue for m in members] == sorted((m.revenue for m in members), reverse=True)
    assert made().segments["repeat"].members == made().segments["repeat"].members[:100]


def test_a_small_shop_gets_cohort_averages_and_says_so():
    few = {f"c{n:03d}" for n in range(60)}
    report = Report(shop([sale for sale in drawn()[0] if sale[0] in few], as_of=CUT.isoformat()))
    assert report.contents.worth.state == "cohort average"
    assert "cohort averages" in report.contents.worth.why
    assert report.contents.worth.forecasts[0].orders_low < report.contents.worth.forecasts[0].orders_high
    assert report.contents.gain == ()


def test_a_shop_of_one_day_gets_no_model_and_says_why():
    report = Report(shop([("ann", "2024-05-01", 1000), ("bob", "2024-05-01", 2000)]))
    assert report.contents.worth.state == "no model"
    assert report.contents.worth.forecasts == ()
    assert report.metrics["clv_model"].value is None
    assert report.metrics["clv_model"].why_none
    assert report.contents.talk_to == ()
    assert "<html" in report.to_html()


def test_a_shop_of_guests_alone_is_told_what_can_be_told():
    report = Report(shop([(None, "2024-05-01", 1000), (None, "2024-06-01", 2000)]))
    assert report.contents.about.guest_orders == 2
    assert report.metrics["orders"].value == 1  # of the last 30 days
    assert report.segments["repeat"].why_none


def test_the_report_as_of_a_day_knows_nothing_of_later():
    early = Report(shop(drawn()[0]), as_of=date(2024, 1, 31))
    assert early.contents.about.as_of == date(2024, 1, 31)
    assert early.contents.about.orders == sum(1 for sale in drawn()[0] if sale[1] <= "2024-01-31")


def test_a_day_before_the_first_order_leaves_nothing_to_report():
    with pytest.raises(InputError, match="no orders"):
        _ = Report(shop(drawn()[0]), as_of=date(2022, 1, 1)).contents
