"""Where visits, visitors and orders come from: the source mix, by the first and by the last touch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis

from joren.metrics.conversion import begun_between
from joren.visits.origins import CHANNELS
from joren.visits.sessions import orders_placed, sessions
from joren.visits.table import Events

#: A direct visit that orders gives its order to the last visit with an origin within so many days.
LOOK_BACK_DAYS = 30

_DIRECT = CHANNELS.index("direct")
_PLACES = 16  # more than there are channels


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    """One channel. Money in minor units.

    `sessions`, `bounced` and `ordering_sessions` are of the visits that came by it. First touch: the people whose first
    visit came by it, and how many of them ordered since. Last touch: the orders that it brought.
    """

    channel: str
    sessions: int
    bounced: int
    ordering_sessions: int
    first_people: int
    first_customers: int
    last_orders: int
    last_revenue: int


def source_mix(events: Events, *, since: date | None = None, until: date | None = None) -> tuple[ChannelFigures, ...]:
    """The channels with anything in them on the days `since` … `until`, the busiest first.

    First touch: the channel of a person's first visit in the data, for people whose first visit lies in these days.
    Last touch: the channel of the visit in which an order was placed; when that was direct, the last visit within the
    30 days before it that was not. Orders placed in no visit have no channel and are in no row.
    """
    first, last = since or events.first_day, until or events.as_of
    found: dict[str, dict[str, int]] = {}
    for part in (_of_visits(events, first, last), _first_touch(events, first, last), _last_touch(events, first, last)):
        for row in events.engine.run(part).to_pylist():
            found.setdefault(row.pop("channel"), {}).update(row)
    names = (
        "sessions",
        "bounced",
        "ordering_sessions",
        "first_people",
        "first_customers",
        "last_orders",
        "last_revenue",
    )
    rows = [ChannelFigures(channel, *(counts.get(name) or 0 for name in names)) for channel, counts in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row.sessions, CHANNELS.index(row.channel))))


def _of_visits(events: Events, first: date, last: date) -> ibis.Table:
    seen = begun_between(sessions(events), first, last)
    return seen.group_by("channel").agg(
        sessions=seen.count(),
        bounced=seen.count(where=seen.bounced),
        ordering_sessions=seen.count(where=seen.orders > 0),
    )


def _first_touch(events: Events, first: date, last: date) -> ibis.Table:
    every = sessions(events)
    came = begun_between(every.filter(every["first"]), first, last)
    placed = orders_placed(events)
    bought = placed.group_by(buyer="who").agg(last_order=placed.second.max())
    came = came.left_join(bought, came.who == bought.buyer)
    return came.group_by("channel").agg(
        first_people=came.count(), first_customers=came.count(where=(came.last_order >= came.start).fill_null(False))
    )


def _last_touch(events: Events, first: date, last: date) -> ibis.Table:
    seen = sessions(events)
    number = _number(seen.channel)
    # Beginning and channel travel in one number, so that the latest of a person's visits is the greatest.
    place = ibis.ifelse(number == _DIRECT, ibis.null("int64"), seen.start * _PLACES + number)
    so_far = ibis.window(group_by="who", order_by="start", preceding=None, following=0)
    seen = seen.select("who", "start", "channel", touched=place.max().over(so_far))
    recent = (seen.touched // _PLACES >= seen.start - LOOK_BACK_DAYS * 86_400).fill_null(False)
    seen = seen.select("who", "start", touch=ibis.ifelse(recent, seen.touched % _PLACES, _DIRECT))
    placed = begun_between(orders_placed(events), first, last).select("who", "start", "value")
    placed = placed.inner_join(seen, ["who", "start"])
    channel = ibis.cases(*((placed.touch == at, name) for at, name in enumerate(CHANNELS)), else_="direct")
    return placed.group_by(channel=channel).agg(
        last_orders=placed.count(), last_revenue=placed.value.sum().fill_null(0)
    )


def _number(channel: Any) -> Any:
    return ibis.cases(*((channel == name, at) for at, name in enumerate(CHANNELS)), else_=_DIRECT).cast("int64")
