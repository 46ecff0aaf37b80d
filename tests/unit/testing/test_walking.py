"""Shoppers walk on after the history's end: by the clock, at their pace, the same again, until they are stopped."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from joren.clock import FixedClock
from joren.collector.spool import Record, Taken
from joren.harvest import harvest
from joren.testing.shop import Shop, walk


def walked(
    shop: Shop, minutes: float, *, after: float = 0, tick: float = 1.0, pace: float = 3.0
) -> list[tuple[datetime, dict[str, Any]]]:
    """What was sent, and when."""
    begin = shop.end + timedelta(minutes=after)
    clock, stop, sent = FixedClock(begin), threading.Event(), list[tuple[datetime, dict[str, Any]]]()

    def send(calls: Sequence[dict[str, Any]]) -> None:
        sent.extend((clock.now(), call) for call in calls)

    def wait(_: float) -> None:
        clock.move(timedelta(seconds=tick))
        if clock.now() > begin + timedelta(minutes=minutes):
            stop.set()

    walk(shop, clock, send, pace=pace, stop=stop, wait=wait)
    return sent


def ids(sent: list[tuple[datetime, dict[str, Any]]]) -> list[str]:
    return [call["messageId"] for _, call in sent]


def test_events_are_sent_when_they_happen_and_in_order(small: Shop) -> None:
    sent = walked(small, 20)
    times = [datetime.fromisoformat(call["timestamp"]) for _, call in sent]
    assert times == sorted(times)
    assert all(
        timedelta() <= at - happened <= timedelta(seconds=1) for (at, _), happened in zip(sent, times, strict=True)
    )
    assert times[0] >= small.end


def test_the_pace_is_the_one_that_was_asked_for(small: Shop) -> None:
    full = walked(small, 60, tick=60)
    steady = [call for at, call in full if at > small.end + timedelta(minutes=40)]
    assert len(steady) / 1200 == pytest.approx(3.0, rel=0.25)


def test_the_same_again_whatever_the_ticks_of_the_clock(small: Shop) -> None:
    one, other = walked(small, 10), walked(small, 10, tick=7)
    shorter = min(len(one), len(other))
    assert shorter > 300
    assert ids(one)[:shorter] == ids(other)[:shorter]


def test_a_second_walk_goes_on_and_repeats_no_message_of_the_first_or_of_the_history(small: Shop) -> None:
    first, second = walked(small, 10), walked(small, 10, after=11)
    history = {call["messageId"] for call in small.calls()}
    told = ids(first) + ids(second)
    assert len(set(told)) == len(told)
    assert not history & set(told)


def test_walkers_buy_and_their_parcels_arrive(small: Shop) -> None:
    sent = [call for _, call in walked(small, 90, tick=30)]
    ordered = {call["properties"]["order_id"] for call in sent if call.get("event") == "Order Completed"}
    delivered = {call["properties"]["order_id"] for call in sent
                 if call.get("properties", {}).get("fulfilment_status") == "delivered"}  # fmt: skip
    known = {row["order_id"] for row in small.truth.orders().to_pylist()}
    assert len(delivered) > 20
    assert delivered <= ordered
    assert not ordered & known


def test_what_they_send_can_land(small: Shop) -> None:
    body = json.dumps({"batch": [call for _, call in walked(small, 10)]}).encode()
    at = int((small.end + timedelta(minutes=10)).timestamp() * 1e6)
    found = harvest([Record(1, msgspec.msgpack.encode(Taken("batch", at, "demo", body)))], "spool")
    assert found.refused == []
    assert found.events.num_rows > 300


def test_a_pace_that_nobody_can_walk_is_refused(small: Shop) -> None:
    with pytest.raises(ValueError, match="pace"):
        walked(small, 1, pace=1000)
