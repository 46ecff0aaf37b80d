"""The canonical table of events: what every reader makes and every figure about visits starts from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import ibis

from joren.engine import Engine

#: One row per thing that somebody did in the shop. Texts that are not known are null.
EVENTS = ibis.schema(
    {
        "who": "!string",  # the person; two devices of one person are one
        "occurred_at": "!timestamp",  # UTC, without zone
        "second": "!int64",  # the same as whole seconds since 1970: spans are counted in these
        "kind": "!string",  # one of `joren.visits.kinds.KINDS`
        "fills": "!boolean",  # the cart has something in it after this
        "whole": "!boolean",  # `value` is that of the whole cart, not of one line
        "page": "string",  # address or path of the page
        "referrer": "string",  # address of the page before, in this shop or elsewhere
        "source": "string",  # utm_source
        "medium": "string",  # utm_medium
        "order_id": "string",
        "cart_id": "string",
        # Of an order: what was paid for the goods. Of a cart event: of the line or the whole cart. Minor units of the
        # report's currency; null: not known, or in another currency.
        "value": "int64",
    }
)


@dataclass(frozen=True, slots=True)
class EventAccount:
    """Where every row of the input went: rows read = rows used + all that follow."""

    rows_read: int = 0
    rows_used: int = 0
    other_names: int = 0  # says nothing about a visit: a consent, a refund, an event of the shop's own
    bad_time: int = 0  # no time, one before 1990 or in the future
    nobody: int = 0  # no id of anybody
    bots: int = 0  # the browser says that it is a machine


@dataclass(frozen=True)
class Events:
    """What people did in a shop, ready for every figure about visits, in the engine that runs them."""

    engine: Engine
    events: ibis.Table  # schema EVENTS
    currency: str  # of every `value`: ISO 4217
    first_day: date  # the first and the last day with an event, in the shop's time zone
    as_of: date
    time_zone: str = "UTC"
    names: tuple[str, ...] = ()  # the files, as they were given
    account: EventAccount = field(default_factory=EventAccount)
    #: What was computed from these events and kept in the engine, by what it is.
    kept: dict[object, Any] = field(init=False, default_factory=dict, repr=False, compare=False)
    #: First and last moment of the data (UTC, without zone): between them the time zone's changes are looked for.
    extent: tuple[datetime, datetime] = (datetime(1970, 1, 1), datetime(1970, 1, 1))  # noqa: DTZ001

    def keep(self, key: object, expression: Callable[[], ibis.Table], name: str) -> ibis.Table:
        """What `expression` makes, run once and kept in the engine under `key`."""
        if key not in self.kept:
            self.kept[key] = self.engine.keep(expression(), name)
        table: ibis.Table = self.kept[key]
        return table
