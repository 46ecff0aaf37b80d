"""The named segments as the report shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from joren.language import gettext as _
from joren.report.compute.bounds import Bounds
from joren.report.compute.people import members
from joren.report.contents import Segment
from joren.report.formatting import formatter
from joren.segments import Segment as Measured
from joren.segments import Segmentation
from joren.segments.words import BOUNDARIES

#: How many members of a segment the report itself names; its list has all.
NAMED = 100


def named(people: pa.Table, key: str) -> pa.Table:
    """Those of a segment whom the report names: the first by revenue."""
    return people.take(pc.indices_nonzero(people[key]).slice(0, NAMED))


def segments(segmentation: Segmentation, people: pa.Table, known: Bounds, currency: str) -> tuple[Segment, ...]:
    """All named segments, with their first members by revenue."""
    return tuple(_segment(measured, segmentation, people, known, currency) for measured in segmentation.segments)


def _segment(measured: Measured, all_: Segmentation, people: pa.Table, known: Bounds, currency: str) -> Segment:
    return Segment(
        key=measured.key,
        size=measured.size,
        share=measured.size / all_.customers if all_.customers else 0.0,
        revenue=measured.revenue,
        revenue_share=measured.revenue / all_.revenue if all_.revenue > 0 else 0.0,
        boundary=_boundary(measured.key, measured.limits, currency),
        members=members(named(people, measured.key), known),
        csv=f"{measured.key}.csv",
        why_none=measured.why_none,
    )


def _boundary(key: str, limits: Mapping[str, float], currency: str) -> str | None:
    if key not in BOUNDARIES or not limits:
        return None
    fmt = formatter(currency)
    ways: dict[str, Callable[[float], str]] = {
        "amount": fmt.money,
        "share": lambda x: fmt.share(x, 0),
        "days": fmt.count,
        "gaps": lambda x: fmt.number(x, 0 if x == int(x) else 1),
    }
    return _(BOUNDARIES[key]).format(**{name: ways[name](value) for name, value in limits.items()})
