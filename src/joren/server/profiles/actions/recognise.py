"""From a batch of events to ids, what was seen together, and traits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from joren.events import Call
from joren.identity import Kind, Known
from joren.identity.contact import contact_of
from joren.server.lookup import rows_where
from joren.server.profiles.actions.links import Moved, record_links
from joren.server.profiles.actions.traits import record_traits
from joren.server.profiles.models import Identifier
from joren.server.upsert import largest, moments, smallest, upsert

_decode = msgspec.json.Decoder(dict[str, Any]).decode
_NAMED = ("customer_id", "anonymous_id")


@dataclass
class Recognised:
    """Whom a batch was about."""

    profiles: set[int]
    """Every profile that the batch changed in any way, those that are gone by now too."""
    redescribed: set[int]
    """Those among them whose ids or traits changed."""
    moved: Moved


@dataclass
class _Sight:
    """One set of ids that came together, strongest first, and the events that they came with."""

    ids: tuple[Known, ...]
    first: int
    last: int
    events: int


def recognise(events: pa.Table) -> Recognised:
    """Write down the ids of these events (schema `EVENTS`, each given once), and who is who."""
    sights = list(_sights(events))
    known, new = _record_ids(sights)
    moved = record_links(_seen_together(sights), _declared_same(events), new)
    redescribed = moved.profiles | new | record_traits(events.filter(pc.equal(events["call"], Call.IDENTIFY.value)))
    return Recognised(set(known.values()) | redescribed, redescribed, moved)


def _sights(events: pa.Table) -> Iterator[_Sight]:
    """Every set of ids that came together, with the first and last time and the number of events.

    Most events name somebody by columns alone: these are grouped by Arrow. Where an e-mail address or a telephone
    number may stand in the JSON, it is looked at.
    """
    somebodys = events.filter(pc.is_valid(events["subject"]))
    reached = _may_name_contact(somebodys)
    plain = somebodys.filter(pc.invert(reached)).select([*_NAMED, "occurred_at"])
    groups = plain.group_by(list(_NAMED)).aggregate(
        [("occurred_at", "min"), ("occurred_at", "max"), ("occurred_at", "count")]
    )
    for column in ("occurred_at_min", "occurred_at_max"):
        groups = groups.set_column(groups.schema.get_field_index(column), column, groups[column].cast(pa.int64()))
    for row in zip(
        *(groups[name].to_pylist() for name in (*_NAMED, "occurred_at_min", "occurred_at_max", "occurred_at_count")),
        strict=True,
    ):
        yield _Sight(_ids(row[0], None, None, row[1]), row[2], row[3], row[4])
    yield from _sights_with_contact(somebodys.filter(reached))


def _may_name_contact(events: pa.Table) -> pa.ChunkedArray:
    mentions = [
        pc.fill_null(pc.match_substring(events[column], text), False)
        for column, text in (("properties", '"email"'), ("properties", '"phone"'), ("context", '"traits"'))
    ]
    return pc.or_(pc.or_(mentions[0], mentions[1]), mentions[2])


def _sights_with_contact(events: pa.Table) -> Iterator[_Sight]:
    columns = [events[name].to_pylist() for name in (*_NAMED, "properties", "context")]
    times = events["occurred_at"].cast(pa.int64()).to_pylist()
    for customer, anonymous, properties, context, moment in zip(*columns, times, strict=True):
        email, phone = contact_of(_decode(properties) if properties else {}, _decode(context) if context else {})
        yield _Sight(_ids(customer, email, phone, anonymous), moment, moment, 1)


def _ids(customer: str | None, email: str | None, phone: str | None, anonymous: str | None) -> tuple[Known, ...]:
    """The ids of an event, strongest first."""
    given = ((Kind.CUSTOMER, customer), (Kind.EMAIL, email), (Kind.PHONE, phone), (Kind.ANONYMOUS, anonymous))
    return tuple([Known(kind, value) for kind, value in given if value])


def _record_ids(sights: Iterable[_Sight]) -> tuple[dict[int, int], set[int]]:
    """Add up events on the strongest id, and when each was seen.

    Returns whose each id was that had come before, and the ids that had not.
    """
    seen: dict[Known, list[int]] = {}
    for sight in sights:
        events = sight.events  # each event counts once: on its strongest id
        for known in sight.ids:
            held = seen.get(known)
            if held is None:
                seen[known] = [sight.first, sight.last, events]
            else:
                held[0], held[1] = min(held[0], sight.first), max(held[1], sight.last)
                held[2] += events
            events = 0
    moment = moments()
    rows = sorted(
        (number := known.number, known.kind.value, known.value, number, moment(first), moment(last), events)
        for known, (first, last, events) in seen.items()
    )
    numbers = [row[0] for row in rows]
    whose = dict(rows_where(Identifier, "number, profile", "number", numbers))
    upsert(
        Identifier,
        ["number", "kind", "value", "profile", "first_seen_at", "last_seen_at", "events"],
        rows,
        key=["number"],
        changes={
            "first_seen_at": smallest("first_seen_at"),
            "last_seen_at": largest("last_seen_at"),
            "events": "old.events + new.events",
        },
    )
    return whose, {number for number in numbers if number not in whose}


def _seen_together(sights: Iterable[_Sight]) -> set[tuple[int, int]]:
    pairs = {(weak, sight.ids[0]) for sight in sights for weak in sight.ids[1:]}
    return {(weak.number, strong.number) for weak, strong in pairs}


def _declared_same(events: pa.Table) -> list[tuple[Known, Known]]:
    """(former, present) of every alias call. The former id may be a customer's or a device's: both are taken."""
    aliases = events.filter(pc.and_(pc.equal(events["call"], Call.ALIAS.value), pc.is_valid(events["previous_id"])))
    pairs = []
    for former, customer, anonymous in zip(
        *(aliases[name].to_pylist() for name in ("previous_id", *_NAMED)), strict=True
    ):
        kind, present = (Kind.CUSTOMER, customer) if customer else (Kind.ANONYMOUS, anonymous)
        if former != present:
            pairs.append((Known(kind, former), Known(kind, present)))
        if kind is Kind.CUSTOMER:
            pairs.append((Known(Kind.ANONYMOUS, former), Known(kind, present)))
    return pairs
