"""RFM: how recently, how often and for how much each customer bought, in fifths."""

from __future__ import annotations

from collections.abc import Callable
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

    Customers are cut into fifths at the quintiles of their last order day, number of orders and net revenue. Equal
    values get equal scores, so that the fifths are uneven where many are equal: if three quarters of the customers
    ordered once, they all have frequency 1, and nobody has 2 or 3. Who lies on a boundary belongs to the fifth below
    it in frequency and monetary value, and to the better one above it in recency, where it means a shorter silence.
    """
    return {
        "recency_score": _score(limits.last_day, lambda cut: table.last_day >= cut),
        "frequency_score": _score(limits.orders, lambda cut: table.orders > cut),
        "monetary_score": _score(limits.net, lambda cut: table.net > cut),
    }


def _score(cuts: tuple[float, ...], is_above: Callable[[float], ir.BooleanValue]) -> ir.IntegerValue:
    # Highest first: the first boundary that lies below the value decides.
    steps = [(is_above(cut), ibis.literal(score, "int32")) for score, cut in enumerate(cuts, start=2)]
    return ibis.cases(*reversed(steps), else_=ibis.literal(1, "int32")) if steps else ibis.literal(1, "int32")
