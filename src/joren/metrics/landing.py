"""Bounce rate by landing page, with the traffic: which busy pages lose more visits than others."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from joren.metrics.conversion import begun_between
from joren.visits.sessions import sessions
from joren.visits.table import Events

#: A busy page takes at least this share of all visits, and at least so many.
BUSY_SHARE, BUSY_SESSIONS = 0.01, 50
#: Standard errors below the measured rate: with 97.5 % certainty the page's own rate lies above.
_SURE = 1.96


@dataclass(frozen=True, slots=True)
class LandingPage:
    """The visits that began on one page; the path is empty where no page is known."""

    page: str
    sessions: int
    people: int
    bounced: int
    ordering_sessions: int
    busy: bool
    leaky: bool  # busy, and its bounce rate is surely above that of the shop
    excess: float  # visits that bounced beyond what the shop's bounce rate would have made of them

    @property
    def bounce_rate(self) -> float:
        """Bounced ÷ visits."""
        return self.bounced / self.sessions

    @property
    def conversion(self) -> float:
        """Visits with an order ÷ visits."""
        return self.ordering_sessions / self.sessions


def landing_pages(
    events: Events, *, since: date | None = None, until: date | None = None, most: int = 10_000
) -> tuple[LandingPage, ...]:
    """The landing pages of the days `since` … `until`, the busiest first, `most` of them.

    A page is busy with 1 % of the visits and 50 of them; it leaks when the lower end of its bounce rate's 95 % interval
    (Wilson) lies above the bounce rate of all visits. `max(pages, key=lambda page: page.excess)` is where to begin.
    """
    table = begun_between(sessions(events), since or events.first_day, until or events.as_of)
    pages = table.group_by(page="landing").agg(
        sessions=table.count(),
        people=table.who.nunique(),
        bounced=table.count(where=table.bounced),
        ordering_sessions=table.count(where=table.orders > 0),
    )
    rows = events.engine.run(pages).to_pylist()
    total = sum(row["sessions"] for row in rows)
    rate = sum(row["bounced"] for row in rows) / total if total else 0.0
    rows.sort(key=lambda row: (-row["sessions"], row["page"]))
    return tuple(_page(row, total, rate) for row in rows[:most])


def _page(row: dict[str, int], total: int, rate: float) -> LandingPage:
    busy = row["sessions"] >= max(BUSY_SESSIONS, BUSY_SHARE * total)
    leaky = busy and wilson_low(row["bounced"], row["sessions"]) > rate
    return LandingPage(**row, busy=busy, leaky=leaky, excess=row["bounced"] - rate * row["sessions"])  # type: ignore[arg-type]


def wilson_low(hits: int, of: int) -> float:
    """The lower end of Wilson's 95 % interval for a share of `hits` out of `of`."""
    share, z = hits / of, _SURE
    middle = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of)
