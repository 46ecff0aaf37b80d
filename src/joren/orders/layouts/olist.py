"""Olist, the public data set of a Brazilian marketplace: orders, their items and the customers in files of their own.

Headers as in the data set: orders `order_id, customer_id, order_status, order_purchase_timestamp, …`, items `order_id,
order_item_id, …, price, freight_value`, customers `customer_id, customer_unique_id, …`. Who buys gets a
new `customer_id` with every order; `customer_unique_id` is the customer. Payments, products and reviews are not needed.

`join` makes one table of the files, a row for each item; `Olist` reads that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import ibis

from joren.errors import InputError
from joren.language import gettext as _
from joren.orders.cells.columns import Columns
from joren.orders.files.opened import Opened
from joren.orders.layouts.base import Totals, name_of
from joren.orders.layouts.states import state_of
from joren.orders.lines import Lines

_ORDERS = {"order_id", "customer_id", "order_status", "order_purchase_timestamp"}
_ITEMS = {"order_id", "order_item_id", "price", "freight_value"}
_CUSTOMERS = {"customer_id", "customer_unique_id"}
#: Other files of the set, by a column that only they have.
_OTHERS = ("payment_value", "review_score", "product_category_name", "seller_zip_code_prefix", "geolocation_lat")

_JOINED = ("order_id", "customer_unique_id", "order_status", "order_purchase_timestamp", "price", "freight_value")


def is_part(headers: Sequence[str]) -> bool:
    """Whether a file is one of Olist's."""
    columns = set(headers)
    return any(part <= columns for part in (_ORDERS, _ITEMS, _CUSTOMERS)) or any(one in columns for one in _OTHERS)


def join(opened: list[Opened]) -> list[Opened]:
    """The files, with Olist's made into one; others as they are."""
    orders, items = _part(opened, _ORDERS), _part(opened, _ITEMS)
    if orders is None and items is None:
        return opened
    if orders is None or items is None:
        missing = "olist_orders_dataset.csv" if orders is None else "olist_order_items_dataset.csv"
        raise InputError(
            _("These are files of the Olist data set. {missing} is needed too: give all of them together.").format(
                missing=missing
            ),
            code="orders.olist_incomplete",
        )
    rest = [one for one in opened if not is_part(one.headers)]
    return [_joined(orders, items, _part(opened, _CUSTOMERS)), *rest]


def _part(opened: list[Opened], columns: set[str]) -> Opened | None:
    return next((one for one in opened if columns <= set(one.headers)), None)


def _joined(orders: Opened, items: Opened, customers: Opened | None) -> Opened:
    left, right = orders.table, items.table.select("order_id", "price", "freight_value", "order_item_id")
    both = left.outer_join(right, "order_id")
    both = both.mutate(order_id=ibis.coalesce(both.order_id, both.order_id_right))
    parts = [orders, items]
    if customers is not None:
        unique = customers.table.select("customer_id", "customer_unique_id").distinct(on="customer_id", keep="first")
        both = both.left_join(unique, "customer_id")
        parts.append(customers)
    else:
        both = both.mutate(customer_unique_id=both.customer_id)
    sample = {column: cells for part in parts for column, cells in part.sample.items()}
    return replace(
        orders,
        name=" + ".join(part.name for part in parts),
        table=both.select(*_JOINED),
        sample=sample,
        broken=lambda: sum(part.broken() for part in parts),
        numbered=None,
        typed=None,
        held=parts,
    )


class Olist:
    """Olist's files, joined."""

    name = "olist"
    currency: str | None = "BRL"
    numbers = frozenset({"price", "freight_value"})
    moments = frozenset({"order_purchase_timestamp"})

    def find(self, headers: Sequence[str]) -> dict[str, str] | None:
        """Which column is which: the joined table's own names."""
        return {word: word for word in _JOINED} if set(_JOINED) <= set(headers) else None

    def derive(self, rows: ibis.Table) -> ibis.Table:
        """Nothing more."""
        return rows

    def lines(self, columns: Columns) -> Lines:
        """A row is one piece of an order; an order that was never filled has none."""
        return Lines(
            ordered_at=columns.need("order_purchase_timestamp"),
            order_id=columns.name("order_id"),
            amount=columns.need("price"),
            needs_amount=False,
            added={"shipping": columns.need("freight_value")},
            names={"customer_id": columns.name("customer_unique_id"), "status": columns.name("order_status")},
        )

    def totals(self, orders: ibis.Table) -> Totals:
        """What each order came to."""
        return Totals(
            net=orders.goods,
            shipping=orders.shipping,
            quantity=orders.rows,
            refunded=orders.back,
            **state_of(name_of(orders, "status")),
        )
