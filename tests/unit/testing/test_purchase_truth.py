"""The purchase model, fitted to the orders, finds the parameters by which they were made."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from joren.clv import BetaGeoModel, summarize
from joren.testing.shop import Shop
from tests.shop import shop as orders_of


@pytest.fixture(scope="module")
def summary(large: Shop) -> pa.Table:
    orders = large.truth.orders().select(["person", "placed_at", "revenue"]).to_pylist()
    sales = [(str(each["person"]), str(each["placed_at"].date()), each["revenue"]) for each in orders]
    return summarize(orders_of(sales, currency="JPY", as_of=str(large.end.date())), period="D")


def test_parameters_are_near_the_true_ones(large: Shop, summary: pa.Table) -> None:
    model = BetaGeoModel().fit(summary)
    for name, true in large.truth.parameters.items():
        within = 4 * model.standard_errors_[name] + 0.03 * true  # the calendar is no part of the model
        assert model.params_[name] == pytest.approx(true, abs=within), name


def test_expected_purchases_and_who_stays_are_near_the_truth(large: Shop, summary: pa.Table) -> None:
    model = BetaGeoModel().fit(summary)
    who = np.array([int(number) for number in summary["customer_id"].to_pylist()])
    stays = np.isinf(large.truth.left(who))
    assert model.probability_alive(summary).mean() == pytest.approx(stays.mean(), abs=0.03)
    rate, leaving = large.purchases.rate(who), large.purchases.leave_probability(who)
    # Of a buyer who stays: E[purchases in t] = (1 - exp(-rate p t)) / p.
    true = np.where(stays, -np.expm1(-rate * leaving * 90.0) / leaving, 0.0)
    expected = model.expected_purchases(summary, 90)
    assert expected.sum() == pytest.approx(true.sum(), rel=0.12)
    best = np.argsort(expected)[-len(expected) // 10 :]
    assert true[best].mean() > 2 * true.mean()
