"""From a record to events: columns, money, hostile values, ids of our own."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joren.collector.spool import Record, Taken
from joren.events import Event
from joren.harvest import Harvest, harvest
from joren.lake.rows import events_of

AT = 1_795_435_200_000_000  # 2026-11-23 12:00 UTC


def reap(body: Any, call: str = "track", number: int = 1) -> Harvest:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return harvest([Record(number, msgspec.msgpack.encode(Taken(call, AT, "web", raw)))], "spool")


def one(properties: dict[str, Any], **more: Any) -> Event:
    found = reap({"userId": "u", "event": "Order Completed", "properties": properties, **more})
    assert not found.refused
    return events_of(found.events)[0]


def test_money_is_whole_minor_units_of_its_currency() -> None:
    pounds = one({"currency": "gbp", "revenue": 39.95, "total": "45.15", "tax": 0, "price": None})
    assert (pounds.currency, pounds.revenue, pounds.total, pounds.tax, pounds.price) == ("GBP", 3995, 4515, 0, None)
    yen = one({"currency": "JPY", "revenue": 1980})
    assert (yen.currency, yen.revenue) == ("JPY", 1980)


@pytest.mark.parametrize(
    "properties",
    [
        {"revenue": 10}, {"currency": "EUR", "revenue": "ten"}, {"currency": "€", "revenue": 1}, {"currency": 5},
        {"currency": "EUR", "revenue": 1e300}, {"currency": "EUR", "revenue": True}, {"quantity": "many"},
        {"order_id": {"a": 1}}, {"order_id": True}, {"sku": ["a"]},
    ],
)  # fmt: skip
def test_what_fits_no_column_stays_in_the_properties(properties: dict[str, Any]) -> None:
    event = one(properties)
    kept = json.loads(event.properties or "{}")
    assert {**kept, **({"currency": event.currency} if event.currency else {})} == properties
    assert event.revenue is None


def test_page_and_campaign_come_from_the_context() -> None:
    context = {
        "page": {"url": "https://shop.example/a", "path": "/a", "search": "?q"},
        "campaign": {"source": "mail", "medium": "newsletter", "name": "spring", "term": "x"},
        "locale": "ja-JP",
    }
    event = one({}, context=context)
    assert (event.page_url, event.page_path) == ("https://shop.example/a", "/a")
    assert (event.campaign_source, event.campaign_medium, event.campaign_name) == ("mail", "newsletter", "spring")
    assert json.loads(event.context or "") == {"page": {"search": "?q"}, "campaign": {"term": "x"}, "locale": "ja-JP"}


def test_an_event_without_a_message_id_gets_one_that_is_the_same_each_time() -> None:
    body = {"batch": [{"type": "track", "userId": "u", "event": "x"}] * 2}
    first, again = reap(body, "batch", 7), reap(body, "batch", 7)
    assert first.events["message_id"].to_pylist() == ["spool-7-0", "spool-7-1"]
    assert first.events == again.events


def test_the_batch_lends_its_context_and_time_of_sending() -> None:
    body = {
        "batch": [{"type": "track", "userId": 12, "event": "x", "timestamp": "2016-11-23T11:59:00Z"}],
        "context": {"locale": "zh-CN"}, "sentAt": "2016-11-23T12:00:00Z",
    }  # fmt: skip
    event = events_of(reap(body, "batch").events)[0]
    assert (event.customer_id, event.context) == ("12", '{"locale":"zh-CN"}')
    assert event.occurred_at.isoformat() == "2026-11-23T11:59:00+00:00"
    assert event.received_at.isoformat() == "2026-11-23T12:00:00+00:00"


@pytest.mark.parametrize(
    "raw",
    [
        b'{"userId":"u","event":"\xff"}', b'{"userId":"\\ud800","event":"x"}', b'{"userId":"a\\u0000b","event":"x"}',
        b'{"userId":' + b"9" * 300 + b',"event":"x"}', b'{"userId":"u","event":"x","properties":' + b"[" * 5000,
        b'{"userId":"u","event":"x","timestamp":{"a":1}}', b"", b"null", b'"text"', b'{"event":"x","userId":1e400}',
    ],
)  # fmt: skip
def test_hostile_events_are_refused_with_a_reason(raw: bytes) -> None:
    found = reap(raw)
    assert found.events.num_rows == 0
    assert len(found.refused) == 1
    assert found.refused[0].detail


def test_half_a_surrogate_pair_spoils_no_other_call() -> None:
    half, whole = (
        '{"type":"track","userId":"u","event":"a\\ud800"}',
        '{"type":"track","userId":"u","event":"\\ud83c\\udf75"}',
    )
    found = reap(f'{{"batch":[{half},{whole}],"sentAt":"2026-11-23T12:00:00Z"}}'.encode(), "batch")
    assert found.events["name"].to_pylist() == ["\N{TEACUP WITHOUT HANDLE}"]
    assert [(each.position, each.reason.value) for each in found.refused] == [(0, "json")]


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_field = st.sampled_from([
    "type", "userId", "anonymousId", "event", "name", "properties", "traits", "context", "timestamp", "messageId",
    "sentAt",
])  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(_field, _json, max_size=6))
def test_every_json_becomes_an_event_or_a_reason(call: dict[str, Any]) -> None:
    found = reap({"batch": [call]}, "batch")
    assert found.events.num_rows + len(found.refused) == 1
