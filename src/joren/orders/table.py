"""The canonical orders table: what every reader makes and every metric starts from.

Three tables. `orders` has one row for each order that counts; `refunds` one row for each time money went back, on
the day on which it did; `people` says how a customer is called and reached, and is the only one with personal values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import ibis
import ibis.expr.schema as sch

from joren.engine import Engine

#: One row per counted order.
ORDERS = ibis.schema(
    {
        "order_id": "!string",
        "customer_id": "string",  # null: a guest who left neither an id nor an address
        "ordered_at": "!timestamp",  # UTC, without zone
        "ordered_on": "!date",  # the shop's calendar day
        "currency": "!string",  # as the order was placed
        # Paid for the goods after discounts, before refunds, in minor units of the report's currency; without tax and
        # shipping unless chosen. Null: placed in another currency, and no rate is known.
        "value": "int64",
        "discount": "int64",  # taken off the goods, same unit; null: the export does not say
        "quantity": "int64",  # pieces; null: the export does not say
    }
)

#: One row per refund, cancellation or return.
REFUNDS = ibis.schema(
    {
        "order_id": "string",  # null: the export does not say which order
        "customer_id": "string",
        "refunded_on": "!date",  # the shop's calendar day on which the money went back
        "value": "!int64",  # minor units of the report's currency, positive
    }
)

#: One row per customer whose name or address the export carries.
PEOPLE = ibis.schema({"customer_id": "!string", "name": "string", "email": "string"})


class Reason(StrEnum):
    """Why a row or an order is not in the figures."""

    BAD_DATE = "bad_date"
    """The date is missing or cannot be read."""
    BAD_AMOUNT = "bad_amount"
    """An amount, price or quantity is missing or is no number."""
    NO_ORDER_ID = "no_order_id"
    """The export has order numbers, but this row has none."""
    BAD_CURRENCY = "bad_currency"
    """The currency is no three-letter code."""
    BROKEN_ROW = "broken_row"
    """The row has too many or too few cells, or bytes that are no text."""
    IMPOSSIBLE_DATE = "impossible_date"
    """The date lies in the future or before 1990."""
    CANCELLED = "cancelled"
    """The order was cancelled or voided."""
    UNPAID = "unpaid"
    """The order was never paid."""
    TEST = "test"
    """The order was a test."""
    NOTHING_PAID = "nothing_paid"
    """The order's goods cost nothing: a gift, a sample, a correction."""
    SAME_ORDER = "same_order"
    """The same order stands in a later file too; that one counts."""
    AFTER_AS_OF = "after_as_of"
    """The order came after the day as of which the report is made."""


@dataclass(frozen=True, slots=True)
class FileRead:
    """How one file was understood."""

    name: str
    layout: str  # `shopify`, `uci`, `plain`, …
    encoding: str | None  # None where the format has none
    delimiter: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """So many rows or orders were left out for one reason. `value` in minor units of the report's currency."""

    reason: Reason
    rows: int
    orders: int = 0
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Where every row of the input went: rows read = rows used + rows left out."""

    files: tuple[FileRead, ...] = ()
    rows_read: int = 0
    rows_used: int = 0
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()  # translated sentences: other currencies, guessed dates, …


@dataclass(frozen=True, slots=True)
class Counting:
    """What counts as an order, and what of it counts as money. Every report says it."""

    unpaid: bool = False  # count orders when placed, not only when paid
    tax: bool = False  # money includes tax
    shipping: bool = False  # money includes shipping


@dataclass(frozen=True)
class Orders:
    """A shop's orders, ready for every metric, in the engine that runs them."""

    engine: Engine
    orders: ibis.Table  # schema ORDERS
    refunds: ibis.Table  # schema REFUNDS
    people: ibis.Table  # schema PEOPLE
    currency: str  # of every `value`: ISO 4217
    as_of: date  # the last day that the data covers, in the shop's time zone
    time_zone: str = "UTC"
    counting: Counting = Counting()
    account: Account = field(default_factory=Account)
    #: The rows that these orders were read from, for `write_rejected`.
    source: object = field(default=None, repr=False, compare=False)
    #: What was computed from these orders and kept in the engine, by what it is. `dataclasses.replace` starts anew.
    kept: dict[object, Any] = field(init=False, default_factory=dict, repr=False, compare=False)


def check(table: ibis.Table, schema: sch.Schema) -> ibis.Table:
    """The table with exactly the columns of `schema`, cast; raises `KeyError` when one is missing."""
    return table.select(**{name: table[name].cast(dtype.copy(nullable=True)) for name, dtype in schema.items()})
