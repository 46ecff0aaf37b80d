"""Events as they stood at the end of an earlier day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from joren.errors import InputError
from joren.language import gettext as _
from joren.visits.table import Events


def until(events: Events, as_of: date) -> Events:
    """The events up to the end of day `as_of`. Raises `InputError` when there is none before it."""
    if as_of >= events.as_of:
        return events
    if as_of < events.first_day:
        raise InputError(
            _("The events begin on {first}, after {as_of}.").format(first=events.first_day, as_of=as_of),
            code="events.none",
        )
    midnight = datetime.combine(as_of + timedelta(days=1), time(), ZoneInfo(events.time_zone))
    end = midnight.astimezone(UTC).replace(tzinfo=None)
    rows = events.events.filter(events.events.occurred_at < end)
    return replace(events, events=rows, as_of=as_of, extent=(events.extent[0], end - timedelta(seconds=1)))
