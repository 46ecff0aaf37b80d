"""One row per known customer, and the days behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from joren.engine import Engine, connect
from joren.orders.customers import customers
from joren.orders.days import day_of, month_of, number_of, order_days, until, week_of
from tests.shop import shop


@pytest.fixture(scope="module")
def engine() -> Engine:
    return connect()


def test_a_customer_is_told_from_all_orders_and_refunds(engine: Engine):
    orders = shop(
        [
            ("ann", "2024-01-01", 1000, 0),
            ("ann", "2024-01-01", 500, None),
            ("ann", "2024-01-11", 2000, 300),
            ("ann", "2025-06-01", 4000, 0),
            (None, "2025-06-01", 9000, 0),
        ],
        refunds=[("ann", "2024-01-20", 700), ("ann", "2025-06-10", 100), (None, "2025-06-10", 9000)],
        as_of="2025-06-30",
        engine=engine,
    )
    assert engine.run(customers(orders)).to_pylist() == [
        {
            "customer_id": "ann",
            "first_on": date(2024, 1, 1),
            "last_on": date(2025, 6, 1),
            "first_day": number_of(date(2024, 1, 1)),
            "last_day": number_of(date(2025, 6, 1)),
            "orders": 4,
            "days": 3,
            "valued_days": 3,
            "value": 7500,
            "first_value": 1500,
            "first_orders": 2,
            "discount": 300,
            "discounted": 1,
            "discount_known": 3,
            "median_gap_days": (10 + 507) / 2,
            "refunded": 800,
            "net": 6700,
            "recent_net": 3900,
        }
    ]


def test_the_recent_days_end_with_as_of(engine: Engine):
    sales = [("ann", "2026-01-01", 1), ("ann", "2026-01-02", 10), ("ann", "2026-01-31", 100)]
    orders = shop(sales, engine=engine)
    assert engine.run(customers(orders, recent_days=30))["recent_net"].to_pylist() == [110]
    assert engine.run(customers(orders, recent_days=31))["recent_net"].to_pylist() == [111]


def test_orders_of_unknown_value_count_but_bring_nothing(engine: Engine):
    (row,) = engine.run(
        customers(shop([("ann", "2026-01-01", None), ("ann", "2026-01-02", 5)], engine=engine))
    ).to_pylist()
    assert (row["orders"], row["days"], row["valued_days"], row["value"], row["first_value"]) == (2, 2, 1, 5, None)


def test_a_table_is_made_once_and_anew_for_another_day(engine: Engine):
    orders = shop([("ann", "2026-01-01", 1), ("ann", "2026-01-09", 1)], engine=engine)
    assert order_days(orders) is order_days(orders)
    assert customers(orders) is customers(orders)
    assert customers(orders) is not customers(orders, recent_days=30)
    assert until(orders, None) is orders
    assert until(orders, orders.as_of) is orders
    early = until(orders, date(2026, 1, 5))
    assert engine.run(customers(early))["orders"].to_pylist() == [1]
    assert replace(orders, currency="USD").kept == {}


def test_the_day_before_as_of_is_the_last_that_counts_in_an_earlier_view(engine: Engine):
    orders = shop([("ann", "2026-01-01", 1), ("ann", "2026-01-09", 1)], engine=engine)
    assert engine.run(customers(until(orders, date(2026, 1, 8))))["orders"].to_pylist() == [1]
    assert engine.run(customers(until(orders, date(2026, 1, 9))))["orders"].to_pylist() == [2]


@pytest.mark.parametrize("day", [date(1969, 12, 29), date(1970, 1, 1), date(2024, 2, 29), date(2026, 12, 31)])
def test_numbers_of_days_weeks_and_months_turn_back(day: date):
    assert day_of(number_of(day)) == day
    assert week_of((number_of(day) - 4) // 7) == day - timedelta(days=day.weekday())
    assert month_of(day.year * 12 + day.month - 1) == day.replace(day=1)
