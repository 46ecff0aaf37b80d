"""Every page and every operation × every role: who gets in is what the matrix says. A route without an entry fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.api.conftest import ROLES, Program, program

OPEN = "anybody, without signing in"
#: What each needs: a kind of data and a way.
PAGES: dict[str, Any] = {
    "healthz": OPEN,
    "metrics": OPEN,  # asks for a token or a key itself
    "sign-in": OPEN,
    "sign-out": OPEN,
    "set-up/<str:token>": OPEN,
    "": ("numbers", "read"),
}
OPERATIONS: dict[str, tuple[str, str]] = {
    "GET /profiles": ("numbers", "read"),
    "GET /profiles/{profile_id}": ("numbers", "read"),
    "GET /profiles/{profile_id}/identifiers": ("personal", "read"),
    "GET /profiles/{profile_id}/consents": ("personal", "read"),
    "POST /profiles/{profile_id}/consents": ("personal", "write"),
    "GET /profiles/{profile_id}/events": ("personal", "read"),
    "GET /profiles/{profile_id}/merges": ("numbers", "read"),
    "GET /merges": ("numbers", "read"),
    "GET /orders": ("numbers", "read"),
    "GET /orders/{order_id}": ("numbers", "read"),
    "GET /carts": ("numbers", "read"),
    "GET /carts/{cart_number}": ("numbers", "read"),
    "GET /products": ("numbers", "read"),
    "GET /products/{product_number}": ("numbers", "read"),
    "GET /coupons": ("numbers", "read"),
    "GET /intake": ("numbers", "read"),
    "GET /intake/dead-letters": ("numbers", "read"),
    "GET /keys": ("keys", "read"),
    "POST /keys": ("keys", "write"),
    "DELETE /keys/{key_id}": ("keys", "write"),
    "GET /webhooks": ("settings", "read"),
    "POST /webhooks": ("settings", "write"),
    "GET /webhooks/{endpoint_id}": ("settings", "read"),
    "PATCH /webhooks/{endpoint_id}": ("settings", "write"),
    "DELETE /webhooks/{endpoint_id}": ("settings", "write"),
    "POST /webhooks/{endpoint_id}/rotate-secret": ("settings", "write"),
    "POST /webhooks/{endpoint_id}/test": ("settings", "write"),
    "POST /webhooks/{endpoint_id}/replay": ("settings", "write"),
    "GET /webhooks/{endpoint_id}/deliveries": ("settings", "read"),
    "GET /webhooks/{endpoint_id}/deliveries/{delivery_id}": ("settings", "read"),
    "POST /webhooks/{endpoint_id}/deliveries/{delivery_id}/replay": ("settings", "write"),
}
#: Which roles may do that. Written out once more, so that a slip in the matrix is noticed.
MAY = {
    ("numbers", "read"): {"owner", "marketer", "support", "analyst", "developer"},
    ("numbers", "write"): {"owner", "marketer"},
    ("personal", "read"): {"owner", "marketer", "support"},
    ("personal", "write"): {"owner", "marketer", "support"},
    ("messages", "read"): {"owner", "marketer", "support"},
    ("messages", "write"): {"owner", "marketer", "support"},
    ("settings", "read"): {"owner", "marketer", "developer"},
    ("settings", "write"): {"owner", "developer"},
    ("keys", "read"): {"owner", "developer"},
    ("keys", "write"): {"owner", "developer"},
}


def _routes() -> Iterator[str]:
    from django.urls import URLPattern, get_resolver

    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern) and not str(pattern.pattern).startswith("api/"):
            yield str(pattern.pattern)
        elif not isinstance(pattern, URLPattern):
            assert str(pattern.pattern) == "api/v1/", f"who may see {pattern.pattern}…?"


def _operations() -> Iterator[str]:
    from joren.server.api.program import api

    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            for operation in view.operations:
                assert operation.auth_callbacks, "an operation without a key"
                for method in operation.methods:
                    yield f"{method} {(bound.prefix + path).rstrip('/')}"


def test_every_route_has_an_entry(_django: Path) -> None:
    assert sorted(_routes()) == sorted(PAGES)
    assert sorted(_operations()) == sorted(OPERATIONS)


def test_the_matrix_is_what_is_written_here(_django: Path) -> None:
    from joren.server.accounts.access import Data, Way, may

    for data in Data:
        for way in Way:
            assert {role for role in ROLES if may(role, data, way)} == MAY[data.value, way.value]
    assert not any(may("courier", data, way) for data in Data for way in Way)


@pytest.mark.parametrize("role", ROLES)
def test_operations(_django: Path, role: str) -> None:
    asking = program(role)
    for operation, need in OPERATIONS.items():
        method, _, path = operation.partition(" ")
        answer = asking.ask(method, re.sub(r"{\w+}", "999999999", path), {} if method != "GET" else None)
        is_refused = answer.status_code == 403 and answer.json()["error"]["code"] == "access.role"
        assert is_refused == (role not in MAY[need]), (operation, role, answer.status_code)
        assert answer.status_code != 401


def test_operations_without_a_key(_django: Path) -> None:
    for operation in OPERATIONS:
        method, _, path = operation.partition(" ")
        assert Program().ask(method, re.sub(r"{\w+}", "999999999", path)).status_code == 401, operation


@pytest.mark.parametrize("role", ROLES)
def test_pages(_django: Path, role: str) -> None:
    from django.test import Client

    from joren.server import clock
    from joren.server.accounts.models import User

    user, _ = User.objects.get_or_create(
        email=f"{role}-of-pages@example.com", defaults={"role": role, "created_at": clock.now()}
    )
    for route, need in PAGES.items():
        path = "/" + re.sub(r"<\w+:\w+>", "made-up", route)
        visitor = Client(SERVER_NAME="localhost")
        is_sent_to_sign_in = "/sign-in?" in visitor.get(path).get("Location", "")
        assert is_sent_to_sign_in == (need is not OPEN), route
        visitor.force_login(user)
        assert (visitor.get(path).status_code == 403) == (need is not OPEN and role not in MAY[need]), (route, role)


@pytest.mark.parametrize(
    ("scopes", "path", "status"),
    [(["intake:read"], "/intake", 200), (["intake:read"], "/webhooks", 403), (["webhooks:write"], "/webhooks", 200),
     (["webhooks:write"], "/intake", 403)],
)  # fmt: skip
def test_a_key_is_kept_to_its_scopes(_django: Path, scopes: list[str], path: str, status: int) -> None:
    answer = program("owner", *scopes).get(path)
    assert answer.status_code == status
    assert status == 200 or answer.json()["error"]["code"] == "access.scope"


def test_reading_does_not_include_writing(_django: Path) -> None:
    answer = program("owner", "webhooks:read").post("/webhooks", {})
    assert answer.json()["error"]["code"] == "access.scope"
