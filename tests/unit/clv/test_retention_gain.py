"""What more retention would bring: the target is met, the gain is what the model then expects."""

from __future__ import annotations

import numpy as np
import pytest

from joren.clv import (
    BetaGeoBetaBinomialModel,
    BetaGeoModel,
    GammaGammaModel,
    ModifiedBetaGeoModel,
    ParetoNBDModel,
    retention_gain,
)
from joren.clv.simulate import simulate_beta_geo, simulate_beta_geo_beta_binomial
from tests.unit.clv.cdnow import cdnow

CDNOW = cdnow()
EVERY = pytest.mark.parametrize("kind", [BetaGeoModel, ModifiedBetaGeoModel, ParetoNBDModel])
YEAR = 365 / 7


@EVERY
def test_meets_the_target_and_counts_what_it_brings(kind):
    model, spend = kind().fit(CDNOW), GammaGammaModel().fit(CDNOW)
    relative, points = retention_gain(model, CDNOW, spend_model=spend, new_customers=1000)
    alive = model.alive_at_T(CDNOW)
    assert relative.share == pytest.approx(np.mean(alive * model.stays_if_alive(CDNOW, YEAR)))
    assert relative.raised_share == pytest.approx(1.05 * relative.share)
    assert points.raised_share == pytest.approx(relative.share + 0.05)
    for gain in (relative, points):
        assert gain.reachable
        reached = np.mean(alive * model.stays_if_alive(CDNOW, YEAR, gain.leaving))
        assert reached == pytest.approx(gain.raised_share, rel=1e-9)
        year, three = gain.over
        assert (year.days, three.days) == (365, 1095)
        assert year.purchases == pytest.approx(model.expected_purchases(CDNOW, YEAR).sum())
        assert year.new_purchases == pytest.approx(1000 * model.expected_purchases_new(YEAR))
        assert 0 < year.ratio < three.ratio
        assert year.more_spend is not None
        assert year.spend_ratio == pytest.approx(year.ratio, rel=0.2)
        assert year.more_new_purchases > 0
    assert points.over[0].more_purchases > relative.over[0].more_purchases


@EVERY
def test_with_nobody_leaving_everyone_alive_stays_and_buys_at_their_rate(kind):
    model = kind().fit(CDNOW)
    assert model.stays_if_alive(CDNOW, 52, leaving=0.0) == pytest.approx(np.ones(2357))
    r, alpha = model.params_["r"], model.params_["alpha"]
    rate = (r + CDNOW["frequency"]) / (alpha + CDNOW["T"])
    nobody = model.purchases_if_leaving(CDNOW, 52, leaving=1e-9)
    assert nobody == pytest.approx(model.alive_at_T(CDNOW) * rate * 52, rel=1e-5)


def test_as_things_are_is_a_factor_of_one():
    donors = simulate_beta_geo_beta_binomial(
        np.random.default_rng(1), np.full(500, 6.0), alpha=1.2, beta=0.75, gamma=0.66, delta=2.8
    ).summary()
    model = BetaGeoBetaBinomialModel().fit(donors)
    assert model.purchases_if_leaving(donors, 5, 1 - 1e-12) == pytest.approx(model.expected_purchases(donors, 5))
    relative, _ = retention_gain(model, donors, period_days=365)
    assert relative.over[1].purchases == pytest.approx(model.expected_purchases(donors, 3).sum())
    assert relative.over[0].spend is None
    assert relative.over[0].spend_ratio is None


def test_a_halved_leaving_probability_is_what_the_simulation_shows():
    # Under BG/NBD with p ~ Beta(a, b) halved, customers made anew with half the p buy as often as foretold.
    generator = np.random.default_rng(9)
    model = BetaGeoModel()
    model.params_ = {"r": 0.8, "alpha": 6.0, "a": 0.8, "b": 2.0}
    count = 200_000
    rate, p = generator.gamma(0.8, 1 / 6.0, count), generator.beta(0.8, 2.0, count) / 2
    arrivals, tosses = generator.poisson(rate * 52), generator.geometric(p)
    assert model.new_purchases_if_leaving(52, 0.5) == pytest.approx(np.minimum(arrivals, tosses).mean(), rel=0.02)


def test_says_so_when_the_target_is_out_of_reach():
    shop = simulate_beta_geo(np.random.default_rng(3), np.full(3000, 60.0), r=1.0, alpha=2.0, a=0.05, b=5.0)
    model = BetaGeoModel().fit(shop.summary())
    _, points = retention_gain(model, shop.summary(), raise_by=0.5)
    assert not points.reachable
    assert points.leaving == 0.0
    assert points.raised_share == pytest.approx(model.alive_at_T(shop.summary()).mean())
