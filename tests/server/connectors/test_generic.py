"""Any shop may send signed calls, by the Standard Webhooks scheme."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from tests.server.connectors.sending import post

Taken = Callable[[], list[dict[str, Any]]]
CALL = {"type": "track", "event": "Order Completed", "userId": "c1", "properties": {"order_id": "1"}}


@pytest.fixture
def shop(connect: Callable[..., Any]) -> Any:
    return connect("generic", "our own shop", {})


def send(shop: Any, body: Any, *, delivery: str = "msg_1", at: datetime | None = None, **headers: str) -> Any:
    """Sign with the scheme's own library, and send."""
    from joren.server import clock
    from joren.server.connectors.opening import opened

    moment = at or clock.now()
    raw = body if isinstance(body, str) else json.dumps(body)
    given = {
        "webhook-id": delivery, "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(opened(shop).secrets["webhook_secret"]).sign(delivery, moment, raw), **headers,
    }  # fmt: skip
    return post(shop, raw.encode(), given)


def test_calls_are_taken_as_they_are(shop: Any, taken: Taken) -> None:
    assert send(shop, {"batch": [CALL, {**CALL, "messageId": "mine"}]}).status_code == 200
    assert taken() == [{**CALL, "messageId": "msg_1-0"}, {**CALL, "messageId": "mine"}]


def test_a_single_call_needs_no_envelope(shop: Any, taken: Taken) -> None:
    assert send(shop, CALL).status_code == 200
    assert [each["messageId"] for each in taken()] == ["msg_1-0"]


def test_the_same_delivery_counts_once(shop: Any, taken: Taken) -> None:
    assert [send(shop, CALL).status_code for _ in range(3)] == [200, 200, 200]
    assert len(taken()) == 1


@pytest.mark.parametrize(
    "headers",
    [{"webhook-signature": ""}, {"webhook-signature": "v1,AAAA"}, {"webhook-signature": "v2,x v1a,y"},
     {"webhook-id": "another"}, {"webhook-timestamp": "1"}, {"webhook-timestamp": "now"}],
)  # fmt: skip
def test_what_was_not_signed_so_is_refused(shop: Any, headers: dict[str, str], taken: Taken) -> None:
    assert send(shop, CALL, **headers).status_code == 401
    assert taken() == []


@pytest.mark.parametrize("by", [timedelta(minutes=-6), timedelta(minutes=6)])
def test_what_is_too_old_or_of_the_future_is_refused(shop: Any, by: timedelta) -> None:
    from joren.server import clock

    assert send(shop, CALL, at=clock.now() + by).status_code == 401


def test_one_good_signature_among_several_is_enough(shop: Any) -> None:
    from joren.server import clock
    from joren.server.connectors import actions
    from joren.server.connectors.opening import opened

    old = Webhook(opened(shop).secrets["webhook_secret"]).sign("msg_1", clock.now(), json.dumps(CALL))
    actions.renew(shop, {"webhook_secret": "whsec_bmV3IHNlY3JldA=="})
    assert send(shop, CALL, **{"webhook-signature": f"v1,AAAA {old}"}).status_code == 200


@pytest.mark.parametrize("body", ["{", "[1]", '"x"', "7", "null", '{"batch": 5}', '{"batch": [1]}'])
def test_a_body_of_another_shape_is_said_to_be_so(shop: Any, body: str) -> None:
    assert send(shop, body).status_code == 400
