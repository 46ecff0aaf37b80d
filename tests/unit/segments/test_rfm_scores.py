"""RFM scores: fifths, and what happens to equal values."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from joren.engine import Engine, connect
from joren.segments import RfmCell, segment
from tests.naive import chance_books
from tests.shop import Sale, shop


@pytest.fixture(scope="module")
def engine() -> Engine:
    return connect()


def scored(sales: list[Sale], engine: Engine) -> dict[str, tuple[int, int, int]]:
    rows = engine.run(segment(shop(sales, engine=engine)).table).to_pylist()
    return {row["customer_id"]: (row["recency_score"], row["frequency_score"], row["monetary_score"]) for row in rows}


def test_ten_different_customers_fall_into_fifths_of_two(engine: Engine):
    sales: list[Sale] = []
    for number in range(10):  # c0 came last and least often, and paid least
        day = date(2026, 6, 30) - timedelta(days=number)
        sales += [(f"c{number}", (day - timedelta(days=20 * step)).isoformat(), 100) for step in range(number + 1)]
    assert scored(sales, engine) == {
        f"c{number}": (5 - number // 2, 1 + number // 2, 1 + number // 2) for number in range(10)
    }


def test_equal_values_get_equal_scores(engine: Engine):
    sales: list[Sale] = [(f"c{number}", "2026-06-30", 100) for number in range(8)]
    sales += [("twice", "2026-06-01", 100), ("twice", "2026-06-30", 100), ("old", "2025-01-01", 100)]
    assert scored(sales, engine) == {f"c{number}": (5, 1, 1) for number in range(8)} | {
        "twice": (5, 5, 5),
        "old": (1, 1, 1),
    }


def test_the_only_customer_is_the_most_recent_one(engine: Engine):
    assert scored([("ann", "2026-01-01", 100)], engine) == {"ann": (5, 1, 1)}


def test_the_grid_has_the_customers_their_revenue_and_mean_monetary_score(engine: Engine):
    made = segment(
        shop([("ann", "2026-01-01", 100), ("bob", "2026-01-01", 300), ("cho", "2026-02-01", 200)], engine=engine)
    )
    assert made.rfm == (
        RfmCell(recency=5, frequency=1, customers=1, revenue=200, mean_monetary=3.0),
        RfmCell(recency=3, frequency=1, customers=2, revenue=400, mean_monetary=3.0),
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_rows_changes_nothing(engine: Engine, seed: int):
    books = chance_books(seed, customers=60)
    sales: list[Sale] = [(sale.who, sale.on.isoformat(), sale.value) for sale in books.sales]
    shuffled = random.Random(seed).sample(sales, len(sales))
    assert scored(shuffled, engine) == scored(sales, engine)
