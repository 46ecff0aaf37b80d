"""UCI Online Retail (2010–2011) and Online Retail II (2009–2011): one row per invoice line of a British gift shop.

Headers from the data sets' own pages (UCI Machine Learning Repository 352 and 502): `InvoiceNo, StockCode, Description,
Quantity, InvoiceDate, UnitPrice, CustomerID, Country`, in II `Invoice, StockCode, Description, Quantity, InvoiceDate,
Price, Customer ID, Country`.

An invoice whose number starts with C takes goods back; which order they came from is not said. Some stock codes are no
goods: postage and carriage (POST, DOT, C2) are shipping; manual entries, bad debts, samples, fees and commissions (M, B,
S, BANK CHARGES, AMAZONFEE, CRUK, ADJUST…, TEST…) are neither goods nor shipping. D is a discount given afterwards: money
that went back. PADS, gift vouchers and DCGS… codes are goods.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis

from joren.orders.cells.columns import Columns, Reading
from joren.orders.layouts.base import Totals, normal, pieces
from joren.orders.lines import Lines

SHIPPING_CODES = ("POST", "DOT", "C2")
OTHER_CODES = ("M", "B", "S", "BANK CHARGES", "AMAZONFEE", "CRUK", "ADJUST", "ADJUST2", "TEST001", "TEST002")

_HEADERS = {
    "order": ("invoiceno", "invoice"),
    "code": ("stockcode",),
    "quantity": ("quantity",),
    "date": ("invoicedate",),
    "price": ("unitprice", "price"),
}


class Uci:
    """UCI Online Retail I and II."""

    name = "uci"
    currency = "GBP"

    def find(self, headers: Sequence[str]) -> dict[str, str] | None:
        """Which column is which."""
        known = {normal(header): header for header in headers}
        found = {
            word: known[next(name for name in names if name in known)]
            for word, names in _HEADERS.items()
            if any(name in known for name in names)
        }
        if len(found) < len(_HEADERS) or "customerid" not in known:
            return None
        return found | {"customer": known["customerid"]}

    def lines(self, columns: Columns) -> Lines:
        """A line's amount is its quantity times its price, where its stock code is an article."""
        price, quantity = columns.number("price"), columns.number("quantity")
        at = columns.moment("date")
        assert price and quantity and at  # noqa: S101  (`find` has found them)
        code = columns.raw("code").cast("string").upper()
        unreadable = price.unreadable | quantity.unreadable | price.value.isnull() | quantity.value.isnull()
        amount = price.value * quantity.value
        is_goods, is_shipping = ~code.isin((*SHIPPING_CODES, *OTHER_CODES)).fill_null(False), code.isin(SHIPPING_CODES)  # noqa: FBT003
        return Lines(
            ordered_at=at,
            order_id=columns.raw("order"),
            amount=Reading(ibis.ifelse(is_goods, amount, 0.0), unreadable),
            added={
                "shipping": Reading(ibis.ifelse(is_shipping, amount, 0.0), unreadable),
                "quantity": Reading(ibis.ifelse(is_goods & (amount > 0), quantity.value, 0.0), unreadable),
            },
            names={"customer_id": columns.raw("customer")},
        )

    def totals(self, orders: ibis.Table) -> Totals:
        """What was sold, and what went back on the invoice's own day."""
        shipping: Any = ibis.greatest(orders.shipping, 0)
        return Totals(
            net=orders.goods,
            shipping=shipping,
            quantity=pieces(orders),
            refunded=orders.back,
            refund_names_order=False,
        )
