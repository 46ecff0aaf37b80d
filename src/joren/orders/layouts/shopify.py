"""Shopify's order export (Orders → Export): a row for each line item, the order's own figures on its first row only.

Headers as in exports of 2012 to 2026 kept in public test fixtures: `Name, Email, Financial Status, Paid at, Fulfillment
Status, …, Currency, Subtotal, Shipping, Taxes, Total, Discount Code, Discount Amount, …, Created at, Lineitem quantity,
Lineitem name, Lineitem price, …, Cancelled at, Payment Method, …, Refunded Amount, …`.

`Subtotal` is paid for the goods after discounts. Shops whose prices hold tax have `Total = Subtotal + Shipping`; there
the taxes are taken off goods and shipping in proportion. `Refunded Amount` holds tax and shipping, so of a refund the
goods' share of the total counts; the export does not say the day, so the order's stands for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import ibis

from joren.orders.cells.columns import Columns
from joren.orders.layouts.base import EachOrder, Totals, name_of, of, pick, pieces
from joren.orders.layouts.states import is_refunded, state_of
from joren.orders.lines import Lines

_HEADERS = {
    "order": ("Name",),
    "date": ("Created at",),
    "status": ("Financial Status",),
    "email": ("Email",),
    "phone": ("Phone",),
    "billing_phone": ("Billing Phone",),
    "name": ("Billing Name", "Shipping Name"),
    "currency": ("Currency",),
    "subtotal": ("Subtotal",),
    "shipping": ("Shipping",),
    "tax": ("Taxes",),
    "total": ("Total",),
    "discount": ("Discount Amount",),
    "refunded": ("Refunded Amount",),
    "quantity": ("Lineitem quantity",),
    "price": ("Lineitem price",),
    "cancelled_at": ("Cancelled at",),
    "method": ("Payment Method",),
}


class Shopify(EachOrder):
    """Shopify's order export."""

    name = "shopify"
    currency: str | None = None
    numbers = frozenset({"subtotal", "shipping", "tax", "total", "discount", "refunded", "quantity", "price"})
    moments = frozenset({"date"})
    ONCE = ("subtotal", "shipping", "tax", "total", "discount", "refunded")
    NAMES = ("status", "email", "name", "currency", "cancelled_at", "method")

    def find(self, headers: Sequence[str]) -> dict[str, str] | None:
        """Which column is which."""
        return pick(headers, _HEADERS, ("order", "date", "quantity", "price"))

    def derive(self, rows: ibis.Table) -> ibis.Table:
        """The telephone number from either of its columns."""
        if "billing_phone" not in rows.columns:
            return rows
        phones = [rows[word] for word in ("phone", "billing_phone") if word in rows.columns]
        return rows.mutate(phone=ibis.coalesce(*(phone.cast("string").nullif("") for phone in phones)))

    def lines(self, columns: Columns) -> Lines:
        """The order's own figures."""
        lines = super().lines(columns)
        return (
            replace(lines, names=lines.names | {"phone": columns.table.phone})
            if "phone" in columns.table.columns
            else lines
        )

    def totals(self, orders: ibis.Table) -> Totals:
        """What each order came to."""
        goods = ibis.coalesce(orders.subtotal, orders.goods) if "subtotal" in orders.columns else orders.goods
        shipping, tax = of(orders, "shipping"), of(orders, "tax")
        total = (
            ibis.coalesce(orders.total, goods + shipping + tax) if "total" in orders.columns else goods + shipping + tax
        )
        net, freight = without_tax(goods, shipping, tax, total)
        status = name_of(orders, "status")
        said = of(orders, "refunded")
        state = state_of(status)
        state["cancelled"] = state["cancelled"] | name_of(orders, "cancelled_at").notnull()
        state["unpaid"] = state["unpaid"] & ~state["cancelled"]
        return Totals(
            net=net,
            tax=tax,
            shipping=freight,
            discount=orders.discount if "discount" in orders.columns else None,
            quantity=pieces(orders),
            refunded=ibis.ifelse(is_refunded(status) & (said == 0), total, said),
            paid=total,
            test=name_of(orders, "method").lower().contains("bogus").fill_null(False),
            **state,
        )


def without_tax(goods: Any, shipping: Any, tax: Any, total: Any) -> tuple[Any, Any]:
    """Goods and shipping without the tax that they hold, where the total shows that they hold it."""
    both = goods + shipping
    holds = (tax > 0) & ((total - both).abs() < (total - both - tax).abs()) & (both > 0)
    rate = 1 - tax.cast("float64") / ibis.greatest(both, 1).cast("float64")
    return tuple(ibis.ifelse(holds, (part.cast("float64") * rate).round(), part) for part in (goods, shipping))
