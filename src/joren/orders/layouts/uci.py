"""UCI Online Retail (2010–2011) and Online Retail II (2009–2011): one row per invoice line of a British gift shop.

Headers from the data sets' own pages (UCI Machine Learning Repository 352 and 502): `InvoiceNo, StockCode, Description,
Quantity, InvoiceDate, UnitPrice, CustomerID, Country`, in II `Invoice, StockCode, Description, Quantity, InvoiceDate,
Price, Customer ID, Country`.

An invoice whose number starts with C takes goods back; which order they came from is not said. Some stock codes are no
goods: postage and carriage (POST, DOT, C2) are shipping; manual entries, bad debts, samples, fees and commissions
(M, B, S, BANK CHARGES, AMAZONFEE, CRUK, ADJUST…, TEST…) are neither goods nor shipping. D is a discount given
afterwards: money that went back. PADS, gift vouchers and DCGS… codes are goods.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis

from joren.orders.cells.columns import Columns, Reading
from joren.orders.layouts.base import Totals, pick, pieces
from joren.orders.lines import Lines

SHIPPING_CODES = ("POST", "DOT", "C2")
OTHER_CODES = "^(M|B|S|BANK CHARGES|AMAZONFEE|CRUK|ADJUST2?|TEST00[12])$"

_GOODS, _SHIPPING, _OTHER = 0, 1, 2

_HEADERS = {
    "order": ("invoiceno", "invoice"),
    "code": ("stockcode",),
    "quantity": ("quantity",),
    "date": ("invoicedate",),
    "price": ("unitprice", "price"),
    "customer": ("customerid",),
}


class Uci:
    """UCI Online Retail I and II."""

    name = "uci"
    currency: str | None = "GBP"
    numbers = frozenset({"price", "quantity"})
    moments = frozenset({"date"})

    def find(self, headers: Sequence[str]) -> dict[str, str] | None:
        """Which column is which."""
        return pick(headers, _HEADERS, _HEADERS)

    def derive(self, rows: ibis.Table) -> ibis.Table:
        """A row's amount, and what kind of thing it is for."""
        raw = rows.code.cast("string")
        code = raw.upper()
        # Most codes begin with a digit, and are asked no further.
        special = ibis.cases(
            (code.isin(SHIPPING_CODES), _SHIPPING), (code.re_search(OTHER_CODES), _OTHER), else_=_GOODS
        )
        kind = ibis.ifelse(raw < "A", _GOODS, special).fill_null(_GOODS)
        return rows.mutate(kind=kind, amount=rows.price * rows.quantity)

    def lines(self, columns: Columns) -> Lines:
        """A line's amount is its quantity times its price, where its stock code is an article."""
        rows = columns.table
        return Lines(
            ordered_at=columns.need("date"),
            order_id=columns.name("order"),
            amount=Reading(rows.amount, rows.amount.isnull()),
            is_goods=rows.kind == _GOODS,
            is_shipping=rows.kind == _SHIPPING,
            quantity=Reading(rows.quantity),
            names={"customer_id": columns.name("customer")},
        )

    def totals(self, orders: ibis.Table) -> Totals:
        """What was sold, and what went back on the invoice's own day."""
        shipping: Any = ibis.greatest(orders.shipping, 0)
        return Totals(
            net=orders.goods,
            shipping=shipping,
            quantity=pieces(orders),
            refunded=orders.back,
            refunded_at=orders.ordered_at,
            refund_names_order=False,
        )
