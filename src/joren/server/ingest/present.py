"""From events to the present: profiles, orders, carts, products, codes, visits.

Everything here follows from rows of the lake, so that live events, back-fills and `joren rebuild` take the same way.
"""

from __future__ import annotations

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc

from joren.events import Event
from joren.lake.rows import events_of
from joren.server.commerce.actions import carts, catalogue, coupons, orders, visits
from joren.server.commerce.queries import purchases_by_subject
from joren.server.ingest.changed import Changed
from joren.server.profiles.actions import recognise, record_consents, set_purchases, sum_up, sum_up_consents
from joren.server.profiles.queries import profiles_of, subjects_of
from joren.server.upsert import some_at_a_time

_PROFILES_AT_ONCE = 2000


def apply(events: pa.Table) -> Changed:
    """Bring the present in step with these events (schema `EVENTS`, each given once). In the caller's transaction."""
    people = recognise(events)
    told = events_of(_rows_named(events, _READ))
    consenting = record_consents(_named(told, {"consent_changed"}))
    ordered = orders.record_orders(_named(told, orders.NAMES))
    filled = carts.record_carts(_named(told, carts.NAMES))
    products = catalogue.record_catalogue(_named(told, catalogue.NAMES))
    products |= catalogue.record_mentions(catalogue.newest_mentions(_rows_named(events, catalogue.MENTIONS)))
    coupons.record_coupons(_named(told, coupons.NAMES))
    visits.record_visits(events)
    sum_up(people.profiles, people.redescribed)
    sum_up_consents(profiles_of(consenting) | people.moved.profiles)
    buyers = profiles_of(ordered.subjects) | people.moved.profiles
    for part in some_at_a_time(sorted(buyers), _PROFILES_AT_ONCE):
        whose = subjects_of(part)
        set_purchases(part, purchases_by_subject(whose), whose)
    return Changed(
        profiles=sorted(people.profiles | buyers), ids=sorted(people.moved.ids), orders=sorted(ordered.order_ids),
        carts=sorted(filled), products=sorted(products),
    )  # fmt: skip


_READ = {"consent_changed", *orders.NAMES, *carts.NAMES, *catalogue.NAMES, *coupons.NAMES}


def _rows_named(events: pa.Table, names: Collection[str]) -> pa.Table:
    return events.filter(pc.is_in(events["name"], pa.array(sorted(names))))


def _named(events: list[Event], names: Collection[str]) -> list[Event]:
    return [event for event in events if event.name in names]
