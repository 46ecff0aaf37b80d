"""Every customer's scores and segments, in one table, and what each segment amounts to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import ibis

from joren.language import gettext as _
from joren.orders.customers import customers
from joren.orders.table import Orders
from joren.segments.boundaries import Boundaries, boundaries
from joren.segments.named import SEGMENTS, Named
from joren.segments.rfm import RfmCell, scores
from joren.segments.rules import SegmentRules


@dataclass(frozen=True, slots=True)
class Segment:
    """What one named segment amounts to. Revenue is net, over all time, in minor units of the shop's currency."""

    key: str
    size: int
    revenue: int
    #: The numbers of its boundary as they fell in this shop: `amount` (minor units), `days`, `share`, `gaps`.
    limits: Mapping[str, float] = field(default_factory=dict)
    why_none: str | None = None  # words: why the segment cannot be told here


@dataclass(frozen=True)
class Segmentation:
    """The segments of a shop, and the table of its customers behind them.

    `table` has the columns of `joren.orders.customers`, `recency_score`, `frequency_score` and `monetary_score` (1 …
    5), and one boolean column for each segment, named by its key; it is kept in the engine.
    """

    table: ibis.Table
    boundaries: Boundaries
    segments: tuple[Segment, ...]
    rfm: tuple[RfmCell, ...]  # the cells that have customers, best first
    customers: int
    revenue: int  # net, of all known customers

    def members(self, key: str) -> ibis.Table:
        """The customers of one segment, those who brought most first. Raises `KeyError` for an unknown key."""
        if key not in {segment.key for segment in self.segments}:
            raise KeyError(key)
        return self.table.filter(self.table[key]).order_by(ibis.desc("net"), "customer_id")


def segment(orders: Orders, rules: SegmentRules | None = None) -> Segmentation:
    """Score and segment all known customers of a shop, in three passes: boundaries, members, sums."""
    limits = boundaries(orders, rules or SegmentRules())
    table = orders.engine.keep(_members(orders, limits), "segments")
    cells = orders.engine.run(_sums(table)).to_pylist()
    return Segmentation(
        table=table,
        boundaries=limits,
        segments=tuple(_segment(named, limits, cells) for named in SEGMENTS),
        rfm=tuple(_cell(cell) for cell in sorted(cells, key=_best_first)),
        customers=limits.customers,
        revenue=sum(cell["revenue"] for cell in cells),
    )


def _members(orders: Orders, limits: Boundaries) -> ibis.Table:
    table = customers(orders, recent_days=limits.rules.high_spender_days)
    belongs = {
        named.key: named.holds(table, limits).fill_null(False) if named.known(limits) else ibis.literal(False)
        for named in SEGMENTS
    }
    return table.mutate(**scores(table, limits), **belongs)


def _sums(table: ibis.Table) -> ibis.Table:
    sums = {}
    for named in SEGMENTS:
        sums[f"{named.key}_size"] = table.count(where=table[named.key])
        sums[f"{named.key}_revenue"] = table.net.sum(where=table[named.key]).fill_null(0)
    return table.group_by("recency_score", "frequency_score").agg(
        customers=table.count(), revenue=table.net.sum(), monetary=table.monetary_score.sum(), **sums
    )


def _segment(named: Named, limits: Boundaries, cells: list[dict[str, int]]) -> Segment:
    if not named.known(limits):
        return Segment(named.key, 0, 0, why_none=_(named.why_none))
    return Segment(
        named.key,
        size=sum(cell[f"{named.key}_size"] for cell in cells),
        revenue=sum(cell[f"{named.key}_revenue"] for cell in cells),
        limits=named.limits(limits),
    )


def _best_first(cell: dict[str, int]) -> tuple[int, int]:
    return -cell["recency_score"], -cell["frequency_score"]


def _cell(cell: dict[str, int]) -> RfmCell:
    return RfmCell(
        recency=cell["recency_score"],
        frequency=cell["frequency_score"],
        customers=cell["customers"],
        revenue=cell["revenue"],
        mean_monetary=cell["monetary"] / cell["customers"],
    )
