"""WooCommerce's order exports, as its plug-ins write them, and the orders report of WooCommerce Analytics.

Headers from the plug-ins' own documentation: "Import and Export of WooCommerce Orders" (`order_id, order_number,
order_date, paid_date, status, shipping_total, …, tax_total, …, discount_total, order_total, …, order_currency, …,
customer_id, customer_user, customer_email, …`), "Customer/Order/Coupon Export" (`order_id, order_number, …, date,
status, …, refunded_total, order_currency, …, billing_email, …, item_quantity, …`), "Advanced Order Export" (`Order
Number, Order Status, Order Date, …, Email (Billing), …, Order Total Amount, …`), and from WooCommerce's source for the
Analytics report (`Date, Order #, N. Revenue (formatted), Status, Customer, Customer type, Product(s), Items sold,
Coupon(s), Net Sales, Attribution`).

The order's figures stand on one or on each of its rows. What was paid for the goods is the total less taxes and
shipping (fees count as goods). Customer 0 is a guest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import ibis

from joren.orders.cells.columns import Columns
from joren.orders.layouts.base import EachOrder, Totals, name_of, of, pick, pieces
from joren.orders.layouts.states import is_refunded, state_of
from joren.orders.lines import Lines

_HEADERS = {
    "order": ("order_id", "order_number", "order_number_formatted", "Order ID"),
    "date": ("order_date", "date", "date_created", "paid_date"),
    "status": ("status", "order_status"),
    "total": ("order_total", "Order Total Amount"),
    "tax": ("Order Total Tax Amount", "tax_total", "order_tax_total", "total_tax", "Order Tax Amount"),
    "shipping": ("shipping_total", "order_shipping", "Order Shipping Amount"),
    "discount": ("discount_total", "cart_discount", "Cart Discount Amount", "order_discount"),
    "refunded": ("refunded_total", "total_refunded", "order_refund", "refund_total", "Order Refund Amount"),
    "currency": ("order_currency", "currency"),
    "customer_id": ("customer_id", "customer_user", "Customer User ID", "user_id"),
    "email": ("billing_email", "customer_email", "Email (Billing)"),
    "phone": ("billing_phone", "Phone (Billing)"),
    "first_name": ("billing_first_name", "First Name (Billing)"),
    "last_name": ("billing_last_name", "Last Name (Billing)"),
}


class WooCommerce(EachOrder):
    """The common export plug-ins of WooCommerce."""

    name = "woocommerce"
    currency: str | None = None
    numbers = frozenset({"total", "tax", "shipping", "discount", "refunded"})
    moments = frozenset({"date"})
    ONCE = ("total", "tax", "shipping", "discount", "refunded")
    NAMES = ("status", "currency", "customer_id", "email", "phone", "first_name", "last_name")

    def find(self, headers: Sequence[str]) -> dict[str, str] | None:
        """Which column is which: the headers of a plain table do not make one of WooCommerce."""
        found = pick(headers, _HEADERS, ("order", "date", "status", "total"))
        if found is None or not ({"email", "customer_id"} & set(found)) or "shipping" not in found:
            return None
        return found

    def derive(self, rows: ibis.Table) -> ibis.Table:
        """Guests without their number 0."""
        if "customer_id" not in rows.columns:
            return rows
        text = rows.customer_id.cast("string").strip()
        return rows.mutate(
            customer_id=ibis.ifelse(text.isin(("0", "0.0", "guest", "Guest")), ibis.null("string"), text)
        )

    def totals(self, orders: ibis.Table) -> Totals:
        """What each order came to."""
        shipping, tax, said = of(orders, "shipping"), of(orders, "tax"), of(orders, "refunded").abs()
        status = name_of(orders, "status")
        return Totals(
            net=orders.total - tax - shipping,
            tax=tax,
            shipping=shipping,
            discount=orders.discount if "discount" in orders.columns else None,
            refunded=ibis.ifelse(is_refunded(status) & (said == 0), orders.total, said),
            paid=orders.total,
            **state_of(status),
        )

    def lines(self, columns: Columns) -> Lines:
        """The order's own figures; a name is two columns."""
        lines = super().lines(columns)
        first, last = (columns.name(word) for word in ("first_name", "last_name"))
        names = {word: column for word, column in lines.names.items() if word not in ("first_name", "last_name")}
        if first is not None and last is not None:
            names["name"] = (first.fill_null("") + ibis.literal(" ") + last.fill_null("")).strip()
        return replace(lines, names=names)


class WooCommerceAnalytics(EachOrder):
    """The orders report of WooCommerce Analytics: one row per order, customers by name only."""

    name = "woocommerce-analytics"
    currency: str | None = None
    numbers = frozenset({"net", "quantity"})
    moments = frozenset({"date"})
    ONCE = ("net",)
    NAMES = ("status", "customer_id")
    _HEADERS: ClassVar = {
        "order": ("Order #",),
        "date": ("Date",),
        "status": ("Status",),
        "customer_id": ("Customer",),
        "quantity": ("Items sold",),
        "net": ("Net Sales", "N. Revenue", "Net Revenue", "N. Revenue (formatted)"),
        "type": ("Customer type",),
    }

    def find(self, headers: Sequence[str]) -> dict[str, str] | None:
        """Which column is which."""
        return pick(headers, self._HEADERS, ("order", "date", "status", "customer_id", "net", "type"))

    def totals(self, orders: ibis.Table) -> Totals:
        """What each order came to: the report is net of tax and shipping already."""
        status = name_of(orders, "status")
        return Totals(
            net=orders.net,
            quantity=pieces(orders, scaled=True),
            refunded=ibis.ifelse(is_refunded(status), orders.net, ibis.greatest(-orders.net, 0)),
            **state_of(status),
        )
