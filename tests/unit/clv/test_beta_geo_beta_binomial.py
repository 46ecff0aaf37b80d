"""BG/BB: the published donors, brute force, and what must always hold."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy import stats

from joren.clv import BetaGeoBetaBinomialModel
from joren.clv.groups import group
from joren.clv.inputs import Customers, read_customers
from joren.clv.simulate import simulate_beta_geo_beta_binomial
from joren.errors import InputError
from tests.unit.clv.brute_force import integral
from tests.unit.clv.derivatives import Vector, gradient_by_differences, hessian_by_differences

# Fader, Hardie & Shang (2010): 11,104 donors first giving in 1995, six opportunities after that. Rows are the
# number of repeat donations, then the opportunity of the last one, then how many donors.
DONORS = np.array(
    [
        (6, 6, 1203), (5, 6, 728), (4, 6, 512), (3, 6, 357), (2, 6, 234), (1, 6, 129), (5, 5, 335), (4, 5, 284),
        (3, 5, 225), (2, 5, 173), (1, 5, 119), (4, 4, 240), (3, 4, 181), (2, 4, 155), (1, 4, 78), (3, 3, 322),
        (2, 3, 255), (1, 3, 129), (2, 2, 613), (1, 2, 277), (1, 1, 1091), (0, 0, 3464),
    ],
    dtype=float,
)  # fmt: skip
SUMMARY = {"frequency": DONORS[:, 0], "recency": DONORS[:, 1], "T": np.full(22, 6.0)}
COUNTS = DONORS[:, 2]
PUBLISHED = {"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.783}


def test_gives_the_published_estimates():
    model = BetaGeoBetaBinomialModel().fit(SUMMARY, weights=COUNTS)
    assert {name: round(value, 3) for name, value in model.params_.items()} == PUBLISHED
    assert round(model.log_likelihood_, 1) == -33225.6
    assert model.n_customers_ == 11104
    published = np.log(list(PUBLISHED.values()))
    groups = group(read_customers(SUMMARY), COUNTS)
    assert model.log_likelihood_ >= model._likelihood(groups)(published)[0]


def test_gives_the_published_forecast_of_a_perfect_donor():
    # The paper: 0.93 alive in 2002, 3.75 donations expected in the five years 2002 - 2006.
    model = BetaGeoBetaBinomialModel().fit(SUMMARY, weights=COUNTS)
    always = {"frequency": [6], "recency": [6], "T": [6]}
    assert model.probability_alive(always)[0] == pytest.approx(0.93, abs=0.005)
    assert model.expected_purchases(always, 5)[0] == pytest.approx(3.75, abs=0.01)


def test_agrees_with_lifetimes():
    with warnings.catch_warnings():  # lifetimes is of 2020
        warnings.simplefilter("ignore")
        from lifetimes import BetaGeoBetaBinomFitter  # noqa: PLC0415  (it imports pandas)

        oracle = BetaGeoBetaBinomFitter()
        oracle.params_ = PUBLISHED
        alive = oracle.conditional_probability_alive(1, *SUMMARY.values())
        ahead = oracle.conditional_expected_number_of_purchases_up_to_time(5, *SUMMARY.values())
    model = BetaGeoBetaBinomialModel()
    model.params_ = PUBLISHED
    assert model.probability_alive(SUMMARY) == pytest.approx(np.asarray(alive), rel=1e-9)
    assert model.expected_purchases(SUMMARY, 5) == pytest.approx(np.asarray(ahead), rel=1e-9)


def test_derivatives_are_those_of_the_likelihood():
    likelihood = BetaGeoBetaBinomialModel()._likelihood(group(read_customers(SUMMARY), COUNTS))
    at = np.log([0.9, 1.1, 0.4, 3.5])
    _, gradient, hessian = likelihood(at)
    assert gradient == pytest.approx(gradient_by_differences(lambda t: likelihood(t)[0], at), rel=1e-6)
    assert hessian == pytest.approx(hessian_by_differences(lambda t: likelihood(t)[1], at), rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("customer", [(0, 0, 6), (2, 4, 6), (6, 6, 6)])
def test_likelihood_is_the_average_over_chances_to_buy_and_to_leave(customer):
    x, last, n = customer
    alpha, beta, gamma, delta = 2.0, 3.0, 2.0, 4.0

    def one_customer(p: Vector, theta: Vector) -> Vector:
        chance = p**x * (1 - p) ** (n - x) * (1 - theta) ** n
        chance = chance + sum(p**x * (1 - p) ** (j - x) * theta * (1 - theta) ** j for j in range(last, n))
        density: Vector = stats.beta.pdf(p, alpha, beta) * stats.beta.pdf(theta, gamma, delta)
        product: Vector = chance * density
        return product

    brute = integral(one_customer, 1, 1)
    likelihood = BetaGeoBetaBinomialModel()._likelihood(group(Customers(*(np.array([float(v)]) for v in customer))))
    assert np.exp(likelihood(np.log([alpha, beta, gamma, delta]))[0]) == pytest.approx(brute, rel=1e-5)


def test_probabilities_of_counts_add_up_to_the_moments():
    model = BetaGeoBetaBinomialModel()
    customers = read_customers(SUMMARY)
    parameters = np.array(list(PUBLISHED.values()))
    table = np.array(list(model.purchase_probabilities(parameters, customers, 12.0)))
    counts = np.arange(13)
    mean, variance = model.purchase_moments(parameters, customers, 12.0)
    assert table.sum(axis=0) == pytest.approx(np.ones(22), abs=1e-12)
    assert counts @ table == pytest.approx(mean, rel=1e-10)
    assert (counts**2) @ table - (counts @ table) ** 2 == pytest.approx(variance, rel=1e-9)


def test_recovers_the_truth_and_forecasts_what_comes():
    generator = np.random.default_rng(8)
    T = generator.integers(0, 24, 30_000).astype(float)
    shop = simulate_beta_geo_beta_binomial(generator, T, **PUBLISHED, holdout=12)
    model = BetaGeoBetaBinomialModel().fit(shop.summary())
    for name, value in PUBLISHED.items():
        assert abs(model.params_[name] - value) < 3.5 * model.standard_errors_[name]
    mean, low, high = model.total_purchases_interval(shop.summary(), 12)
    assert low < shop.holdout_purchases.sum() < high
    assert mean == pytest.approx(model.expected_purchases(shop.summary(), 12).sum(), rel=1e-9)
    low_each, high_each = model.purchases_interval(shop.summary(), 12, level=0.8)
    inside = (shop.holdout_purchases >= low_each) & (shop.holdout_purchases <= high_each)
    assert 0.8 <= inside.mean() <= 0.97


@pytest.mark.parametrize(
    ("summary", "column"),
    [
        ({"frequency": [1], "recency": [1.5], "T": [3]}, "recency"),
        ({"frequency": [1], "recency": [1], "T": [3.2]}, "T"),
        ({"frequency": [3], "recency": [2], "T": [3]}, "frequency"),
    ],
)
def test_refuses_what_cannot_be_counted_in_opportunities(summary, column):
    with pytest.raises(InputError, match=f"Column {column} ") as error:
        BetaGeoBetaBinomialModel().fit(summary)
    assert error.value.code == f"summary_{column}"


def test_refuses_half_an_opportunity_ahead():
    model = BetaGeoBetaBinomialModel().fit(SUMMARY, weights=COUNTS)
    with pytest.raises(InputError, match="whole number of opportunities"):
        model.expected_purchases(SUMMARY, 2.5)
