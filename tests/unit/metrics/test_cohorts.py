"""Cohorts by hand, and what has to add up in every shop."""

from __future__ import annotations

from datetime import date

import pytest

from joren.engine import Engine, connect
from joren.metrics import CohortRow, CohortTable, cohorts
from joren.metrics.cohorts import CohortPeriod
from tests.naive import chance_books
from tests.shop import shop

PERIODS: tuple[CohortPeriod, ...] = ("week", "month", "quarter")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return connect()


def test_of_a_small_shop_by_month(engine: Engine):
    orders = shop(
        [
            ("ann", "2026-01-31", 1000),
            ("ann", "2026-02-01", 200),
            ("ann", "2026-02-28", 300),  # twice in February: once among the customers
            ("bob", "2026-01-01", 500),
            ("cho", "2026-03-02", 700),
            (None, "2026-03-02", 9999),
        ],
        refunds=[("ann", "2026-03-05", 400), ("bob", "2025-12-31", 50)],  # the latter before the first order
        as_of="2026-03-30",
        engine=engine,
    )
    assert cohorts(orders)["month"] == CohortTable(
        "month",
        (
            CohortRow(date(2026, 1, 1), 2, (2, 1, 0), (2, 2, 0), (1450, 500, -400), complete=2),
            CohortRow(date(2026, 3, 1), 1, (1,), (1,), (700,), complete=0),
        ),
    )
    assert cohorts(orders)["quarter"].rows == (CohortRow(date(2026, 1, 1), 3, (3,), (5,), (2250,), complete=0),)


def test_weeks_begin_on_monday(engine: Engine):
    orders = shop([("ann", "2026-03-01", 1), ("ann", "2026-03-02", 1)], engine=engine)  # Sunday, Monday
    assert cohorts(orders)["week"].rows == (CohortRow(date(2026, 2, 23), 1, (1, 1), (1, 1), (1, 1), complete=1),)


@pytest.mark.parametrize(("as_of", "complete"), [("2026-03-30", (2, 1)), ("2026-03-31", (3, 2))])
def test_the_last_period_is_complete_on_its_last_day(engine: Engine, as_of: str, complete: tuple[int, int]):
    orders = shop([("ann", "2026-01-01", 1), ("bob", "2026-02-01", 1)], as_of=as_of, engine=engine)
    assert tuple(row.complete for row in cohorts(orders)["month"].rows) == complete


def test_nobody_known_makes_no_cohorts(engine: Engine):
    orders = shop([(None, "2026-01-01", 1)], engine=engine)
    assert [cohorts(orders)[period].rows for period in PERIODS] == [(), (), ()]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("period", PERIODS)
def test_sizes_add_up_to_the_customers_and_cells_to_the_orders(engine: Engine, seed: int, period: CohortPeriod):
    books = chance_books(seed, customers=60)
    table = cohorts(books.open(engine=engine))[period]
    assert sum(row.size for row in table.rows) == len(books.by_customer)
    assert sum(sum(row.orders) for row in table.rows) == sum(sale.who is not None for sale in books.sales)
    paid = sum(sale.value or 0 for sale in books.sales if sale.who)
    back = sum(value for who, on, value in books.refunds if who in books.by_customer and on <= books.as_of)
    assert sum(sum(row.revenue) for row in table.rows) == paid - back
    for row in table.rows:
        assert row.size == row.customers[0] == max(row.customers)
        assert row.complete in {len(row.customers), len(row.customers) - 1}
