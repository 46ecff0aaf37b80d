"""Which events are told to whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from joren.errors import InputError
from tests.server.webhooks.conftest import Receiver, event, land, table, work


@pytest.mark.parametrize(
    ("patterns", "told"),
    [(["*"], ["cart_updated", "order_completed"]), (["order_*"], ["order_completed"]),
     (["order_completed"], ["order_completed"]), (["order"], []), (["points.*"], [])],
)  # fmt: skip
def test_names_and_their_beginnings(endpoint: Any, patterns: list[str], told: list[str]) -> None:
    from joren.server.webhooks.actions import change_endpoint
    from joren.server.webhooks.models import Delivery

    change_endpoint(endpoint, events=patterns)
    land(event("cart_updated"), event("order_completed"))
    names = Delivery.objects.filter(endpoint=endpoint).order_by("name").values_list("name", flat=True)
    assert list(names) == told


def test_an_event_that_lands_twice_is_told_once(endpoint: Any, receiver: Receiver) -> None:
    happened = event()
    land(happened)
    land(happened)
    work(endpoint)
    assert len(receiver.arrived) == 1


def test_a_disabled_endpoint_is_told_nothing(endpoint: Any) -> None:
    from joren.server.webhooks.actions import disable_endpoint
    from joren.server.webhooks.models import Delivery

    disable_endpoint(endpoint)
    land(event())
    assert not Delivery.objects.filter(endpoint=endpoint).exists()


def test_nobody_subscribed_costs_one_question(_django: Path) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from joren.server.webhooks.models import Endpoint
    from joren.server.webhooks.triggers import tell

    Endpoint.objects.all().delete()
    landed = table(*[event() for _ in range(2000)])
    with CaptureQueriesContext(connection) as asked:
        tell(landed)
    assert len(asked) == 1


@pytest.mark.parametrize("patterns", [[], ["or*der"], ["**"], [""], [f"e{n}" for n in range(51)]])
def test_names_that_will_not_do(_django: Path, receiver: Receiver, patterns: list[str]) -> None:
    from joren.server.webhooks.actions import create_endpoint

    with pytest.raises(InputError):
        create_endpoint(receiver.address, patterns)


@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/latest", "https://10.0.0.1/", "ftp://example.com/", "http://user:pw@127.0.0.1/"]
)
def test_addresses_that_nobody_may_reach(_django: Path, url: str) -> None:
    from joren.server.webhooks.actions import create_endpoint

    with pytest.raises(InputError):
        create_endpoint(url, ["*"])
