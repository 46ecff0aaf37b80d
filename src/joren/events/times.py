"""When an event happened, from the times that came with it. All in whole microseconds since 1970 (UTC)."""

from __future__ import annotations

from datetime import UTC, datetime

from joren.events.limits import FUTURE_SECONDS

#: Nothing before 2000 is believed.
EARLIEST_US = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
_FUTURE_US = FUTURE_SECONDS * 1_000_000


def read_us(text: str) -> int:
    """An ISO 8601 time; one without a zone is taken as UTC. Raises `ValueError`."""
    moment = datetime.fromisoformat(text.strip())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1_000_000)


def occurred_us(claimed: int | None, sent: int | None, received: int) -> int:
    """The moment of an event by our clock.

    The sender's clock may be wrong, but it is wrong alike when the event happens and when it is sent: what lies
    between the two is right (Segment's rule, `received - (sent - claimed)`). A moment ahead of us by more than a
    day, or before 2000, is not believed: the event then happened when it was received.
    """
    if claimed is None:
        return received
    moment = received - (sent - claimed) if sent is not None and sent >= claimed else claimed
    return moment if EARLIEST_US <= moment <= received + _FUTURE_US else received
