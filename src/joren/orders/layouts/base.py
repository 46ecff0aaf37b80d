"""What a layout is: how one kind of export is recognised and what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import ibis

from joren.orders.cells.columns import Columns, as_name
from joren.orders.lines import Lines


@dataclass(frozen=True)
class Totals:
    """What one order came to, as expressions over a grouped table. Money in ten-thousandths, null where unknown.

    `net` is paid for the goods after discounts, without tax and shipping, before refunds. `refunded` is what went back
    of it, or, with `paid` given, of everything that was paid.
    """

    net: Any
    tax: Any = None
    shipping: Any = None
    discount: Any = None
    quantity: Any = None  # pieces, not scaled
    refunded: Any = None
    paid: Any = None  # goods, tax and shipping
    refunded_at: Any = None
    cancelled: Any = None
    unpaid: Any = None
    test: Any = None
    refund_names_order: bool = True  # money that went back belongs to the order under whose number it stands


class Layout(Protocol):
    """One kind of export."""

    #: The word by which `FileRead.layout` calls it.
    name: str
    #: The currency of exports that do not say theirs.
    currency: str | None
    #: Which of its words are numbers, and which are dates; the others are names.
    numbers: frozenset[str]
    moments: frozenset[str]

    def find(self, headers: Sequence[str]) -> dict[str, str] | None:
        """Which of the file's columns is which of the layout's words; None when this is no such export."""
        ...

    def derive(self, rows: ibis.Table) -> ibis.Table:
        """Parsed rows, with columns that `lines` uses more than once."""
        ...

    def lines(self, columns: Columns) -> Lines:
        """What each row says."""
        ...

    def totals(self, orders: ibis.Table) -> Totals:
        """What each order came to, from `group`'s table."""
        ...


def name_of(orders: ibis.Table, column: str) -> Any:
    """A column of names as clean text, or null when the export has none."""
    return as_name(orders[column]) if column in orders.columns else ibis.null("string")


def pieces(orders: ibis.Table) -> Any:
    """How many pieces an order has; null when the export does not say, or says nonsense."""
    if "quantity" not in orders.columns:
        return None
    count = orders.quantity
    return ibis.ifelse(count.between(0, 1e12), count, ibis.null("float64")).round()


def normal(header: str) -> str:
    """A header as it is compared: without case, spaces, underscores and signs."""
    return "".join(letter for letter in header.casefold() if letter.isalnum())
