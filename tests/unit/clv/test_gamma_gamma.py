"""Gamma-Gamma: published estimates, derivatives, and whom it knows nothing about."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from joren.clv import GammaGammaModel
from joren.clv.gamma_gamma import SpendLikelihood
from joren.clv.simulate import simulate_spend
from joren.errors import InputError
from tests.unit.clv.cdnow import cdnow
from tests.unit.clv.derivatives import gradient_by_differences, hessian_by_differences

CDNOW = cdnow()


def test_gives_the_published_estimates():
    model = GammaGammaModel().fit(CDNOW)
    assert model.params_["p"] == pytest.approx(6.25, abs=0.005)
    assert model.params_["q"] == pytest.approx(3.74, abs=0.005)
    assert model.params_["v"] == pytest.approx(15.44, abs=0.01)
    assert model.n_customers_ == 946
    published = np.log([6.25, 3.74, 15.44])
    repeat = CDNOW["frequency"] > 0
    order = np.argsort(CDNOW["frequency"][repeat], kind="stable")
    x, z = CDNOW["frequency"][repeat][order], CDNOW["monetary_value"][repeat][order]
    assert model.log_likelihood_ >= SpendLikelihood(x, z, np.ones(len(x)))(published)[0]


def test_agrees_with_lifetimes():
    repeat = CDNOW["frequency"] > 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifetimes import GammaGammaFitter  # noqa: PLC0415

        oracle = GammaGammaFitter().fit(CDNOW["frequency"][repeat], CDNOW["monetary_value"][repeat])
        spend = oracle.conditional_expected_average_profit(CDNOW["frequency"], CDNOW["monetary_value"])
    model = GammaGammaModel().fit(CDNOW)
    assert model.params_ == pytest.approx(dict(oracle.params_), rel=1e-3)
    model.params_ = dict(oracle.params_)
    assert model.expected_spend(CDNOW) == pytest.approx(np.asarray(spend), rel=1e-9)


def test_derivatives_are_those_of_the_likelihood():
    x = np.array([1.0, 1.0, 2.0, 5.0, 9.0])
    z = np.array([12.0, 80.0, 33.0, 20.5, 41.0])
    likelihood = SpendLikelihood(x, z, np.array([3.0, 1.0, 2.0, 1.0, 4.0]))
    at = np.log([4.0, 3.0, 20.0])
    _, gradient, hessian = likelihood(at)
    assert gradient == pytest.approx(gradient_by_differences(lambda t: likelihood(t)[0], at), rel=1e-6)
    assert hessian == pytest.approx(hessian_by_differences(lambda t: likelihood(t)[1], at), rel=1e-6)


def test_those_without_known_repeat_spend_get_the_populations_mean():
    model = GammaGammaModel().fit(CDNOW)
    p, q, v = model.params_.values()
    strangers = {"frequency": [0, 2, 1], "monetary_value": [0.0, np.nan, -5.0]}
    assert model.expected_spend(strangers) == pytest.approx(np.full(3, p * v / (q - 1)))


def test_recovers_the_truth_within_its_own_standard_errors():
    generator = np.random.default_rng(3)
    frequency = generator.integers(0, 12, 40_000).astype(float)
    truth = {"p": 6.25, "q": 3.74, "v": 15.44}
    spend = simulate_spend(generator, frequency, **truth)
    model = GammaGammaModel().fit({"frequency": frequency, "monetary_value": spend})
    for name, value in truth.items():
        assert abs(model.params_[name] - value) < 3.5 * model.standard_errors_[name]


def test_weights_stand_for_identical_customers():
    counts = np.arange(len(CDNOW["frequency"])) % 3
    repeated = {name: np.repeat(values, counts) for name, values in CDNOW.items()}
    weighted, plain = GammaGammaModel().fit(CDNOW, weights=counts), GammaGammaModel().fit(repeated)
    assert weighted.params_ == pytest.approx(plain.params_, rel=1e-6)


def test_says_so_when_nobody_has_bought_again():
    with pytest.raises(InputError, match="No customer has bought again") as error:
        GammaGammaModel().fit({"frequency": [0, 0], "monetary_value": [0.0, 0.0]})
    assert error.value.code == "no_repeat_spend"
