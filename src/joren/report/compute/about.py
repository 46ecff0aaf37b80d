"""What the report was made from."""

from __future__ import annotations

from typing import Any

from joren import __version__
from joren.engine import Engine
from joren.language import current
from joren.orders.days import order_days, refund_days
from joren.orders.table import Orders
from joren.report.contents import About


def about(orders: Orders, window_days: int) -> About:
    """Totals over everything that counts, and where it came from."""
    totals = _totals(orders.engine, orders)
    return About(
        files=tuple(file.name for file in orders.account.files),
        first_day=totals["first_day"],
        as_of=orders.as_of,
        currency=orders.currency,
        time_zone=orders.time_zone,
        language=current(),
        counting=orders.counting,
        orders=totals["orders"],
        customers=totals["customers"],
        guest_orders=totals["guest_orders"],
        revenue=(totals["value"] or 0) - (totals["refunded"] or 0),
        refunded=totals["refunded"] or 0,
        made_with=f"Joren {__version__}",
        window_days=window_days,
    )


def _totals(engine: Engine, orders: Orders) -> dict[str, Any]:
    days, back = order_days(orders), refund_days(orders)
    known = days.customer_id.notnull()
    bought = days.agg(
        first_day=days.ordered_on.min(),
        orders=days.orders.sum(),
        customers=days.count(where=known & days.before.isnull()),
        guest_orders=days.orders.sum(where=~known).fill_null(0),
        value=days.value.sum(),
    )
    both = bought.cross_join(back.agg(refunded=back.value.sum()))
    row: dict[str, Any] = engine.run(both).to_pylist()[0]
    return row
