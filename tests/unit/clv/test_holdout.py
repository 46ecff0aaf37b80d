"""The fit check on held-back time, on CDNOW's published one and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from joren.clv import BetaGeoModel, check_fit
from joren.clv.simulate import SimulatedCustomers, simulate_beta_geo
from joren.errors import InputError


def shop_with_holdout() -> SimulatedCustomers:
    generator = np.random.default_rng(17)
    return simulate_beta_geo(generator, generator.uniform(10, 60, 8000), r=0.5, alpha=5.0, a=0.8, b=2.5, holdout=39.0)


def test_compares_the_model_with_what_came_and_with_the_naive_average():
    shop = shop_with_holdout()
    model = BetaGeoModel().fit(shop.summary())
    check = check_fit(model, shop.summary(), shop.holdout_purchases, 39.0)
    predicted = model.expected_purchases(shop.summary(), 39.0)
    assert check.actual_total == shop.holdout_purchases.sum()
    assert check.predicted_total.mean == pytest.approx(predicted.sum())
    assert check.mean_absolute_error == pytest.approx(np.abs(predicted - shop.holdout_purchases).mean())
    assert check.bias == pytest.approx((predicted - shop.holdout_purchases).mean())
    assert check.total_error == pytest.approx(predicted.sum() / shop.holdout_purchases.sum() - 1)
    assert abs(check.total_error) < 0.08
    assert check.naive_total_error > 0.3  # a past rate forgets that customers leave
    assert check.beats_naive
    assert check.total_within_interval


def test_calibration_points_hold_everyone_once():
    shop = shop_with_holdout()
    check = check_fit(BetaGeoModel().fit(shop.summary()), shop.summary(), shop.holdout_purchases, 39.0, bins=8)
    assert sum(point.customers for point in check.by_prediction) == 8000
    assert sum(point.customers for point in check.by_frequency) == 8000
    assert len(check.by_prediction) == 8
    assert [point.low for point in check.by_frequency] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert check.by_frequency[-1].high == np.inf
    total = sum(point.customers * point.actual for point in check.by_frequency)
    assert total == pytest.approx(shop.holdout_purchases.sum())
    predicted = [point.predicted for point in check.by_prediction]
    assert predicted == sorted(predicted)
    zero = shop.frequency == 0
    assert check.by_frequency[0].actual == pytest.approx(shop.holdout_purchases[zero].mean())


def test_naive_continues_the_own_rate():
    model = BetaGeoModel()
    model.params_ = {"r": 0.2, "alpha": 4.0, "a": 0.8, "b": 2.4}
    model.covariance_ = np.eye(4) * 0.01
    summary = {"frequency": [3, 0, 0], "recency": [20.0, 0.0, 0.0], "T": [30.0, 10.0, 0.0]}
    check = check_fit(model, summary, [1, 0, 0], 10.0)
    assert check.naive_total == pytest.approx(1.0)
    assert check.naive_mean_absolute_error == pytest.approx(0.0)
    assert check.naive_bias == pytest.approx(0.0)
    assert not check.beats_naive


def test_nothing_bought_has_no_relative_error():
    model = BetaGeoModel()
    model.params_ = {"r": 0.2, "alpha": 4.0, "a": 0.8, "b": 2.4}
    model.covariance_ = np.eye(4) * 0.01
    check = check_fit(model, {"frequency": [0], "recency": [0.0], "T": [30.0]}, [0], 10.0)
    assert np.isnan(check.total_error)


@pytest.mark.parametrize("purchases", [[1, 0], [1, 0, -1], [1, 0, np.nan]])
def test_refuses_counts_that_do_not_fit(purchases):
    model = BetaGeoModel()
    summary = {"frequency": [3, 0, 0], "recency": [20.0, 0.0, 0.0], "T": [30.0, 10.0, 0.0]}
    with pytest.raises(InputError, match="holdout_purchases must be 3 counts"):
        check_fit(model, summary, purchases, 10.0)
