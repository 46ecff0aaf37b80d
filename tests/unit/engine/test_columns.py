"""From Arrow to NumPy."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from joren.engine.columns import column, floats, numbers


@pytest.mark.parametrize("kind", [pa.int32(), pa.int64(), pa.float64()])
def test_numbers_keep_their_type_and_order_over_chunks(kind: pa.DataType):
    column = pa.chunked_array([pa.array([1, 2], kind), pa.array([], kind), pa.array([3], kind)])
    array = numbers(pa.table({"n": column}), "n")
    assert array.dtype == kind.to_pandas_dtype()
    assert array.tolist() == [1, 2, 3]


@pytest.mark.parametrize("kind", [pa.int32(), pa.int64(), pa.float64()])
def test_no_rows_are_an_empty_array_of_the_type(kind: pa.DataType):
    rows = pa.table({"n": pa.array([], kind)})
    assert numbers(rows, "n").dtype == kind.to_pandas_dtype()
    assert len(numbers(rows, "n")) == len(floats(rows, "n")) == 0


def test_nulls_are_refused_as_numbers_and_become_nan_as_floats():
    rows = pa.table({"n": pa.array([1, None, 3])})
    with pytest.raises(ValueError, match="column n has nulls"):
        numbers(rows, "n")
    array = floats(rows, "n")
    assert array.dtype == np.float64
    assert (array[0], math.isnan(array[1]), array[2]) == (1.0, True, 3.0)
    assert floats(rows.slice(2), "n").tolist() == [3.0]
    assert math.isnan(floats(rows.slice(1, 1), "n")[0])
    assert np.isnan(floats(pa.table({"n": pa.nulls(2)}), "n")).all()


@pytest.mark.parametrize("kind", [np.int32, np.int64, np.float64])
def test_an_array_becomes_a_column_of_its_type(kind: type):
    made = column(np.arange(20, dtype=kind)[::2])
    made.validate(full=True)
    assert made == pa.array(range(0, 20, 2), pa.from_numpy_dtype(kind))


def test_nan_may_stand_for_nothing():
    values = np.array([1.0, np.nan] * 5)
    made = column(values, nan_is_null=True)
    made.validate(full=True)
    assert made.to_pylist() == [1.0, None] * 5
    assert column(values).null_count == 0


def test_nothing_here_imports_pandas():
    program = """
import sys, numpy as np, pyarrow as pa
from joren.engine.columns import column, floats, numbers
some = column(np.array([1.0, np.nan, 2.0]), nan_is_null=True)
rows = pa.Table.from_arrays([column(np.arange(3.0)), some], ["n", "m"])
numbers(rows, "n"), floats(rows, "m"), numbers(rows.slice(0, 0), "n")
sys.exit("pandas" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
