"""From orders to frequency, recency, T and monetary value."""

from __future__ import annotations

import csv
import gzip
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from joren.clv.summarize import summarize, summarize_opportunities, summarize_until
from joren.engine import Engine, connect
from joren.engine.columns import numbers
from joren.errors import InputError
from joren.orders.table import Orders
from tests.shop import shop

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return connect()


@pytest.fixture(scope="module")
def cdnow(engine: Engine) -> Orders:
    """The 1/10 sample: one row per purchase, several on some days."""
    with gzip.open(DATA / "cdnow_sample.txt.gz", "rt") as lines:
        rows = [line.split() for line in lines]
    sales = [(row[1], date.fromisoformat(row[2]).isoformat(), round(float(row[4]) * 100)) for row in rows]
    return shop(sales, as_of="1998-06-30", currency="USD", engine=engine)


def test_cdnow_gives_the_published_summary_of_its_calibration_weeks(cdnow: Orders):
    with (DATA / "cdnow_summary.csv").open() as lines:
        published = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(lines)]
    summary = summarize(cdnow, period="W", as_of=date(1997, 9, 30)).to_pylist()  # ids have leading zeros: same order
    assert len(summary) == len(published) == 2357
    assert [row["frequency"] for row in summary] == [row["frequency"] for row in published]
    for name in ("recency", "T", "monetary_value"):
        rounded = [row[name] for row in published]
        assert [row[name] for row in summary] == pytest.approx(rounded, abs=0.00501), name


def test_cdnow_has_the_published_repeat_purchases_before_and_after_the_cut(cdnow: Orders):
    summary = summarize_until(cdnow, date(1997, 9, 30))
    assert numbers(summary, "frequency").sum() == 2457
    assert numbers(summary, "frequency_after").sum() == 1882
    assert summary.drop_columns("frequency_after") == summarize(cdnow, as_of=date(1997, 9, 30))


def test_the_unit_of_time_scales_recency_and_age(engine: Engine):
    orders = shop([("ann", "2026-01-01", 100), ("ann", "2026-01-15", 300)], as_of="2026-01-29", engine=engine)
    for period, days in (("D", 1.0), ("W", 7.0), ("M", 365.25 / 12), ("Y", 365.25)):
        assert summarize(orders, period=period).to_pylist() == [
            {"customer_id": "ann", "frequency": 1, "recency": 14 / days, "T": 28 / days, "monetary_value": 3.0}
        ]


def test_orders_of_one_day_are_one_visit(engine: Engine):
    orders = shop(
        [
            ("ann", "2026-01-01", 100),
            ("ann", "2026-01-01", 200),
            ("ann", "2026-01-08", 300),
            ("ann", "2026-01-08", 500),
        ],
        engine=engine,
    )
    (row,) = summarize(orders).to_pylist()
    assert (row["frequency"], row["monetary_value"]) == (1, 8.0)


def test_refunds_lower_the_mean_by_the_share_of_everything_paid_that_went_back(engine: Engine):
    sales = [("ann", "2026-01-01", 1000), ("ann", "2026-01-08", 3000)]
    orders = shop(sales, refunds=[("ann", "2026-01-09", 1000)], engine=engine, as_of="2026-01-10")
    assert summarize(orders)["monetary_value"].to_pylist() == [30.0 * 0.75]
    all_back = shop(sales, refunds=[("ann", "2026-01-09", 4500)], engine=engine, as_of="2026-01-10")
    assert summarize(all_back)["monetary_value"].to_pylist() == [0.0]


def test_yen_have_no_decimals(engine: Engine):
    orders = shop([("ann", "2026-01-01", 1000), ("ann", "2026-01-02", 1500)], currency="JPY", engine=engine)
    assert summarize(orders)["monetary_value"].to_pylist() == [1500.0]


def test_guests_are_left_out(engine: Engine):
    orders = shop([(None, "2026-01-01", 100), ("ann", "2026-01-02", 100)], engine=engine)
    assert summarize(orders)["customer_id"].to_pylist() == ["ann"]


