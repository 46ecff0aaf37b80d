"""Who came, stayed, came back and lapsed: by hand, and what has to add up in every shop."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from joren.engine import Engine, connect
from joren.errors import InputError
from joren.metrics import Movement, movements
from joren.metrics.daily import daily
from joren.orders.days import until
from joren.periods import Period, shift, start_of
from tests.naive import chance_books
from tests.shop import shop


@pytest.fixture(scope="module")
def engine() -> Engine:
    return connect()


def test_of_a_small_shop_by_hand(engine: Engine):
    orders = shop(
        [
            ("ann", "2026-01-10", 1000),
            ("ann", "2026-01-20", 100),  # new all January long
            ("ann", "2026-02-19", 200),  # 30 days later: still a customer
            ("ann", "2026-03-22", 400),  # 31 days later: had lapsed on 21 March
            ("ann", "2026-03-25", 800),  # reactivated all March long
            ("bob", "2026-01-31", 5000),  # lapses on 2 March
            (None, "2026-02-01", 9999),
        ],
        refunds=[("bob", "2026-02-10", 500), ("ann", "2026-03-23", 50)],
        as_of="2026-03-30",
        engine=engine,
    )
    assert movements(orders, window=30) == (
        Movement(date(2026, 1, 1), 2, 0, 0, 0, 6100, 0, 0, complete=True),
        Movement(date(2026, 2, 1), 0, 1, 0, 0, 0, 200 - 500, 0, complete=True),
        Movement(date(2026, 3, 1), 0, 0, 1, 2, 0, 0, 1150, complete=False),
    )


@pytest.mark.parametrize("seed", range(4))
def test_new_returning_and_reactivated_are_all_who_ordered(engine: Engine, seed: int):
    books = chance_books(seed, customers=60)
    for month in movements(books.open(engine=engine), window=60):
        active = {sale.who for sale in books.sales if sale.who and start_of(sale.on, Period.MONTH) == month.start}
        assert month.new + month.returning + month.reactivated == len(active)


@pytest.mark.parametrize("seed", range(4))
def test_customers_at_the_end_are_those_at_the_start_with_who_came_less_who_lapsed(engine: Engine, seed: int):
    orders = chance_books(seed, customers=60).open(engine=engine)
    days = daily(orders, 60)
    customers = 0
    for month in movements(orders, window=60):
        customers += month.new + month.reactivated - month.lapsed
        end = min(shift(month.start, Period.MONTH, 1) - timedelta(days=1), orders.as_of)
        assert customers == days.customers[days.entry(end)]


@pytest.mark.parametrize("seed", range(2))
def test_revenue_is_all_that_known_customers_paid_net(engine: Engine, seed: int):
    books = chance_books(seed, customers=60)
    months = movements(books.open(engine=engine))
    paid = sum(sale.value or 0 for sale in books.sales if sale.who)
    back = sum(value for who, on, value in books.refunds if who and on <= books.as_of)
    total = sum(month.revenue_new + month.revenue_returning + month.revenue_reactivated for month in months)
    assert total == paid - back


def test_months_without_orders_are_told_too(engine: Engine):
    orders = shop([("ann", "2025-11-30", 1), ("ann", "2026-02-01", 1)], engine=engine)
    assert [(month.start.month, month.returning + month.reactivated) for month in movements(orders, window=365)] == [
        (11, 0),
        (12, 0),
        (1, 0),
        (2, 1),
    ]


def test_no_orders_at_all_are_refused_in_words(engine: Engine):
    orders = shop([("ann", "2026-01-01", 1)], engine=engine)
    with pytest.raises(InputError, match="There are no orders"):
        movements(until(orders, date(2025, 12, 31)))
