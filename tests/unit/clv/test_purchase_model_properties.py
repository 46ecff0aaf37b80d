"""What must hold of every model of purchase counts, whatever the customers and the parameters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joren.clv import BetaGeoBetaBinomialModel, BetaGeoModel, ModifiedBetaGeoModel, ParetoNBDModel
from joren.clv.groups import group
from joren.clv.inputs import Customers, read_customers
from joren.clv.transaction_model import TransactionModel

KINDS = [BetaGeoModel, ModifiedBetaGeoModel, ParetoNBDModel, BetaGeoBetaBinomialModel]
EVERY = pytest.mark.parametrize("kind", KINDS)
PARAMETERS = st.tuples(*[st.floats(0.02, 50.0)] * 4)


@st.composite
def summaries(draw: st.DrawFn) -> dict[str, list[float]]:
    """Up to 30 customers in whole periods, as BG/BB needs them; one purchase a period at most."""
    rows = []
    for _ in range(draw(st.integers(1, 30))):
        T = draw(st.integers(0, 60))
        recency = draw(st.integers(0, T))
        frequency = draw(st.integers(1, recency)) if recency else 0
        rows.append((float(frequency), float(recency), float(T)))
    return dict(zip(("frequency", "recency", "T"), map(list, zip(*rows, strict=True)), strict=True))


def with_parameters(kind: type[TransactionModel], parameters: tuple[float, ...]) -> TransactionModel:
    model = kind()
    model.params_ = dict(zip(kind.parameter_names, parameters, strict=True))
    model.covariance_ = np.eye(4) * 0.05
    model.n_customers_ = 5000.0
    return model


@EVERY
@settings(max_examples=25, deadline=None)
@given(parameters=PARAMETERS, summary=summaries())
def test_probabilities_and_expectations_stay_in_their_bounds(kind, parameters, summary):
    model = with_parameters(kind, parameters)
    alive = model.probability_alive(summary)
    assert np.all((alive >= 0) & (alive <= 1))
    soon, late = model.expected_purchases(summary, 4), model.expected_purchases(summary, 52)
    assert np.all(soon >= 0)
    assert np.all(late >= soon * (1 - 1e-9))
    assert np.all(np.isfinite(late))
    if model.counts_opportunities:
        assert np.all(late <= 52)


@EVERY
@settings(max_examples=25, deadline=None)
@given(parameters=PARAMETERS, age=st.integers(2, 60), frequency=st.integers(1, 10))
def test_who_bought_later_is_likelier_alive(kind, parameters, age, frequency):
    frequency = min(frequency, age)
    recency = np.arange(frequency, age + 1, dtype=float)
    summary = {
        "frequency": np.full(len(recency), float(frequency)),
        "recency": recency,
        "T": np.full(len(recency), float(age)),
    }
    alive = with_parameters(kind, parameters).probability_alive(summary)
    assert np.all(np.diff(alive) >= -1e-12)


@EVERY
@settings(max_examples=15, deadline=None)
@given(parameters=PARAMETERS, summary=summaries())
def test_silence_only_lowers_the_probability_to_be_alive(kind, parameters, summary):
    model = with_parameters(kind, parameters)
    assert np.all(model.probability_alive(summary, ahead=5) <= model.probability_alive(summary) + 1e-12)


@EVERY
@settings(max_examples=15, deadline=None)
@given(parameters=PARAMETERS, summary=summaries(), level=st.sampled_from([0.5, 0.8, 0.95]))
def test_intervals_are_ordered_and_nested(kind, parameters, summary, level):
    model = with_parameters(kind, tuple(min(value, 20.0) for value in parameters))
    low, high = model.purchases_interval(summary, 12, level)
    wide_low, wide_high = model.purchases_interval(summary, 12, 0.99)
    assert np.all((wide_low <= low) & (low <= high) & (high <= wide_high))
    mean, lowest, highest = model.total_purchases_interval(summary, 12, level)
    assert lowest <= mean <= highest
    assert mean == pytest.approx(model.expected_purchases(summary, 12).sum(), rel=1e-6)


@EVERY
@settings(max_examples=15, deadline=None)
@given(parameters=PARAMETERS, summary=summaries(), times=st.integers(2, 5))
def test_the_likelihood_of_repeated_rows_is_that_of_their_weights(kind, parameters, summary, times):
    theta = np.log(parameters)
    customers = read_customers(summary)
    repeated = Customers(*(np.tile(column, times) for column in (customers.frequency, customers.recency, customers.T)))
    once = kind()._likelihood(group(customers))(theta)
    weighted = kind()._likelihood(group(customers, np.full(len(customers), float(times))))(theta)
    rows = kind()._likelihood(group(repeated))(theta)
    assert rows[0] == pytest.approx(times * once[0], rel=1e-9)
    assert weighted[0] == pytest.approx(rows[0], rel=1e-9)
    assert weighted[1] == pytest.approx(rows[1], rel=1e-7, abs=1e-7)
    assert np.allclose(weighted[2], rows[2], rtol=1e-7, atol=1e-6)


@EVERY
@settings(max_examples=15, deadline=None)
@given(parameters=PARAMETERS, summary=summaries(), leaving=st.floats(0.0, 1.0))
def test_who_leaves_less_stays_and_buys_more(kind, parameters, summary, leaving):
    model = with_parameters(kind, parameters)
    assert np.all(model.stays_if_alive(summary, 12, leaving) >= model.stays_if_alive(summary, 12) - 1e-9)
    more, base = model.purchases_if_leaving(summary, 12, leaving), model.expected_purchases(summary, 12)
    assert np.all(more >= base * (1 - 1e-7) - 1e-12)
    assert model.new_purchases_if_leaving(12, leaving) >= model.expected_purchases_new(12) * (1 - 1e-7)