def test_who_ordered_first_after_the_cut_is_not_in_the_summary(engine: Engine):
    orders = shop([("ann", "2026-01-01", 1), ("bob", "2026-01-09", 1), ("ann", "2026-01-10", 1)], engine=engine)
    assert summarize_until(orders, date(2026, 1, 5), "D").to_pylist() == [
        {"customer_id": "ann", "frequency": 0, "recency": 0.0, "T": 4.0, "monetary_value": 0.0, "frequency_after": 1}
    ]


def test_opportunities_are_whole_calendar_periods_after_the_first(engine: Engine):
    sales = [
        ("ann", "2020-05-01", 1),
        ("ann", "2021-01-01", 1),
        ("ann", "2021-12-31", 1),
        ("ann", "2023-06-01", 1),
        ("ann", "2024-02-01", 1),  # a year under way
        ("bob", "2023-12-31", 1),
        ("cho", "2024-01-01", 1),  # whose first year is not over
    ]
    orders = shop(sales, as_of="2024-12-30", engine=engine)
    assert summarize_opportunities(orders, "Y").to_pylist() == [
        {"customer_id": "ann", "frequency": 2, "recency": 3, "T": 3},
        {"customer_id": "bob", "frequency": 0, "recency": 0, "T": 0},
    ]
    over = shop(sales, as_of="2024-12-31", engine=engine)
    assert [row["T"] for row in summarize_opportunities(over, "Y").to_pylist()] == [4, 1, 0]


@pytest.mark.parametrize("wrong", ["w", "day", "Q", ""])
def test_an_unknown_unit_of_time_is_refused_in_words(cdnow: Orders, wrong: str):
    with pytest.raises(InputError, match="use D, W, M or Y"):
        summarize(cdnow, period=wrong)


def test_an_unknown_opportunity_is_refused_in_words(cdnow: Orders):
    with pytest.raises(InputError, match="use W, M, Q or Y"):
        summarize_opportunities(cdnow, "D")


def test_a_cut_at_the_end_of_the_data_is_refused_in_words(cdnow: Orders):
    with pytest.raises(InputError, match="leaves nothing to check the model on: the data ends on 1998-06-30"):
        summarize_until(cdnow, date(1998, 6, 30))


def test_what_read_orders_reads_is_read(tmp_path: Path):
    file = tmp_path / "orders.csv"
    file.write_text("customer,date,amount\nann,2026-01-01,10.00\nann,2026-01-15,12.50\n", encoding="utf-8")
    assert summarize(file, as_of=date(2026, 1, 29)).to_pylist() == [
        {"customer_id": "ann", "frequency": 1, "recency": 2.0, "T": 4.0, "monetary_value": 12.5}
    ]


def test_metrics_segments_and_summary_do_without_pandas():
    program = """
import sys
from joren.clv.summarize import summarize
from joren.engine import connect
from joren.metrics import cohorts, measure, movements
from joren.orders.table import ORDERS, PEOPLE, REFUNDS, Orders
from joren.segments import segment
import datetime, ibis
engine = connect()
engine.backend.con.execute('''CREATE TEMP TABLE o AS SELECT i::VARCHAR order_id, (i % 7)::VARCHAR customer_id,
    TIMESTAMP '2026-01-01' + to_days(i::INTEGER) ordered_at, ordered_at::DATE ordered_on, 'GBP' currency,
    100::BIGINT AS value, NULL::BIGINT discount, NULL::BIGINT quantity FROM range(200) r(i)''')
engine.backend.con.execute('''CREATE TEMP TABLE r AS SELECT '1' order_id, '1' customer_id,
    DATE '2026-02-01' refunded_on, 50::BIGINT AS value''')
table = lambda name: engine.backend.table(name, database=("temp", "main"))
orders = Orders(engine, table("o"), table("r"), table("r"), "GBP", datetime.date(2026, 7, 19))
measure(orders), cohorts(orders), movements(orders), segment(orders), summarize(orders)
sys.exit("pandas" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
