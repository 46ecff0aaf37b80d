"""How long ago something happened, against how long ids of messages are remembered."""

from __future__ import annotations

from datetime import datetime, timedelta

#: Ids of messages are remembered for at least this long: what is older could count twice if it were told again.
REMEMBERED = timedelta(days=7)


def is_recent(at: str | None, now: datetime) -> bool:
    """Whether a moment lies within the time for which ids are remembered."""
    return at is not None and now - datetime.fromisoformat(at) <= REMEMBERED
