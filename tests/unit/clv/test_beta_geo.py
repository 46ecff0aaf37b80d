"""BG/NBD and MBG/NBD: published estimates, brute force, lifetimes, and what must always hold."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pytest
from scipy import special, stats

from joren.clv import BetaGeoModel, ModifiedBetaGeoModel
from joren.clv.groups import group
from joren.clv.inputs import Customers, read_customers
from joren.clv.simulate import simulate_beta_geo, simulate_modified_beta_geo
from tests.unit.clv.brute_force import integral
from tests.unit.clv.cdnow import cdnow
from tests.unit.clv.derivatives import Vector, gradient_by_differences, hessian_by_differences

CDNOW = cdnow()
BOTH = pytest.mark.parametrize("kind", [BetaGeoModel, ModifiedBetaGeoModel])
SOMEWHERE = np.log([0.4, 3.0, 0.6, 1.9])


def test_gives_the_published_bg_nbd_estimates():
    model = BetaGeoModel().fit(CDNOW)
    assert [round(model.params_[name], 3) for name in ("r", "alpha", "a", "b")] == [0.243, 4.414, 0.793, 2.426]
    assert model.log_likelihood_ >= -9582.43
    assert round(model.log_likelihood_, 1) == -9582.4
    assert model.converged_
    assert model.n_customers_ == 2357


def test_gives_the_published_mbg_nbd_estimates():
    # Batislam, Denizel & Filiztekin (2007) and the R package BTYDplus print these for the same data.
    model = ModifiedBetaGeoModel().fit(CDNOW)
    assert [round(model.params_[name], 3) for name in ("r", "alpha", "a", "b")] == [0.525, 6.183, 0.891, 1.614]
    assert round(model.log_likelihood_, 1) == -9582.1


def test_expects_the_published_number_of_purchases_of_the_papers_example_customer():
    # Fader, Hardie & Lee's spreadsheet note: x = 2, t_x = 30.43, T = 38.86 has 1.226 purchases ahead in 39 weeks.
    model = BetaGeoModel().fit(CDNOW)
    customer = {"frequency": [2], "recency": [30.43], "T": [38.86]}
    assert model.expected_purchases(customer, 39)[0] == pytest.approx(1.226, abs=5e-4)


@BOTH
def test_derivatives_are_those_of_the_likelihood(kind):
    likelihood = kind()._likelihood(group(read_customers(CDNOW)))
    _, gradient, hessian = likelihood(SOMEWHERE)
    assert gradient == pytest.approx(gradient_by_differences(lambda at: likelihood(at)[0], SOMEWHERE), rel=1e-6)
    by_differences = hessian_by_differences(lambda at: likelihood(at)[1], SOMEWHERE)
    assert hessian == pytest.approx(by_differences, rel=1e-6, abs=1e-4)


@BOTH
@pytest.mark.parametrize("customer", [(0, 0.0, 20.0), (1, 3.0, 20.0), (7, 19.0, 20.0)])
def test_likelihood_is_the_average_over_rates_and_leaving_probabilities(kind, customer):
    x, last, age = customer
    r, alpha, a, b = np.exp(SOMEWHERE)
    tosses = x + (kind is ModifiedBetaGeoModel)

    def one_customer(p: Vector, rate: Vector) -> Vector:
        stays = (1 - p) ** tosses * rate**x * np.exp(-rate * age)
        left = p * (1 - p) ** (tosses - 1) * rate**x * np.exp(-rate * last) if tosses else 0.0
        chance: Vector = (stays + left) * stats.beta.pdf(p, a, b) * stats.gamma.pdf(rate, r, scale=1 / alpha)
        return chance

    def smooth(u: Vector, w: Vector) -> Vector:  # the substitutions take the singularities at zero away
        p, rate = u ** (1 / a), w ** (1 / r)
        scaled: Vector = one_customer(p, rate) * p ** (1 - a) / a * rate ** (1 - r) / r
        return scaled

    brute = integral(smooth, 1, 20**r)
    likelihood = kind()._likelihood(group(Customers(*(np.array([float(v)]) for v in customer))))
    assert np.exp(likelihood(SOMEWHERE)[0]) == pytest.approx(brute, rel=1e-5)


def test_agrees_with_lifetimes_on_bg_nbd():
    with warnings.catch_warnings():  # lifetimes is of 2020
        warnings.simplefilter("ignore")
        from lifetimes import BetaGeoFitter  # noqa: PLC0415  (it imports pandas)

        oracle = BetaGeoFitter().fit(CDNOW["frequency"], CDNOW["recency"], CDNOW["T"])
        alive = oracle.conditional_probability_alive(CDNOW["frequency"], CDNOW["recency"], CDNOW["T"])
        ahead = oracle.conditional_expected_number_of_purchases_up_to_time(
            39, CDNOW["frequency"], CDNOW["recency"], CDNOW["T"]
        )
        new = oracle.expected_number_of_purchases_up_to_time(39)
    model = BetaGeoModel().fit(CDNOW)
    model.params_ = dict(oracle.params_)
    assert model.probability_alive(CDNOW) == pytest.approx(alive, rel=1e-9)
    assert model.expected_purchases(CDNOW, 39) == pytest.approx(np.asarray(ahead), rel=1e-8)
    assert model.expected_purchases_new(39) == pytest.approx(float(new), rel=1e-9)


def test_agrees_with_lifetimes_on_mbg_nbd():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifetimes import ModifiedBetaGeoFitter  # noqa: PLC0415

        oracle = ModifiedBetaGeoFitter().fit(CDNOW["frequency"], CDNOW["recency"], CDNOW["T"])
        alive = oracle.conditional_probability_alive(CDNOW["frequency"], CDNOW["recency"], CDNOW["T"])
        ahead = oracle.conditional_expected_number_of_purchases_up_to_time(
            39, CDNOW["frequency"], CDNOW["recency"], CDNOW["T"]
        )
    model = ModifiedBetaGeoModel().fit(CDNOW)
    model.params_ = dict(oracle.params_)
    assert model.probability_alive(CDNOW) == pytest.approx(alive, rel=1e-9)
    assert model.expected_purchases(CDNOW, 39) == pytest.approx(np.asarray(ahead), rel=1e-8)


@pytest.mark.parametrize("a", [0.3, 1.0, 1.0000001, 2.7])
def test_expectation_is_the_papers_closed_form_and_holds_where_that_is_undefined(a):
    model = BetaGeoModel()
    r, alpha, b, t = 0.7, 5.0, 2.0, 52.0
    model.params_ = {"r": r, "alpha": alpha, "a": a, "b": b}

    def closed_form(a: float) -> float:
        power = special.hyp2f1(r, b, a + b - 1, t / (alpha + t)) * (alpha / (alpha + t)) ** r
        return float((a + b - 1) / (a - 1) * (1 - power))

    near_one = abs(a - 1) < 1e-3
    expected = (closed_form(a - 1e-4) + closed_form(a + 1e-4)) / 2 if near_one else closed_form(a)
    assert model.expected_purchases_new(t) == pytest.approx(expected, rel=1e-7)


@BOTH
def test_probabilities_of_counts_add_up_to_the_moments(kind):
    model = kind().fit(CDNOW)
    few = Customers(*(CDNOW[name][:300] for name in ("frequency", "recency", "T")))
    parameters = np.array(list(model.params_.values()))
    steps = model.purchase_probabilities(parameters, few, 39.0)
    table = np.array(list(itertools.islice(steps, 400)))
    counts = np.arange(400)
    mean, variance = model.purchase_moments(parameters, few, 39.0)
    assert table.sum(axis=0) == pytest.approx(np.ones(300), abs=1e-9)
    assert counts @ table == pytest.approx(mean, rel=1e-7)
    assert (counts**2) @ table - (counts @ table) ** 2 == pytest.approx(variance, rel=1e-6)


@BOTH
def test_intervals_hold_the_truth_as_often_as_they_say(kind):
    generator = np.random.default_rng(7)
    simulate = simulate_beta_geo if kind is BetaGeoModel else simulate_modified_beta_geo
    T = generator.uniform(4.0, 104.0, 20_000)
    shop = simulate(generator, T, r=0.8, alpha=6.0, a=0.8, b=4.0, holdout=52.0)
    model = kind().fit(shop.summary())
    low, high = model.purchases_interval(shop.summary(), 52.0, level=0.8)
    inside = (shop.holdout_purchases >= low) & (shop.holdout_purchases <= high)
    assert 0.8 <= inside.mean() <= 0.96  # whole numbers: never less than asked for
    assert np.mean(shop.holdout_purchases > high) < 0.1
    mean, lowest, highest = model.total_purchases_interval(shop.summary(), 52.0)
    assert lowest < shop.holdout_purchases.sum() < highest
    assert mean == pytest.approx(model.expected_purchases(shop.summary(), 52.0).sum(), rel=1e-9)


@BOTH
def test_recovers_the_truth_within_its_own_standard_errors(kind):
    generator = np.random.default_rng(11)
    truth = {"r": 0.8, "alpha": 6.0, "a": 0.8, "b": 4.0}
    simulate = simulate_beta_geo if kind is BetaGeoModel else simulate_modified_beta_geo
    shop = simulate(generator, generator.uniform(4.0, 104.0, 50_000), **truth)
    model = kind().fit(shop.summary())
    for name, value in truth.items():
        assert abs(model.params_[name] - value) < 3.5 * model.standard_errors_[name]
        low, high = model.params_interval(0.999)[name]
        assert low < value < high
    assert np.mean(model.probability_alive(shop.summary())) == pytest.approx(shop.alive.mean(), abs=0.01)


def test_weights_stand_for_identical_customers():
    rows = {name: values[:500] for name, values in CDNOW.items()}
    counts = np.arange(500) % 3
    repeated = {name: np.repeat(values, counts) for name, values in rows.items()}
    weighted, plain = BetaGeoModel().fit(rows, weights=counts), BetaGeoModel().fit(repeated)
    assert weighted.params_ == pytest.approx(plain.params_, rel=1e-6)
    assert weighted.standard_errors_ == pytest.approx(plain.standard_errors_, rel=1e-4)
    assert weighted.n_customers_ == plain.n_customers_ == counts.sum()


def test_alive_at_another_date_is_the_summary_of_that_date():
    model = BetaGeoModel().fit(CDNOW)
    customers = {"frequency": [3, 3, 0], "recency": [10.0, 28.0, 0.0], "T": [30.0, 30.0, 30.0]}
    earlier = model.probability_alive(customers, ahead=-4)
    assert np.isnan(earlier[1])  # bought since: what was known four weeks ago is not in the summary
    assert earlier[0] == model.probability_alive({"frequency": [3], "recency": [10.0], "T": [26.0]})[0]
    assert earlier[2] == 1.0
    assert model.probability_alive(customers, ahead=8)[0] < model.probability_alive(customers)[0]


def test_a_wholesale_customer_does_not_overflow():
    model = BetaGeoModel().fit(CDNOW)
    customers = {"frequency": [3000, 3000], "recency": [1.0, 38.0], "T": [38.0, 38.0]}
    alive = model.probability_alive(customers)
    assert alive[0] < 1e-250
    assert 0.9 < alive[1] < 1.0
    low, high = model.purchases_interval(customers, 39.0)
    assert low[0] == high[0] == 0
    assert low[1] < model.expected_purchases(customers, 39.0)[1] < high[1]
