"""RFM: how recently, how often and for how much each customer bought, in fifths."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from joren.segments.boundaries import Boundaries


@dataclass(frozen=True, slots=True)
class RfmCell:
    """The customers with one recency and one frequency score (1 … 5, 5 best). Revenue is net, in minor units."""

    recency: int
    frequency: int
    customers: int
    revenue: int
    mean_monetary: float  # mean monetary score, 1 … 5


def scores(table: ibis.Table, limits: Boundaries) -> dict[str, ir.IntegerValue]:
    """The columns `recency_score`, `frequency_score` and `monetary_score` for a table of customers.

    A score is 1 plus the number of quintile boundaries that lie below the customer's value: last order day, number of
    orders, net revenue. Equal values get equal scores, so that the fifths are uneven where many are equal: if three
    quarters of the customers ordered once, they all have frequency 1 and nobody has 2 or 3.
    """
    return {
        "recency_score": _score(table.last_day, limits.last_day),
        "frequency_score": _score(table.orders, limits.orders),
        "monetary_score": _score(table.net, limits.net),
    }


def _score(value: ir.NumericValue, cuts: tuple[float, ...]) -> ir.IntegerValue:
    # Highest first: the first boundary that lies below the value decides.
    steps = [(value > cut, ibis.literal(score, "int32")) for score, cut in enumerate(cuts, start=2)]
    return ibis.cases(*reversed(steps), else_=ibis.literal(1, "int32")) if steps else ibis.literal(1, "int32")
