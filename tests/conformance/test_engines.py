"""What an engine promises: rows go in and come out as they were, with the types that Ibis names."""

from __future__ import annotations

from datetime import date

import ibis
import pyarrow as pa
import pytest

from joren.engine import Engine

ROWS = pa.table(
    {
        "who": pa.array(["ann", "客", None, "x'y\"z"], pa.string()),
        "at": pa.array(["2024-02-29 23:59:59", "1999-12-31", None, "2024-03-31 02:30"]).cast(pa.timestamp("us")),
        "on": pa.array([date(2024, 2, 29), date(1999, 12, 31), None, date(2024, 3, 31)], pa.date32()),
        "value": pa.array([1, -(2**62), None, 2**62], pa.int64()),
        "small": pa.array([1, 2, None, 2**31 - 1], pa.int32()),
        "mean": pa.array([0.1, -1e300, None, 2 / 3], pa.float64()),
        "is_new": pa.array([True, False, None, True], pa.bool_()),
    }
)  # fmt: skip


def test_rows_come_back_as_they_went_in(engine: Engine):
    table = engine.bring(ROWS, "rows")
    assert engine.run(table).sort_by("mean") == ROWS.sort_by("mean")
    assert engine.run(engine.keep(table, "kept")).sort_by("mean") == ROWS.sort_by("mean")


def test_no_rows_keep_their_columns(engine: Engine):
    assert engine.run(engine.bring(ROWS.slice(0, 0), "none")).schema == ROWS.schema


def test_tables_of_one_name_stay_apart(engine: Engine):
    one, other = (engine.bring(pa.table({"n": pa.array([n], pa.int64())}), "same") for n in (1, 2))
    kept = [engine.keep(table, "same") for table in (one, other)]
    assert [engine.run(table)["n"].to_pylist() for table in (one, other, *kept)] == [[1], [2], [1], [2]]


def test_what_is_kept_does_not_change_with_what_it_came_from(engine: Engine):
    table = engine.bring(ROWS, "rows")
    kept = engine.keep(table.filter(table.value > 0), "positive")
    assert sorted(engine.run(kept.select("value"))["value"].to_pylist()) == [1, 2**62]


def test_sums_of_whole_numbers_have_64_bits(engine: Engine):
    table = engine.bring(ROWS, "rows")
    sums = table.agg(value=table.value.sum(), small=table.small.sum(), rows=table.count(), days=table.on.nunique())
    for rows in (engine.run(sums), engine.run(engine.keep(sums, "sums"))):
        assert rows.schema.types == [pa.int64()] * 4
        assert rows.to_pylist() == [{"value": 1, "small": 2**31 + 2, "rows": 4, "days": 3}]


def test_what_ibis_calls_32_bits_has_32(engine: Engine):
    table = engine.bring(ROWS, "rows")
    months = table.select(month=(table.on.year() * 12 + table.on.month() - 1).cast("int32"))
    assert engine.run(months).schema.types == [pa.int32()]
    assert engine.keep(months, "months").schema()["month"].copy(nullable=True) == ibis.dtype("int32")


@pytest.mark.parametrize("q", [0.2, 0.5, 0.9])
def test_quantiles_are_exact_and_interpolated(engine: Engine, q: float):
    table = engine.bring(pa.table({"value": pa.array(range(0, 1001, 7), pa.int64())}), "values")  # 0 … 994
    found = engine.run(table.agg(one=table.value.quantile(q), many=table.value.quantile([q, 1.0]))).to_pylist()[0]
    assert found["one"] == pytest.approx(q * 994)
    assert found["many"] == pytest.approx([q * 994, 994])
