"""Who to talk to this week: good customers whose silence has become longer than is usual for them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from joren.engine.columns import column, floats
from joren.language import gettext as _
from joren.report.compute.bounds import Bounds
from joren.report.compute.people import members
from joren.report.contents import SegmentMember, Talk
from joren.report.formatting import formatter

#: How many customers are named.
NAMED = 25
#: P(alive) has to have fallen by this much in four weeks: below it the silence is still an ordinary one.
FALL = 0.05
#: Below this the customer is more likely lost than late, and a talk comes too late for most.
STILL_THERE = 0.15


def to_talk_to(people: pa.Table) -> pa.Table:
    """The customers whose P(alive) is falling and whose worth is high, the most at stake first.

    What is at stake is the spend expected over the next 365 days of a customer who is still one (column `at_stake`);
    customers are ordered by the part of it that the last four weeks of silence have put in doubt.
    """
    if "expected_spend" not in people.column_names:
        return people.slice(0, 0)
    alive, before = floats(people, "alive"), floats(people, "alive_before")
    spend = floats(people, "expected_spend")
    if_alive = np.divide(spend, alive, out=np.zeros_like(spend), where=alive > 0)
    fall = np.nan_to_num(before - alive)
    doubt = np.where((fall >= FALL) & (alive >= STILL_THERE), fall * if_alive, 0.0)
    first = np.argsort(-doubt, kind="stable")[:NAMED]
    first = first[doubt[first] > 0]
    return people.append_column("at_stake", column(if_alive)).take(column(first))


def talks(rows: pa.Table, known: Bounds, currency: str) -> tuple[Talk, ...]:
    """These customers, each with the reason in words."""
    return tuple(
        Talk(
            customer=member,
            alive_before=row["alive_before"],
            at_stake=round(row["at_stake"]),
            reason=_reason(member, row["silent_days"], row["median_gap_days"], row["alive_before"], currency),
        )
        for member, row in zip(members(rows, known), rows.to_pylist(), strict=True)
    )


def _reason(member: SegmentMember, silent: int, gap: float | None, before: float, currency: str) -> str:
    fmt = formatter(currency)
    words = {
        "silence": fmt.days(silent),
        "before": fmt.share(before, 0),
        "now": fmt.share(member.probability_alive or 0.0, 0),
    }
    if gap is None:
        return _("Silent for {silence}: the chance of another order fell from {before} to {now} in four weeks.").format(
            **words
        )
    return _(
        "Usually orders every {gap}, and has been silent for {silence}: the chance of another order fell from {before} "
        "to {now} in four weeks."
    ).format(gap=fmt.days(round(gap)), **words)
