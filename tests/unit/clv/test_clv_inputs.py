"""Summaries of every kind are read alike; wrong ones are answered with column, rule and rows."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from joren.clv import BetaGeoModel
from joren.clv.estimation import NotFittedError
from joren.clv.inputs import read_customers
from joren.errors import InputError

ROWS = {"frequency": [2, 0, 1], "recency": [5.0, 0.0, 3.5], "T": [9.0, 8.0, 7.0], "monetary_value": [10.0, 0.0, 4.0]}


@pytest.mark.parametrize(
    "summary",
    [
        ROWS,
        {name: np.array(values) for name, values in ROWS.items()},
        pa.table(ROWS),
        pa.concat_tables([pa.table(ROWS).slice(0, 1), pa.table(ROWS).slice(1)]),
        pd.DataFrame(ROWS),
    ],
    ids=["lists", "arrays", "arrow", "chunks", "pandas"],
)
def test_reads_any_table(summary):
    customers = read_customers(summary, spend=True)
    assert customers.frequency.tolist() == [2, 0, 1]
    assert customers.recency.tolist() == [5.0, 0.0, 3.5]
    assert customers.T.tolist() == [9.0, 8.0, 7.0]
    assert customers.monetary_value is not None
    assert customers.monetary_value.tolist() == [10.0, 0.0, 4.0]


def test_reads_an_ibis_table():
    customers = read_customers(ibis.memtable(pa.table(ROWS)))
    assert customers.frequency.tolist() == [2, 0, 1]
    with pytest.raises(InputError, match="no column T; it has: frequency, recency"):
        read_customers(ibis.memtable(pa.table(ROWS)).select("frequency", "recency"))


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("frequency", [2, -1, 1], "must be a count of repeat purchases. Rows that break this: 1 (counted from 0: 1)"),
        ("frequency", [2.5, 0, np.nan], "Rows that break this: 2 (counted from 0: 0, 2)"),
        ("recency", [-5.0, 0.0, 3.5], "must be an age, zero or more"),
        ("recency", [5.0, 0.0, 7.5], "is greater than T"),
        ("recency", [5.0, 1.0, 3.5], "must be 0 where frequency is 0"),
        ("T", [9.0, np.nan, 7.0], "must be an age, zero or more"),
        ("T", [9.0, np.inf, 7.0], "must be an age, zero or more"),
        ("monetary_value", [10.0, 0.0, np.inf], "must be the mean amount"),
    ],
)
def test_says_what_is_wrong_and_where(column, values, message):
    with pytest.raises(InputError) as error:
        read_customers({**ROWS, column: values}, spend=True)
    assert str(error.value).startswith(f"Column {column} ")
    assert message in str(error.value)
    assert error.value.code == f"summary_{column}"


def test_shows_the_first_rows_of_many():
    with pytest.raises(InputError, match=r"Rows that break this: 900 \(counted from 0: 0, 1, 2, 3, 4, …\)"):
        read_customers({"frequency": np.full(900, -1), "recency": np.zeros(900), "T": np.ones(900)})


@pytest.mark.parametrize(
    ("summary", "code", "message"),
    [
        ({"frequency": [1], "recency": [1.0]}, "missing_column", "no column T; it has: frequency, recency"),
        (pa.table({"x": [1]}), "missing_column", "no column frequency; it has: x"),
        ({**ROWS, "T": [9.0, 8.0]}, "column_lengths", "frequency: 3, recency: 3, T: 2"),
        ({**ROWS, "T": ["a", "b", "c"]}, "not_numbers", "Column T of the summary holds something other than numbers"),
        ({**ROWS, "T": [[9.0], [8.0], [7.0]]}, "not_one_dimensional", "one number per customer"),
        (42, "not_a_table", "int has none"),
    ],
)
def test_refuses_what_is_no_summary(summary, code, message):
    with pytest.raises(InputError, match="summary") as error:
        read_customers(summary)
    assert error.value.code == code
    assert message in str(error.value)


def test_weights_must_fit_the_rows():
    with pytest.raises(InputError, match="weights has 2 values, the summary has 3 rows"):
        BetaGeoModel().fit(ROWS, weights=[1, 2])
    with pytest.raises(InputError, match="Column weights must be a number of customers"):
        BetaGeoModel().fit(ROWS, weights=[1, 2, -1])


def test_no_customers_is_an_answerable_error():
    with pytest.raises(InputError, match="no customers") as error:
        BetaGeoModel().fit({"frequency": [], "recency": [], "T": []})
    assert error.value.code == "no_customers"


def test_a_model_must_be_fitted_before_it_is_asked():
    with pytest.raises(NotFittedError, match="This BetaGeoModel has not been fitted yet"):
        BetaGeoModel().probability_alive(ROWS)


def test_refuses_to_look_a_negative_time_ahead():
    model = BetaGeoModel()
    model.params_ = {"r": 0.2, "alpha": 4.0, "a": 0.8, "b": 2.4}
    with pytest.raises(InputError, match="periods must be zero or more") as error:
        model.expected_purchases(ROWS, -1)
    assert error.value.code == "periods"
    assert model.expected_purchases(ROWS, 0).tolist() == [0.0, 0.0, 0.0]
