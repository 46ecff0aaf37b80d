"""Each metric on plain numbers: the example that is told with it, and the numbers that cannot be."""

from __future__ import annotations

from datetime import date

import pytest

from joren import metrics
from joren.errors import JorenError


def test_retention_of_2000_who_become_2400_with_600_new_is_90_percent():
    assert metrics.retention_rate(start=2000, end=2400, new=600) == 0.9


def test_retention_by_the_formula_can_pass_one_when_lapsed_customers_come_back():
    assert metrics.retention_rate(start=100, end=130, new=10) == 1.2


def test_retention_from_sets_counts_only_those_who_were_there_before():
    assert metrics.retention_rate_from_sets([1, 2, 3, 4], [2, 3, 4, 5, 6]) == 0.75


def test_churn_of_50_out_of_500_is_10_percent():
    assert metrics.churn_rate(start=500, lost=50) == 0.1


def test_abandonment_of_100_carts_with_50_purchases_is_50_percent():
    assert metrics.cart_abandonment_rate(carts=100, purchases=50) == 0.5


def test_customer_value_is_order_value_times_frequency():
    assert metrics.customer_value(average_order_value=50.0, purchase_frequency=1.5) == 75.0


def test_lifetime_value_is_customer_value_times_lifespan():
    assert metrics.customer_lifetime_value(value=75.0, lifespan=4) == 300.0


def test_lifespan_is_one_period_over_churn():
    assert metrics.customer_lifespan(churn=0.25, period=365) == 1460.0


def test_average_order_value_is_revenue_per_order():
    assert metrics.average_order_value(revenue=12_500, orders=250) == 50.0


def test_purchase_frequency_is_orders_per_customer():
    assert metrics.purchase_frequency(orders=300, customers=200) == 1.5


def test_repeat_purchase_rate_is_the_share_who_came_again():
    assert metrics.repeat_purchase_rate(customers=400, repeat=120) == 0.3


def test_days_between_orders_counts_each_day_once_and_in_order():
    days = [date(2026, 3, 1), date(2026, 1, 1), date(2026, 1, 31), date(2026, 1, 31)]
    assert metrics.days_between_orders(days) == [30, 29]


def test_nps_is_promoters_less_detractors_in_percent():
    assert metrics.nps([10, 9, 8, 7, 6]) == 20.0


@pytest.mark.parametrize(("score", "nps"), [(10, 100.0), (9, 100.0), (8, 0.0), (7, 0.0), (6, -100.0), (0, -100.0)])
def test_nps_of_one_answer(score: int, nps: float):
    assert metrics.nps([score]) == nps


def test_csat_is_the_share_of_the_two_best_answers():
    assert metrics.csat([5, 4, 3, 2, 1]) == 0.4


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: metrics.retention_rate(start=0, end=10, new=1),
        lambda: metrics.retention_rate(start=10, end=5, new=6),
        lambda: metrics.retention_rate(start=10, end=-1, new=0),
        lambda: metrics.retention_rate(start=float("nan"), end=1, new=0),
        lambda: metrics.retention_rate_from_sets([], [1]),
        lambda: metrics.churn_rate(start=0, lost=0),
        lambda: metrics.churn_rate(start=10, lost=11),
        lambda: metrics.cart_abandonment_rate(carts=0, purchases=0),
        lambda: metrics.cart_abandonment_rate(carts=10, purchases=11),
        lambda: metrics.repeat_purchase_rate(customers=1, repeat=2),
        lambda: metrics.average_order_value(revenue=1, orders=0),
        lambda: metrics.purchase_frequency(orders=1, customers=0),
        lambda: metrics.customer_value(average_order_value=1, purchase_frequency=-1),
        lambda: metrics.customer_lifetime_value(value=1, lifespan=-1),
        lambda: metrics.customer_lifespan(churn=0),
        lambda: metrics.customer_lifespan(churn=1.1),
        lambda: metrics.nps([]),
        lambda: metrics.nps([11]),
        lambda: metrics.nps([-1]),
        lambda: metrics.nps([7.5]),
        lambda: metrics.csat([]),
        lambda: metrics.csat([0]),
        lambda: metrics.csat([6]),
    ],
)
def test_numbers_that_cannot_be_are_refused_in_words(impossible):
    with pytest.raises(ValueError, match=r"\w+ .*\.$") as refused:
        impossible()
    assert isinstance(refused.value, JorenError)


def test_the_refusal_names_the_number_and_its_limit():
    with pytest.raises(metrics.ImpossibleError, match=r"lost = 11 cannot be more than start = 10\."):
        metrics.churn_rate(start=10, lost=11)


@pytest.mark.parametrize(
    ("days", "window"), [(1, 30), (89, 30), (90, 30), (269, 30), (270, 90), (540, 180), (1095, 365)]
)
def test_the_window_is_the_longest_that_fits_in_three_times(days: int, window: int):
    assert metrics.choose_window(days) == window
