"""What arrives is signed by the Standard Webhooks scheme, as its own library sees it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from tests.server.webhooks.conftest import Receiver, delivery, event, land, work


def test_the_receiver_s_library_accepts_it(endpoint: Any, receiver: Receiver) -> None:
    happened = event()
    land(happened)
    assert work(endpoint)
    ((headers, body),) = receiver.arrived
    told = Webhook(endpoint.told).verify(body, headers)
    assert (told["type"], told["timestamp"]) == ("order_completed", "2026-03-01T12:30:15.250Z")
    assert told["data"]["total"] == 1200
    assert told["data"]["currency"] == "JPY"
    assert told["data"]["customer_id"] == "customer-1"
    assert told["data"]["properties"] == {"email": "who@example.com"}
    assert headers["webhook-id"].startswith("msg_")
    assert headers["content-type"] == "application/json"


def test_a_changed_body_or_another_secret_is_refused(endpoint: Any, receiver: Receiver) -> None:
    from joren.server.webhooks.signing import new_secret

    land(event())
    work(endpoint)
    headers, body = receiver.arrived[0]
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint.told).verify(body.replace(b"1200", b"9999"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body, headers)


def test_after_a_change_of_secret_both_are_good_for_a_while(endpoint: Any, receiver: Receiver) -> None:
    from joren.server.webhooks.actions import rotate_secret

    new = rotate_secret(endpoint, overlap=timedelta(hours=1))
    endpoint.refresh_from_db()
    land(event())
    work(endpoint)
    headers, body = receiver.arrived[0]
    assert headers["webhook-signature"].count("v1,") == 2
    assert Webhook(endpoint.told).verify(body, headers) == Webhook(new).verify(body, headers)
    rotate_secret(endpoint, overlap=timedelta(0))
    endpoint.refresh_from_db()
    land(event())
    work(endpoint)
    assert receiver.arrived[1][0]["webhook-signature"].count("v1,") == 1


def test_an_endpoint_without_personal_data_gets_none(endpoint: Any, receiver: Receiver) -> None:
    from joren.server.webhooks.actions import change_endpoint

    change_endpoint(endpoint, includes_personal=False)
    land(event(page_url="https://shop.example/?email=who@example.com", context='{"traits":{"phone":"+8190"}}'))
    work(endpoint)
    body = receiver.arrived[0][1]
    assert json.loads(body)["data"]["total"] == 1200
    for secret in (b"customer-1", b"who@example.com", b"+8190"):
        assert secret not in body


def test_secrets_and_arrived_bodies_are_not_in_the_database(endpoint: Any) -> None:
    land(event())
    work(endpoint)
    assert endpoint.told not in endpoint.secret
    assert delivery(endpoint).body == ""
