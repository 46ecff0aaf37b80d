"""Pareto/NBD: published estimates, the closed form, lifetimes, and what must always hold."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pytest
from scipy import special, stats

from joren.clv import ParetoNBDModel
from joren.clv.groups import group
from joren.clv.inputs import Customers, read_customers
from joren.clv.pareto_nbd_likelihood import ends
from joren.clv.simulate import simulate_pareto_nbd
from tests.unit.clv.brute_force import integral
from tests.unit.clv.cdnow import cdnow
from tests.unit.clv.derivatives import Vector, gradient_by_differences, hessian_by_differences

CDNOW = cdnow()
TRUTH = {"r": 0.8, "alpha": 6.0, "s": 0.7, "beta": 15.0}
ALPHA_GREATER, BETA_GREATER = np.log([0.6, 15.0, 0.5, 5.0]), np.log([0.6, 8.0, 0.5, 12.0])
BRANCHES = pytest.mark.parametrize("at", [ALPHA_GREATER, BETA_GREATER])


def closed_form(parameters: Vector, x: Vector, t: Vector, T: Vector) -> Vector:
    """The note's likelihood with hypergeometric functions, without Γ(r+x)/Γ(r) α^r β^s."""
    r, alpha, s, beta = parameters
    k, top = r + s + x, max(alpha, beta)
    second = s + 1 if alpha >= beta else r + x

    def at(age: Vector) -> Vector:
        result: Vector = special.hyp2f1(k, second, k + 1, abs(alpha - beta) / (top + age)) / (top + age) ** k
        return result

    both: Vector = (alpha + T) ** -(r + x) * (beta + T) ** -s + s / k * (at(t) - at(T))
    return both


def test_gives_the_published_estimates():
    model = ParetoNBDModel().fit(CDNOW)
    assert [round(model.params_[name], 3) for name in ("r", "alpha", "s", "beta")] == [0.553, 10.578, 0.606, 11.669]
    assert round(model.log_likelihood_, 1) == -9595.0
    likelihood = model._likelihood(group(read_customers(CDNOW)))
    assert model.log_likelihood_ >= likelihood(np.log([0.553, 10.578, 0.606, 11.669]))[0]


@BRANCHES
def test_derivatives_are_those_of_the_likelihood(at):
    likelihood = ParetoNBDModel()._likelihood(group(read_customers(CDNOW)))
    _, gradient, hessian = likelihood(at)
    assert gradient == pytest.approx(gradient_by_differences(lambda t: likelihood(t)[0], at), rel=1e-6)
    assert hessian == pytest.approx(hessian_by_differences(lambda t: likelihood(t)[1], at), rel=1e-6)


@BRANCHES
def test_quadrature_is_the_hypergeometric_closed_form(at):
    parameters = np.exp(at)
    r, alpha, s, beta = parameters
    x, t, T = CDNOW["frequency"], CDNOW["recency"], CDNOW["T"]
    scale = (alpha + t) ** -(r + x) * (beta + t) ** -s
    assert scale * ends(parameters, x, t, T)[1].sum(axis=0) == pytest.approx(closed_form(parameters, x, t, T), rel=1e-9)


@BRANCHES
@pytest.mark.parametrize("customer", [(0, 0.0, 20.0), (3, 11.0, 20.0)])
def test_likelihood_is_the_average_over_rates_of_buying_and_leaving(at, customer):
    x, last, age = customer
    r, alpha, s, beta = np.exp(at)

    def one_customer(rate: Vector, leaving: Vector) -> Vector:
        both = rate + leaving
        chance = rate**x * (leaving * np.exp(-both * last) + rate * np.exp(-both * age)) / both
        density: Vector = stats.gamma.pdf(rate, r, scale=1 / alpha) * stats.gamma.pdf(leaving, s, scale=1 / beta)
        product: Vector = chance * density
        return product

    def smooth(u: Vector, w: Vector) -> Vector:  # the substitutions take the singularities at zero away
        rate, leaving = u ** (1 / r), w ** (1 / s)
        scaled: Vector = one_customer(rate, leaving) * rate ** (1 - r) / r * leaving ** (1 - s) / s
        return scaled

    brute = integral(smooth, 8**r, 8**s)
    likelihood = ParetoNBDModel()._likelihood(group(Customers(*(np.array([float(v)]) for v in customer))))
    assert np.exp(likelihood(at)[0]) == pytest.approx(brute, rel=1e-5)


