"""Small shops for tests: orders written down in the test, in the engine that the test asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from joren.engine import Engine, connect
from joren.orders.table import ORDERS, PEOPLE, REFUNDS, Orders, check

#: (customer, day, value in minor units) and what more a test wants to say: (…, discount), (…, discount, quantity).
Sale = Sequence[Any]
#: (customer, day, value in minor units)
Refund = tuple[str | None, str, int]

_TYPES = {"string": pa.string(), "timestamp": pa.timestamp("us"), "date": pa.date32(), "int64": pa.int64()}


def shop(
    sales: Iterable[Sale],
    *,
    refunds: Iterable[Refund] = (),
    people: Iterable[tuple[str, str, str]] = (),
    as_of: str | None = None,
    currency: str = "GBP",
    engine: Engine | None = None,
) -> Orders:
    """The shop that sold this; `as_of` is by default the last day on which anything was sold."""
    engine = engine or connect()
    rows = [_order(number, sale, currency) for number, sale in enumerate(sales)]
    back = [
        {"order_id": None, "customer_id": who, "refunded_on": date.fromisoformat(day), "value": value}
        for who, day, value in refunds
    ]
    called = [{"customer_id": who, "name": name, "email": email} for who, name, email in people]
    return Orders(
        engine=engine,
        orders=check(engine.bring(_rows(rows, ORDERS), "orders"), ORDERS),
        refunds=check(engine.bring(_rows(back, REFUNDS), "refunds"), REFUNDS),
        people=check(engine.bring(_rows(called, PEOPLE), "people"), PEOPLE),
        currency=currency,
        as_of=date.fromisoformat(as_of) if as_of else max(row["ordered_on"] for row in rows),
    )


def _order(number: int, sale: Sale, currency: str) -> dict[str, Any]:
    who, day, value = sale[:3]
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return {
        "order_id": f"{number:06d}",
        "customer_id": who,
        "ordered_at": moment.replace(tzinfo=None),
        "ordered_on": moment.date(),
        "currency": currency,
        "value": value,
        "discount": sale[3] if len(sale) > 3 else None,
        "quantity": sale[4] if len(sale) > 4 else None,
    }


def _rows(rows: list[dict[str, Any]], schema: Any) -> pa.Table:
    fields = [pa.field(name, _TYPES[str(kind.copy(nullable=True)).split("(")[0]]) for name, kind in schema.items()]
    return pa.Table.from_pylist(rows, pa.schema(fields))
