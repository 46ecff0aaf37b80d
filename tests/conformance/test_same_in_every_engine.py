"""Every table and every figure, cell by cell, against the same counted in plain Python."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pyarrow as pa
import pytest

from joren.clv.summarize import summarize, summarize_opportunities, summarize_until
from joren.engine import Engine
from joren.metrics import cohorts, measure, movements
from joren.metrics.daily import daily
from joren.metrics.gaps import gaps
from joren.orders.customers import customers
from joren.orders.days import day_of, month_of, order_days, until, week_of
from joren.orders.table import Orders
from joren.periods import Period, start_of
from joren.segments import segment
from tests import naive
from tests.naive import Books


def test_order_days(orders: Orders, books: Books):
    rows = orders.engine.run(order_days(orders)).to_pylist()
    for row in rows:
        assert day_of(row["day"]) == row["ordered_on"]
        assert month_of(row["month"]) == start_of(row["ordered_on"], Period.MONTH)
        assert week_of(row["week"]) == start_of(row["ordered_on"], Period.WEEK)
        mine = books.by_customer.get(row["customer_id"], [])
        days = sorted({sale.on for sale in mine})
        same = [sale for sale in books.sales if (sale.who, sale.on) == (row["customer_id"], row["ordered_on"])]
        known = [sale.value for sale in same if sale.value is not None]
        assert (row["orders"], row["valued"], row["value"]) == (len(same), len(known), sum(known) if known else None)
        neighbours = tuple(None if row[name] is None else day_of(row[name]) for name in ("before", "after", "first"))
        months = tuple(None if row[name] is None else month_of(row[name]) for name in ("before_month", "first_month"))
        if not mine:
            assert neighbours == (None, None, None)
            assert months == (None, None)
            continue
        at = days.index(row["ordered_on"])
        before = days[at - 1] if at else None
        assert neighbours == (before, days[at + 1] if at + 1 < len(days) else None, days[0])
        assert months == (before and start_of(before, Period.MONTH), start_of(days[0], Period.MONTH))
    assert len(rows) == len({(sale.who, sale.on) for sale in books.sales})


def test_customers(orders: Orders, books: Books):
    table = orders.engine.run(customers(orders).order_by("customer_id"))
    assert table.schema.field("median_gap_days").type == pa.float64()
    assert table.schema.field("value").type == pa.int64()
    assert [day_of(day) for day in table["first_day"].to_pylist()] == table["first_on"].to_pylist()
    assert [day_of(day) for day in table["last_day"].to_pylist()] == table["last_on"].to_pylist()
    assert table.drop_columns(["first_day", "last_day"]).to_pylist() == [
        {name: row[name] for name in table.column_names if name in row} for row in naive.customers(books)
    ]


def test_summary(orders: Orders, books: Books):
    table = summarize(orders)
    assert table.schema == pa.schema(
        {
            "customer_id": pa.string(),
            "frequency": pa.int64(),
            "recency": pa.float64(),
            "T": pa.float64(),
            "monetary_value": pa.float64(),
        }
    )
    _assert_close(table.to_pylist(), naive.summary(books))


def test_summary_at_a_cut_and_what_came_after(orders: Orders, books: Books):
    cut_on = books.as_of - timedelta(days=180)
    _assert_close(summarize_until(orders, cut_on).to_pylist(), naive.summary(books, cut_on=cut_on))


def test_summary_as_of_an_earlier_day(orders: Orders, books: Books):
    cut_on = books.as_of - timedelta(days=180)
    assert summarize(orders, as_of=cut_on) == summarize_until(orders, cut_on).drop_columns(["frequency_after"])


@pytest.mark.parametrize(
    ("letter", "period"), [("W", Period.WEEK), ("M", Period.MONTH), ("Q", Period.QUARTER), ("Y", Period.YEAR)]
)
def test_opportunities(orders: Orders, books: Books, letter: str, period: Period):
    def index(day: date) -> int:
        first = start_of(day, period)
        months = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}
        return (
            first.toordinal() // 7 if period is Period.WEEK else (first.year * 12 + first.month - 1) // months[period]
        )

    last = index(books.as_of + timedelta(days=1)) - 1
    expected = []
    for who, sales in sorted(books.by_customer.items()):
        bought = sorted({index(sale.on) for sale in sales if index(sale.on) <= last})
        if bought:
            row = {
                "customer_id": who,
                "frequency": len(bought) - 1,
                "recency": bought[-1] - bought[0],
                "T": last - bought[0],
            }
            expected.append(row)
    table = summarize_opportunities(orders, letter)
    assert table.to_pylist() == expected
    assert set(table.schema.types[1:]) == {pa.int64()}


@pytest.mark.parametrize("period", [Period.WEEK, Period.MONTH, Period.QUARTER])
def test_cohorts(orders: Orders, books: Books, period: Period):
    table = cohorts(orders)[period.value]  # type: ignore[index]
    cells = naive.cohort_cells(books, period)
    found = {}
    for row in table.rows:
        start = row.start
        assert row.size == row.customers[0]
        for cell in zip(row.customers, row.orders, row.revenue, strict=True):
            if any(cell):
                found[row.start, start] = cell
            start = start_of(
                start + timedelta(days=100 if period is Period.QUARTER else 7 if period is Period.WEEK else 31), period
            )
        assert start > books.as_of
    assert found == {cell: counts for cell, counts in cells.items() if any(counts)}


@pytest.mark.parametrize("window", [30, 90])
def test_movements(orders: Orders, books: Books, window: int):
    for month in movements(orders, window=window):
        expected = naive.movement(books, month.start, window)
        for name in ("new", "returning", "reactivated", "lapsed"):
            assert getattr(month, name) == expected[name], (month.start, name)
        for name in ("revenue_new", "revenue_returning", "revenue_reactivated"):
            assert getattr(month, name) == expected[name], (month.start, name)


def test_running_totals(orders: Orders, books: Books):
    days = daily(orders, 90)
    for entry in range(1, len(days) + 1, 13):
        day = days.day(entry)
        now = [sale.who for sale in books.sales if sale.who and 0 <= (day - sale.on).days < 90]
        before = {sale.who for sale in books.sales if sale.who and 90 <= (day - sale.on).days < 180}
        assert days.customers[entry] == len(set(now))
        assert days.kept[entry] == len(set(now) & before)
        assert days.repeat[entry] == sum(now.count(who) > 1 for who in set(now))
        assert days.refunded[entry] == sum(value for _, on, value in books.refunds if on <= day)


def test_readings(orders: Orders, books: Books):
    readings = measure(orders)
    plain = measure(books.open())  # in DuckDB
    assert dict(readings) == dict(plain)
    assert readings.window == 90


def test_gaps(orders: Orders, books: Books):
    recent = [
        (later - earlier).days
        for sales in books.by_customer.values()
        for days in [sorted({sale.on for sale in sales})]
        for earlier, later in pairwise(days)
        if (books.as_of - later).days < 90
    ]
    assert gaps(orders, 90).median(0) == median(recent)


def test_segments(orders: Orders, books: Books):
    segmentation = segment(orders)
    expected = naive.segments(books)
    assert {found.key for found in segmentation.segments} == set(expected)
    net = {row["customer_id"]: row["net"] for row in naive.customers(books)}
    for found in segmentation.segments:
        members = orders.engine.run(segmentation.members(found.key))["customer_id"].to_pylist()
        assert set(members) == expected[found.key], found.key
        assert members == sorted(members, key=lambda who: (-net[who], who))
        assert found.size == len(members)
        assert found.revenue == sum(net[who] for who in members)


def test_rfm_scores(orders: Orders, books: Books):
    segmentation = segment(orders)
    rows = {row["customer_id"]: row for row in orders.engine.run(segmentation.table).to_pylist()}
    people = naive.customers(books)
    for score, name in (("recency_score", "last_on"), ("frequency_score", "orders"), ("monetary_score", "net")):
        values = [row[name].toordinal() if name == "last_on" else row[name] for row in people]
        cuts = [round(naive.quantile(values, fifth / 5), 6) for fifth in range(1, 5)]
        for person, value in zip(people, values, strict=True):
            above = sum(value >= cut if name == "last_on" else value > cut for cut in cuts)
            assert rows[person["customer_id"]][score] == 1 + above
    assert sum(cell.customers for cell in segmentation.rfm) == len(people)
    assert sum(cell.revenue for cell in segmentation.rfm) == sum(row["net"] for row in people)


def test_an_earlier_day_hides_what_came_later(engine: Engine, orders: Orders, books: Books):
    as_of = books.as_of - timedelta(days=200)
    early = Books(
        tuple(sale for sale in books.sales if sale.on <= as_of),
        tuple(refund for refund in books.refunds if refund[1] <= as_of),
        as_of,
    ).open(engine=engine)
    by = "customer_id"
    assert engine.run(customers(until(orders, as_of)).order_by(by)) == engine.run(customers(early).order_by(by))


def _assert_close(found: list[dict[str, object]], expected: list[dict[str, object]]) -> None:
    assert [row["customer_id"] for row in found] == [row["customer_id"] for row in expected]
    for one, other in zip(found, expected, strict=True):
        assert list(one) == list(other)
        numbers = [value for name, value in one.items() if name != "customer_id"]
        assert numbers == pytest.approx([value for name, value in other.items() if name != "customer_id"], rel=1e-12)
