"""A plain orders table: `customer, date, amount`, with whatever more it says.

A row is an order; rows with the same order number are one order. An amount below zero is money that went back on its
row's day. `amount` is what was paid for the goods: with `tax` or `shipping` columns beside a column called total, these
are taken off it. Without an amount, quantity times unit price is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis

from joren.orders.cells.columns import Columns, Reading
from joren.orders.layouts.base import Totals, name_of, normal, pieces
from joren.orders.layouts.states import is_refunded, state_of
from joren.orders.layouts.words import recognise
from joren.orders.lines import Lines

#: Headers of an amount that hold tax and shipping too, where the table has these in columns of their own.
_WITH_EVERYTHING = {normal(header) for header in (
    "total", "order total", "grand total", "total price", "total amount", "合計金額", "合計", "請求金額",
    "お支払い合計", "总金额", "总价", "订单总额",
)}  # fmt: skip

_WHO = ("customer", "email", "phone", "name")


class Plain:
    """One row per order or per order line, with columns called by plain words."""

    name = "plain"
    currency: str | None = None
    numbers = frozenset({"amount", "price", "quantity", "discount", "tax", "shipping", "refund"})
    moments = frozenset({"date", "refund_date"})

    def find(self, headers: Sequence[str]) -> dict[str, str] | None:
        """Which column is which: somebody, a date and an amount are needed."""
        found = recognise(headers)
        return found if is_enough(found) else None

    def derive(self, rows: ibis.Table) -> ibis.Table:
        """Nothing more."""
        return rows

    def lines(self, columns: Columns) -> Lines:
        """What each row says."""
        added: dict[str, Reading] = {}
        once: dict[str, Reading] = {}
        for word in ("discount", "tax", "shipping", "refund"):
            reading = columns.reading(word)
            if reading is not None:
                # With an order number, what is not the amount may stand on every row of the order.
                into = once if "order" in columns and word in ("tax", "shipping", "refund") else added
                into["refunded" if word == "refund" else word] = reading
        names = {
            "customer_id" if word == "customer" else word: columns.name(word)
            for word in (*_WHO, "currency", "status")
            if word in columns
        }
        if "customer_id" not in names and "email" not in names and "phone" not in names:
            names["customer_id"] = names["name"]
        back = columns.reading("refund_date")
        return Lines(
            ordered_at=columns.need("date"),
            order_id=columns.name("order"),
            amount=_amount(columns),
            quantity=columns.reading("quantity"),
            added=added,
            once=once,
            names=names,
            moments={"refunded_at": back} if back else {},
            keeps_refund_day=True,
        )

    def totals(self, orders: ibis.Table) -> Totals:
        """What each order came to."""
        said = orders.columns
        tax = orders.tax if "tax" in said else None
        shipping = orders.shipping if "shipping" in said else None
        back = orders.back.fill_null(0)
        status = name_of(orders, "status")
        refunded = back + orders.refunded.abs().fill_null(0) if "refunded" in said else back
        refunded = ibis.ifelse(is_refunded(status) & (refunded == 0), orders.goods, refunded)
        day = ibis.coalesce(orders.refunded_at, orders.back_at) if "refunded_at" in said else orders.back_at
        return Totals(
            net=orders.goods,
            tax=tax,
            shipping=shipping,
            discount=orders.discount.abs() if "discount" in said else None,
            quantity=pieces(orders),
            refunded=refunded,
            refunded_at=day,
            **state_of(status),
        )


def is_enough(found: dict[str, str]) -> bool:
    """Whether the columns found make an orders table."""
    has_amount = "amount" in found or ("price" in found and "quantity" in found)
    return has_amount and "date" in found and any(word in found for word in _WHO)


def _amount(columns: Columns) -> Reading:
    amount = columns.reading("amount")
    if amount is None:
        price, quantity = columns.need("price"), columns.need("quantity")
        return Reading(price.value * quantity.value, price.unreadable | quantity.unreadable)
    if normal(columns.names["amount"]) not in _WITH_EVERYTHING or "order" in columns:
        return amount
    value: Any = amount.value
    for word in ("tax", "shipping"):
        beside = columns.reading(word)
        if beside is not None:
            value = value - beside.value.fill_null(0.0)
    return Reading(value, amount.unreadable)
