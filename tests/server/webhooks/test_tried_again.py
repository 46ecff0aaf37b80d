"""What does not get through is tried again, for three days, and then kept for people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from joren.clock import FixedClock
from tests.server.webhooks.conftest import Receiver, delivery, event, land, work


def test_the_same_id_again_after_a_pause(endpoint: Any, receiver: Receiver, moving_clock: FixedClock) -> None:
    receiver.answers = [500, 200]
    land(event())
    assert work(endpoint)
    assert not work(endpoint)
    moving_clock.move(timedelta(seconds=6))
    assert work(endpoint)
    (first, _), (second, _) = receiver.arrived
    assert first["webhook-id"] == second["webhook-id"]
    assert first["webhook-timestamp"] != second["webhook-timestamp"]
    assert delivery(endpoint).status == "delivered"
    tries = delivery(endpoint).attempt_set.order_by("id").values_list("status", flat=True)
    assert list(tries) == [500, 200]


def test_dead_after_ten_tries_in_three_days_and_replayed(
    endpoint: Any, receiver: Receiver, moving_clock: FixedClock
) -> None:
    from joren.server.webhooks.actions import replay

    receiver.answers = [500]
    land(event())
    began = moving_clock.now()
    while delivery(endpoint).status == "pending":
        work(endpoint)
        moving_clock.move(max(timedelta(0), delivery(endpoint).next_at - moving_clock.now()))
    assert len(receiver.arrived) == 10
    assert timedelta(days=2.7) < moving_clock.now() - began < timedelta(days=3.5)
    assert endpoint.is_enabled
    receiver.answers = [204]
    assert replay(delivery(endpoint))
    assert not replay(delivery(endpoint))
    assert work(endpoint)
    assert delivery(endpoint).status == "delivered"
    assert delivery(endpoint).attempt_set.count() == 11


def test_no_answer_counts_as_a_failure_and_is_told(endpoint: Any) -> None:
    from joren.server.webhooks.actions import change_endpoint

    change_endpoint(endpoint, url="http://127.0.0.1:9/nobody")
    land(event())
    work(endpoint)
    attempt = delivery(endpoint).attempt_set.get()
    assert (attempt.status, attempt.error.partition(":")[0]) == (None, "ConnectError")


def test_a_redirect_is_not_followed(endpoint: Any, receiver: Receiver) -> None:
    receiver.answers = [(302, {"Location": receiver.address})]
    land(event())
    work(endpoint)
    assert len(receiver.arrived) == 1
    assert delivery(endpoint).status == "pending"


def test_retry_after_is_kept_to(endpoint: Any, receiver: Receiver, moving_clock: FixedClock) -> None:
    receiver.answers = [(429, {"Retry-After": "1800"})]
    land(event())
    work(endpoint)
    assert delivery(endpoint).next_at == moving_clock.now() + timedelta(minutes=30)
    land(event())
    moving_clock.move(timedelta(minutes=29))
    work(endpoint)
    assert len(receiver.arrived) == 1, "the whole endpoint is left alone"


def test_410_turns_the_endpoint_off(endpoint: Any, receiver: Receiver) -> None:
    from joren.server.webhooks.queries import notices

    receiver.answers = [410]
    land(event())
    work(endpoint)
    assert endpoint.disabled == "gone"
    assert delivery(endpoint).status == "dead"
    assert endpoint in notices()
    land(event())
    assert not work(endpoint)


def test_days_of_failure_turn_the_endpoint_off(
    endpoint: Any, receiver: Receiver, moving_clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    from joren.server.webhooks.actions import enable_endpoint, replay_dead
    from joren.server.webhooks.models import Delivery
    from joren.server.webhooks.queries import notices

    receiver.answers = [500]
    for _ in range(6):
        assert endpoint.is_enabled
        land(event())
        work(endpoint)
        moving_clock.move(timedelta(days=1))
    assert endpoint.disabled == "failing"
    assert endpoint in notices()
    assert "turned off" in caplog.text
    assert set(Delivery.objects.filter(endpoint=endpoint).values_list("status", flat=True)) == {"dead"}
    receiver.answers = [200]
    enable_endpoint(endpoint)
    assert replay_dead(endpoint) == 6
    work(endpoint)
    assert set(Delivery.objects.filter(endpoint=endpoint).values_list("status", flat=True)) == {"delivered"}
    assert endpoint.failing_since is None


def test_an_endpoint_where_nothing_goes_through_is_left_alone(
    endpoint: Any, receiver: Receiver, moving_clock: FixedClock
) -> None:
    receiver.answers = [500]
    land(*[event() for _ in range(40)])
    work(endpoint)
    assert len(receiver.arrived) == 8, "the first few told enough"
    moving_clock.move(timedelta(seconds=6))
    receiver.answers = [200]
    work(endpoint)
    assert len({headers["webhook-id"] for headers, _ in receiver.arrived[8:]}) == 40
