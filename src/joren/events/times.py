"""When an event happened, from the times that came with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from joren.events.limits import FUTURE_SECONDS

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_FUTURE = timedelta(seconds=FUTURE_SECONDS)


def read_time(text: str) -> datetime:
    """An ISO 8601 time in UTC; one without a zone is taken as UTC. Raises `ValueError`."""
    moment = datetime.fromisoformat(text.strip())
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError(str(error)) from error


def occurred_at(claimed: datetime | None, sent_at: datetime | None, received_at: datetime) -> datetime:
    """The moment of an event by our clock.

    The sender's clock may be wrong, but it is wrong alike when the event happens and when it is sent: what lies
    between the two is right (Segment's rule, `received_at - (sent_at - claimed)`). A moment ahead of us by more than a
    day, or before 2000, is not believed: the event then happened when it was received.
    """
    if claimed is None:
        return received_at
    moment = claimed
    if sent_at is not None and sent_at >= claimed:
        try:
            moment = received_at - (sent_at - claimed)
        except OverflowError:
            return received_at
    return moment if EARLIEST <= moment <= received_at + _FUTURE else received_at
