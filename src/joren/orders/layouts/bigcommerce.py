"""BigCommerce's order export (Orders → Export, the default template): one row per order.

Headers as the default template names its fields: `Order ID, Customer ID, Customer Name, Customer Email, Customer Phone,
Order Date, Order Status, Subtotal (inc tax), Subtotal (ex tax), Tax Total, Shipping Cost (inc tax), Shipping Cost (ex
tax), …, Coupon Details, Refund Amount, Order Total (inc tax), Order Total (ex tax), …, Order Currency Code, Total
Quantity, …` (from memory: no public export was found to compare with); and as apps write them from the API's fields
(`Date Created, Subtotal Ex Tax, Total Inc Tax, …`, as in the documentation of the Shift app).

The subtotal is what the goods cost before coupons, so what was paid for them is the total without tax less shipping
and handling. Customer 0 is a guest.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from joren.orders.layouts.base import EachOrder, Totals, name_of, of, pick, pieces
from joren.orders.layouts.states import is_refunded, state_of

_HEADERS = {
    "order": ("Order ID", "ID"),
    "date": ("Order Date", "Date Created"),
    "time": ("Order Time",),
    "status": ("Order Status", "Status"),
    "total": ("Order Total (inc tax)", "Total Inc Tax"),
    "total_ex": ("Order Total (ex tax)", "Total Ex Tax"),
    "tax": ("Tax Total", "Total Tax"),
    "shipping": ("Shipping Cost (ex tax)", "Shipping Cost Ex Tax"),
    "handling": ("Handling Cost (ex tax)", "Handling Cost Ex Tax"),
    "subtotal": ("Subtotal (ex tax)", "Subtotal Ex Tax"),
    "discount": ("Discount Amount", "Coupon Discount"),
    "refunded": ("Refund Amount", "Refunded Amount"),
    "quantity": ("Total Quantity", "Items Total"),
    "currency": ("Order Currency Code", "Currency Code"),
    "customer_id": ("Customer ID",),
    "email": ("Customer Email", "Billing Email"),
    "phone": ("Customer Phone", "Billing Phone"),
    "name": ("Customer Name",),
}


class BigCommerce(EachOrder):
    """BigCommerce's order export."""

    name = "bigcommerce"
    currency: str | None = None
    numbers = frozenset(
        {"total", "total_ex", "tax", "shipping", "handling", "subtotal", "discount", "refunded", "quantity"}
    )
    moments = frozenset({"date"})
    ONCE = ("total", "total_ex", "tax", "shipping", "handling", "subtotal", "discount", "refunded")
    NAMES = ("status", "currency", "customer_id", "email", "phone", "name")

    def find(self, headers: Sequence[str]) -> dict[str, str] | None:
        """Which column is which."""
        return pick(headers, _HEADERS, ("order", "date", "status", "total_ex", "shipping"))

    def derive(self, rows: ibis.Table) -> ibis.Table:
        """Guests without their number 0."""
        if "customer_id" not in rows.columns:
            return rows
        text = rows.customer_id.cast("string").strip()
        return rows.mutate(customer_id=ibis.ifelse(text.isin(("0", "0.0", "")), ibis.null("string"), text))

    def totals(self, orders: ibis.Table) -> Totals:
        """What each order came to."""
        shipping = of(orders, "shipping") + of(orders, "handling")
        net = orders.total_ex - shipping
        tax = of(orders, "tax")
        paid = (
            ibis.coalesce(orders.total, orders.total_ex + tax) if "total" in orders.columns else orders.total_ex + tax
        )
        status, said = name_of(orders, "status"), of(orders, "refunded").abs()
        return Totals(
            net=net,
            tax=tax,
            shipping=shipping,
            discount=self._discount(orders, net),
            quantity=pieces(orders, scaled=True),
            refunded=ibis.ifelse(is_refunded(status) & (said == 0), paid, said),
            paid=paid,
            **state_of(status),
        )

    @staticmethod
    def _discount(orders: ibis.Table, net: ibis.Value) -> ibis.Value | None:
        if "subtotal" in orders.columns:
            return ibis.greatest(orders.subtotal - net, 0)
        return orders.discount if "discount" in orders.columns else None
