"""CDNOW: the purchases until June 1998 of all customers who first bought from the CD shop in early 1997.

The master file (Fader and Hardie) has four columns apart by spaces and no header: customer, date (yyyymmdd), number of
CDs, dollars. The 1/10 sample has five: the customer's numbers in the master and in the sample, and the same three.

Each row is a purchase, also the few that cost nothing: all published figures count them.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from joren.orders.cells.columns import Columns
from joren.orders.layouts.base import Totals, pick, pieces
from joren.orders.lines import Lines

#: What the columns are called here, by how many there are.
COLUMNS = {
    4: ("customer_id", "date", "cds", "dollars"),
    5: ("master_id", "customer_id", "date", "cds", "dollars"),
}


class Cdnow:
    """The CDNOW master file and its 1/10 sample."""

    name = "cdnow"
    currency: str | None = "USD"
    numbers = frozenset({"cds", "dollars"})
    moments = frozenset({"date"})

    def find(self, headers: Sequence[str]) -> dict[str, str] | None:
        """Which column is which."""
        words = ("customer_id", "date", "cds", "dollars")
        return pick(headers, {word: (word,) for word in words}, words)

    def derive(self, rows: ibis.Table) -> ibis.Table:
        """Nothing more."""
        return rows

    def lines(self, columns: Columns) -> Lines:
        """Each row is a purchase."""
        return Lines(
            ordered_at=columns.need("date"),
            amount=columns.need("dollars"),
            quantity=columns.need("cds"),
            names={"customer_id": columns.name("customer_id")},
            counts_free=True,
        )

    def totals(self, orders: ibis.Table) -> Totals:
        """What each purchase came to."""
        return Totals(net=orders.goods, quantity=pieces(orders), refunded=orders.back, free_counts=True)
