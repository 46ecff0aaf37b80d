"""Lifetime value is expected purchases times expected spend, discounted; its interval holds what is spent."""

from __future__ import annotations

import numpy as np
import pytest

from joren.clv import (
    BetaGeoBetaBinomialModel,
    BetaGeoModel,
    GammaGammaModel,
    ParetoNBDModel,
    lifetime_value,
    spend_interval,
)
from joren.clv.simulate import simulate_beta_geo, simulate_spend
from tests.unit.clv.cdnow import cdnow

CDNOW = cdnow()
SPEND = GammaGammaModel().fit(CDNOW)
COUNTS = BetaGeoModel().fit(CDNOW)


def test_without_discount_it_is_purchases_times_spend_times_margin():
    worth = lifetime_value(COUNTS, SPEND, CDNOW, 52, discount_rate=0.0, margin=0.3)
    assert worth == pytest.approx(0.3 * COUNTS.expected_purchases(CDNOW, 52) * SPEND.expected_spend(CDNOW), rel=1e-9)


def test_discounts_the_middle_of_each_month():
    worth = lifetime_value(COUNTS, SPEND, CDNOW, 365.25 / 7, discount_rate=0.21)
    steps = [COUNTS.expected_purchases(CDNOW, 365.25 / 7 * month / 12) for month in range(13)]
    by_hand = sum((steps[i + 1] - steps[i]) * 1.21 ** -((i + 0.5) / 12) for i in range(12))
    assert worth == pytest.approx(by_hand * SPEND.expected_spend(CDNOW), rel=1e-9)


def test_the_unit_of_time_does_not_change_it():
    days = {**CDNOW, "recency": CDNOW["recency"] * 7, "T": CDNOW["T"] * 7}
    daily = BetaGeoModel().fit(days)
    worth = lifetime_value(daily, SPEND, days, 364, period_days=1)
    assert worth == pytest.approx(lifetime_value(COUNTS, SPEND, CDNOW, 52), rel=1e-4)


def test_counts_whole_opportunities():
    model = BetaGeoBetaBinomialModel()
    model.params_ = {"alpha": 1.2, "beta": 0.75, "gamma": 0.66, "delta": 2.8}
    donor = {"frequency": [6, 0], "recency": [6, 0], "T": [6, 6], "monetary_value": [30.0, 0.0]}
    worth = lifetime_value(model, SPEND, donor, 5, discount_rate=0.0, period_days=365.25)
    assert worth == pytest.approx(model.expected_purchases(donor, 5) * SPEND.expected_spend(donor))


@pytest.mark.parametrize("kind", [BetaGeoModel, ParetoNBDModel])
def test_spend_intervals_bound_the_expectation_of_good_customers(kind):
    model = kind().fit(CDNOW)
    low, high = spend_interval(model, SPEND, CDNOW, 52)
    expected = model.expected_purchases(CDNOW, 52) * SPEND.expected_spend(CDNOW)
    assert np.all((low <= expected) & (high >= 0))
    good = expected > 100
    assert np.all(high[good] > expected[good])
    again = spend_interval(model, SPEND, CDNOW, 52)
    assert np.array_equal(low, again[0])
    assert np.array_equal(high, again[1])


def test_spend_intervals_hold_what_is_spent():
    generator = np.random.default_rng(21)
    shop = simulate_beta_geo(generator, generator.uniform(10, 100, 6000), r=1.2, alpha=5.0, a=0.6, b=5.0, holdout=52)
    rate = generator.gamma(3.74, 1 / 15.44, 6000)

    def paid(counts: np.ndarray) -> np.ndarray:
        return np.where(counts > 0, generator.gamma(6.25 * np.maximum(counts, 1)) / rate, 0.0)

    summary = {**shop.summary(), "monetary_value": paid(shop.frequency) / np.maximum(shop.frequency, 1)}
    counts, spend = BetaGeoModel().fit(summary), GammaGammaModel().fit(summary)
    low, high = spend_interval(counts, spend, summary, 52, level=0.9)
    later = paid(shop.holdout_purchases)
    above, below = np.mean(later > high), np.mean(later < low)
    assert 0.03 < above < 0.07
    assert below < 0.06


def test_simulated_spend_has_the_models_mean():
    generator = np.random.default_rng(2)
    spend = simulate_spend(generator, np.full(200_000, 3.0), p=6.25, q=3.74, v=15.44)
    assert spend.mean() == pytest.approx(6.25 * 15.44 / 2.74, rel=0.01)
