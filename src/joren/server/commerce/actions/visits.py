"""Visits of the last days: events of one id with less than half an hour between."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from joren.events import Event
from joren.identity import Kind, number_of
from joren.lake.rows import events_of
from joren.server import clock
from joren.server.commerce.models import Visit
from joren.server.upsert import latest, moment_of, moments, some_at_a_time, upsert, us_of

#: Without an event for so long, a visit is over.
GAP = timedelta(minutes=30)
#: Older visits stand in the lake only.
KEPT = timedelta(days=30)
_GAP_US = GAP // timedelta(microseconds=1)
_COLUMNS = (
    "device", "started_at", "last_at", "subject", "views", "landing_path", "referrer", "source", "medium", "campaign",
)  # fmt: skip
_SOURCES = ("page_referrer", "campaign_source", "campaign_medium", "campaign_name")


@dataclass
class _Span:
    """A visit, or a part of one."""

    first: int
    last: int
    subject: int
    """The strongest id of the last event."""
    views: int
    came: tuple[Any, ...]
    """Landing path, referrer, source, medium, campaign: those of the first event that says any."""


def record_visits(events: pa.Table) -> None:
    """Add what shoppers did lately to their visits."""
    since = clock.now() - KEPT
    recent = pc.and_(
        pc.is_valid(events["subject"]),
        pc.greater_equal(events["occurred_at"], pa.scalar(since, events["occurred_at"].type)),
    )
    spans: dict[int, list[_Span]] = defaultdict(list)
    for event in events_of(
        events.filter(pc.and_(recent, pc.is_in(events["call"], pa.array(["track", "page", "screen"]))))
    ):
        spans[_device(event)].append(_span(event))
    for part in some_at_a_time(sorted(spans)):
        _add(part, spans)


def forget_visits() -> int:
    """Forget visits that are old enough; returns how many."""
    return Visit.objects.filter(last_at__lt=clock.now() - KEPT - GAP).delete()[0]


def _device(event: Event) -> int:
    """A visit goes on when the visitor signs in: it is the device's, where one is known."""
    return number_of(Kind.ANONYMOUS, event.anonymous_id) if event.anonymous_id else event.subject or 0


def _span(event: Event) -> _Span:
    us = us_of(event.occurred_at)
    came = (event.page_path, *(getattr(event, name) for name in _SOURCES))
    return _Span(
        us,
        us,
        event.subject or 0,
        int(event.call in {"page", "screen"}),
        tuple(text[:255] if text else None for text in came),
    )


def _add(devices: list[int], spans: dict[int, list[_Span]]) -> None:
    stored: dict[int, list[_Span]] = defaultdict(list)
    since = min(span.first for each in devices for span in spans[each]) - _GAP_US
    for row in Visit.objects.filter(device__in=devices, last_at__gte=moment_of(since)):
        came = (row.landing_path, row.referrer, row.source, row.medium, row.campaign)
        stored[row.device].append(_Span(us_of(row.started_at), us_of(row.last_at), row.subject, row.views, came))
    moment = moments()
    rows: list[tuple[Any, ...]] = []
    for device in devices:
        visits = _united(stored[device] + spans[device])
        starts = {visit.first for visit in visits}
        for former in stored[device]:
            if former.first not in starts:  # it began earlier than was known, or was the second half of another
                Visit.objects.filter(device=device, started_at=moment_of(former.first)).delete()
        rows += [
            (device, moment(each.first), moment(each.last), each.subject, each.views, *each.came) for each in visits
        ]
    upsert(
        Visit,
        _COLUMNS,
        sorted(rows, key=lambda row: (row[0], row[1])),
        key=["device", "started_at"],
        changes=latest(_COLUMNS[2:]),
    )


def _united(spans: list[_Span]) -> list[_Span]:
    """Spans with less than half an hour between become one."""
    visits: list[_Span] = []
    for span in sorted(spans, key=lambda one: (one.first, one.last)):
        if visits and span.first - visits[-1].last < _GAP_US:
            before = visits[-1]
            came = before.came if any(before.came) else span.came
            later = max((before, span), key=lambda one: one.last)
            visits[-1] = _Span(before.first, later.last, later.subject, before.views + span.views, came)
        else:
            visits.append(span)
    return visits
