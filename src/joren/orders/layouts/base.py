"""What a layout is: how one kind of export is recognised and what its columns mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import ibis

from joren.orders.cells.columns import Columns, Reading, as_name
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
    free_counts: bool = False  # an order that cost nothing is an order
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


def pick(
    headers: Sequence[str], aliases: Mapping[str, Sequence[str]], needed: Collection[str]
) -> dict[str, str] | None:
    """Which header stands for which word, by the first alias present; None when a needed word has none."""
    known = {normal(header): header for header in reversed(headers)}
    found = {}
    for word, names in aliases.items():
        header = next((known[normal(name)] for name in names if normal(name) in known), None)
        if header is not None:
            found[word] = header
    return found if all(word in found for word in needed) else None


class EachOrder:
    """What layouts share whose rows are an order's lines, or orders, with the order's own figures on them.

    `ONCE` and `NAMES` say which words are an order's numbers and names; `DATES` its other dates.
    """

    ONCE: tuple[str, ...] = ()
    NAMES: tuple[str, ...] = ()
    DATES: tuple[str, ...] = ()

    def derive(self, rows: ibis.Table) -> ibis.Table:
        """Nothing more."""
        return rows

    def lines(self, columns: Columns) -> Lines:
        """The order's own figures; lines are added up where they have a price."""
        price, quantity = columns.reading("price"), columns.reading("quantity")
        amount = None
        if price is not None and quantity is not None:
            amount = Reading(price.value * quantity.value, price.unreadable | quantity.unreadable)
        return Lines(
            ordered_at=columns.need("date"),
            order_id=columns.name("order"),
            amount=amount,
            quantity=quantity if amount is not None else None,
            needs_amount=False,
            once=_readings(columns, self.ONCE if amount is not None else (*self.ONCE, "quantity")),
            names={word: columns.name(word) for word in self.NAMES if word in columns},
            moments=_readings(columns, self.DATES),
        )


def _readings(columns: Columns, words: Collection[str]) -> dict[str, Reading]:
    readings = {word: columns.reading(word) for word in words}
    return {word: reading for word, reading in readings.items() if reading is not None}


def of(orders: ibis.Table, column: str) -> Any:
    """A column of money, zero where the export has none."""
    return orders[column].fill_null(0) if column in orders.columns else ibis.literal(0, "int64")


def name_of(orders: ibis.Table, column: str) -> Any:
    """A column of names as clean text, or null when the export has none."""
    return as_name(orders[column]) if column in orders.columns else ibis.null("string")


def pieces(orders: ibis.Table, *, scaled: bool = False) -> Any:
    """How many pieces an order has; null when the export does not say, or says nonsense."""
    if "quantity" not in orders.columns:
        return None
    count = orders.quantity / 10_000 if scaled else orders.quantity
    return ibis.ifelse(count.between(0, 1e12), count, ibis.null("float64")).round()


def normal(header: str) -> str:
    """A header as it is compared: without case, spaces, underscores and signs."""
    return "".join(letter for letter in header.casefold() if letter.isalnum())
