"""Carts over a span of days: how many were filled, bought and left, and what the left ones were worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from joren.metrics.abandonment import cart_abandonment_rate
from joren.metrics.conversion import begun_between
from joren.visits.carts import carts
from joren.visits.table import Events


@dataclass(frozen=True, slots=True)
class CartFigures:
    """The carts first filled on the days `since` … `until`. Money in minor units."""

    since: date
    until: date
    bought: int
    left: int
    open: int  # filled in the last hour of the data: nobody knows yet
    left_value: int  # of the left carts whose value is known
    left_valued: int  # how many those are

    @property
    def abandonment_rate(self) -> float | None:
        """1 − bought ÷ (bought + left); open carts are in neither. None when there is none."""
        settled = self.bought + self.left
        return cart_abandonment_rate(carts=settled, purchases=self.bought) if settled else None


def cart_figures(events: Events, *, since: date | None = None, until: date | None = None) -> CartFigures:
    """What became of the carts of the days `since` … `until` (default: all days of the data)."""
    first, last = since or events.first_day, until or events.as_of
    table = begun_between(carts(events), first, last)
    left = table.state == "left"
    counted = table.agg(
        bought=table.count(where=table.state == "bought"),
        left=table.count(where=left),
        open=table.count(where=table.state == "open"),
        left_value=table.value.sum(where=left).fill_null(0),
        left_valued=table.count(where=left & table.value.notnull()),
    )
    return CartFigures(first, last, **events.engine.run(counted).to_pylist()[0])