def test_agrees_with_lifetimes():
    with warnings.catch_warnings():  # lifetimes is of 2020
        warnings.simplefilter("ignore")
        from lifetimes import ParetoNBDFitter  # noqa: PLC0415  (it imports pandas)

        oracle = ParetoNBDFitter()
        oracle.params_ = TRUTH
        alive = oracle.conditional_probability_alive(CDNOW["frequency"], CDNOW["recency"], CDNOW["T"])
        ahead = oracle.conditional_expected_number_of_purchases_up_to_time(
            39, CDNOW["frequency"], CDNOW["recency"], CDNOW["T"]
        )
        new = oracle.expected_number_of_purchases_up_to_time(39)
    model = ParetoNBDModel()
    model.params_ = TRUTH
    assert model.probability_alive(CDNOW) == pytest.approx(np.asarray(alive), rel=1e-7)
    assert model.expected_purchases(CDNOW, 39) == pytest.approx(np.asarray(ahead), rel=1e-7)
    assert model.expected_purchases_new(39) == pytest.approx(float(new), rel=1e-9)


@pytest.mark.parametrize("s", [0.3, 1.0, 2.0, 3.4])
def test_probabilities_of_counts_add_up_to_the_moments(s):
    parameters = np.array([0.8, 6.0, s, 15.0])
    model = ParetoNBDModel()
    few = Customers(*(CDNOW[name][:300] for name in ("frequency", "recency", "T")))
    table = np.array(list(itertools.islice(model.purchase_probabilities(parameters, few, 39.0), 500)))
    counts = np.arange(500)
    mean, variance = model.purchase_moments(parameters, few, 39.0)
    assert table.sum(axis=0) == pytest.approx(np.ones(300), abs=1e-9)
    assert counts @ table == pytest.approx(mean, rel=1e-7)
    assert (counts**2) @ table - (counts @ table) ** 2 == pytest.approx(variance, rel=1e-6)


def test_recovers_the_truth_and_forecasts_what_comes():
    generator = np.random.default_rng(5)
    T = generator.integers(28, 728, 40_000) / 7.0
    shop = simulate_pareto_nbd(generator, T, **TRUTH, holdout=52.0)
    model = ParetoNBDModel().fit(shop.summary())
    for name, value in TRUTH.items():
        assert abs(model.params_[name] - value) < 3.5 * model.standard_errors_[name]
    assert np.mean(model.probability_alive(shop.summary())) == pytest.approx(shop.alive.mean(), abs=0.01)
    mean, low, high = model.total_purchases_interval(shop.summary(), 52.0)
    assert low < shop.holdout_purchases.sum() < high
    assert mean == pytest.approx(model.expected_purchases(shop.summary(), 52.0).sum(), rel=1e-9)
    low_each, high_each = model.purchases_interval(shop.summary(), 52.0, level=0.8)
    inside = (shop.holdout_purchases >= low_each) & (shop.holdout_purchases <= high_each)
    assert 0.8 <= inside.mean() <= 0.96


def test_stays_finite_at_the_edges():
    model = ParetoNBDModel()
    for parameters in ((0.1, 1e-3, 0.1, 1e3), (5.0, 1e3, 5.0, 1e-3), (0.5, 10.0, 1.0, 10.0)):
        model.params_ = dict(zip(model.parameter_names, parameters, strict=True))
        customers = {
            "frequency": [0, 0, 1, 3000, 3000],
            "recency": [0.0, 0.0, 0.0, 1.0, 38.0],
            "T": [0.0, 38.0, 0.0, 38.0, 38.0],
        }
        alive = model.probability_alive(customers)
        assert np.all((alive >= 0) & (alive <= 1))
        assert alive[0] == 1.0
        assert np.all(np.isfinite(model.expected_purchases(customers, 52.0)))
