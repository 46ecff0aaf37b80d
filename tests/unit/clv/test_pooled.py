"""Small shops: priors that fade, intervals that are wide, and a state with its reason."""

from __future__ import annotations

import numpy as np
import pytest

from joren.clv import (
    BetaGeoBetaBinomialModel,
    BetaGeoModel,
    GammaGammaModel,
    ModifiedBetaGeoModel,
    ParetoNBDModel,
    assess,
    cohort_average,
    fit_pooled,
    fit_pooled_spend,
)
from joren.clv.simulate import simulate_beta_geo
from joren.language import speaking
from tests.unit.clv.cdnow import cdnow

CDNOW = cdnow()
EVERY = pytest.mark.parametrize("kind", [BetaGeoModel, ModifiedBetaGeoModel, ParetoNBDModel])


def first(count: int) -> dict[str, np.ndarray]:
    return {name: values[:count] for name, values in CDNOW.items()}


@EVERY
@pytest.mark.parametrize("count", [1, 5, 40])
def test_a_handful_of_customers_gets_a_finite_wide_answer(kind, count):
    model = fit_pooled(kind, first(count))
    assert model.converged_
    mean, low, high = model.total_purchases_interval(first(count), 52)
    assert 0 < low < mean < high < np.inf
    assert high / low > 2
    below, above = model.purchases_interval(first(count), 52)
    assert np.all((below >= 0) & (above >= below) & (above < 1000))
    for low, high in model.params_interval().values():
        assert 3 < high / low < 1e4


def test_customers_who_never_came_back_still_get_an_answer():
    nobody = {"frequency": np.zeros(60), "recency": np.zeros(60), "T": np.linspace(1, 30, 60)}
    model = fit_pooled(BetaGeoModel, nobody)
    assert model.converged_
    mean, low, high = model.total_purchases_interval(nobody, 52)
    assert 0 < low < mean < high
    assert mean < 20


def test_maximum_likelihood_alone_runs_off_and_says_so():
    assert not BetaGeoModel().fit(first(100)).converged_


@EVERY
def test_the_prior_fades_in_a_big_shop(kind):
    # A shop unlike those the priors come from: customers buy three times as evenly and leave half as readily.
    generator = np.random.default_rng(6)
    shop = simulate_beta_geo(generator, generator.integers(28, 728, 40_000) / 7, r=0.8, alpha=3.0, a=0.8, b=5.0)
    many = np.full(40_000, 10)
    plain, pooled = kind().fit(shop.summary(), weights=many), fit_pooled(kind, shop.summary(), weights=many)
    for name, value in plain.params_.items():
        assert pooled.params_[name] == pytest.approx(value, rel=1e-3)
    assert pooled.log_likelihood_ == pytest.approx(plain.log_likelihood_, rel=1e-9)


def test_the_unit_of_time_does_not_change_the_answer():
    weekly = fit_pooled(BetaGeoModel, first(80))
    days = {**first(80), "recency": first(80)["recency"] * 7, "T": first(80)["T"] * 7}
    daily = fit_pooled(BetaGeoModel, days, period_days=1)
    assert daily.params_["alpha"] == pytest.approx(7 * weekly.params_["alpha"], rel=1e-4)
    assert daily.expected_purchases(days, 364) == pytest.approx(weekly.expected_purchases(first(80), 52), rel=1e-4)


def test_opportunities_have_no_unit_of_time():
    donors = {"frequency": [0, 1, 3], "recency": [0, 2, 6], "T": [6, 6, 6]}
    yearly, monthly = (fit_pooled(BetaGeoBetaBinomialModel, donors, period_days=days) for days in (365, 30))
    assert yearly.params_ == monthly.params_


@pytest.mark.parametrize("currency", [1.0, 100.0, 25_000.0])
def test_the_unit_of_money_does_not_change_the_answer(currency):
    few = {"frequency": CDNOW["frequency"][:30], "monetary_value": CDNOW["monetary_value"][:30]}
    other = {**few, "monetary_value": few["monetary_value"] * currency}
    model, converted = fit_pooled_spend(few), fit_pooled_spend(other)
    assert converted.converged_
    assert converted.expected_spend(other) == pytest.approx(model.expected_spend(few) * currency, rel=1e-5)


def test_the_spend_prior_fades_too():
    many = np.full(2357, 400)
    plain, pooled = GammaGammaModel().fit(CDNOW, weights=many), fit_pooled_spend(CDNOW, weights=many)
    assert pooled.params_ == pytest.approx(plain.params_, rel=1e-3)


def test_small_shops_intervals_hold_what_comes():
    generator = np.random.default_rng(12)
    held = []
    for _ in range(60):
        shop = simulate_beta_geo(generator, generator.uniform(4, 80, 60), r=0.6, alpha=8.0, a=0.9, b=3.0, holdout=52)
        _, low, high = fit_pooled(BetaGeoModel, shop.summary()).total_purchases_interval(shop.summary(), 52)
        held.append(low <= shop.holdout_purchases.sum() <= high)
    assert np.mean(held) >= 0.9


@pytest.mark.parametrize(
    ("shop", "state", "reason"),
    [
        ((200, 50, 30, 1), "personal", "enough_history"),
        ((0, 0, 0, 0), "no model", "no_customers"),
        ((200, 50, 3, 1), "no model", "history_too_short"),
        ((200, 50, 30, 10), "no model", "no_recent_order"),
        ((99, 50, 30, 1), "cohort average", "few_customers"),
        ((200, 29, 30, 1), "cohort average", "few_repeat_buyers"),
        ((200, 50, 12, 1), "cohort average", "short_history"),
    ],
)
def test_says_how_far_a_history_carries(shop, state, reason):
    customers, repeat, weeks, silent_weeks = shop
    frequency = np.where(np.arange(customers) < repeat, 1.0, 0.0)
    summary = {
        "frequency": frequency,
        "recency": np.where(frequency > 0, max(weeks - silent_weeks, 0), 0.0),
        "T": np.full(customers, float(weeks)),
    }
    confidence = assess(summary)
    assert (confidence.state, confidence.reason) == (state, reason)
    for language in ("en", "ja", "zh"):
        with speaking(language):
            assert confidence.words
            assert "{" not in confidence.words


def test_cohort_average_gives_everyone_of_a_cohort_the_same():
    values = np.array([1.0, 3.0, 10.0, 5.0])
    assert cohort_average(values, ["2026-01", "2026-01", "2026-02", "2026-01"]).tolist() == [3.0, 3.0, 10.0, 3.0]
