"""Who may not see personal data finds none in any answer: no name, e-mail address, phone number or street."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.access.test_every_route import OPERATIONS
from tests.server.api.conftest import Program, program
from tests.server.api.story import SECRETS

_ALL = " ".join(SECRETS)


@pytest.fixture
def stored(told: None) -> Iterator[dict[str, Any]]:  # noqa: ARG001
    """Something personal wherever something can be."""
    from joren.identity import number_of
    from joren.server import clock
    from joren.server.commerce.models import Cart, Product
    from joren.server.ingest.models import DeadLetter, SpoolCursor
    from joren.server.webhooks.models import Delivery, Endpoint

    now = clock.now()
    cursor = SpoolCursor.objects.get_or_create(spool="of-secrets")[0]
    letter = DeadLetter.objects.create(
        cursor=cursor, record=1, position=0, received_at=now, write_key="web", reason="field", field="traits.email",
        detail=_ALL, payload=_ALL,
    )  # fmt: skip
    endpoint = Endpoint.objects.create(url="http://127.0.0.1:9/", events=["*"], includes_personal=True, created_at=now)
    delivery = Delivery.objects.create(
        endpoint=endpoint, webhook_id="msg_1", name="order_completed", body=f'{{"data":"{_ALL}"}}', status="dead",
        next_at=now, created_at=now, ended_at=now,
    )  # fmt: skip
    yield {
        "endpoint_id": endpoint.pk, "delivery_id": delivery.pk, "order_id": "A-1", "cart_number": Cart.objects.get().pk,
        "product_number": Product.objects.get(product_id="tea").pk,
        "profile_id": number_of("customer_id", "customer-secret"),
    }  # fmt: skip
    letter.delete()
    endpoint.delete()


def _answers(asking: Program, ids: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for operation in OPERATIONS:
        method, _, path = operation.partition(" ")
        if method == "GET":
            yield operation, asking.get(re.sub(r"{(\w+)}", lambda found: str(ids.get(found[1], 1)), path))


@pytest.mark.parametrize("role", ["analyst", "developer"])
def test_nothing_personal_for(stored: dict[str, Any], role: str) -> None:
    for operation, answer in _answers(program(role), stored):
        text = answer.content.decode()
        assert [secret for secret in SECRETS if secret in text] == [], operation
        assert answer.status_code in {200, 403}, operation


@pytest.mark.parametrize("role", ["owner", "marketer"])
def test_the_same_answers_hold_it_for(stored: dict[str, Any], role: str) -> None:
    found = {
        operation for operation, answer in _answers(program(role), stored) if SECRETS[1] in answer.content.decode()
    }
    assert found >= {
        "GET /profiles",
        "GET /profiles/{profile_id}",
        "GET /profiles/{profile_id}/identifiers",
        "GET /profiles/{profile_id}/consents",
        "GET /profiles/{profile_id}/events",
        "GET /intake/dead-letters",
        "GET /webhooks/{endpoint_id}/deliveries",
        "GET /webhooks/{endpoint_id}/deliveries/{delivery_id}",
    }


def test_the_page_of_what_comes_in(stored: dict[str, Any]) -> None:  # noqa: ARG001
    from django.test import Client

    from joren.server import clock
    from joren.server.accounts.models import User

    for role, sees in (("analyst", False), ("developer", False), ("owner", True)):
        user, _ = User.objects.get_or_create(
            email=f"{role}-of-secrets@example.com", defaults={"role": role, "created_at": clock.now()}
        )
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        assert (SECRETS[1] in client.get("/").content.decode()) == sees, role
