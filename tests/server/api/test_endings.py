"""An operation that will end says so, a year before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.server.api.conftest import Program


def test_with_every_answer_and_in_the_description(owner: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from joren.server.api.deprecation import ENDINGS, Ending

    ending = Ending(date(2026, 3, 1), date(2027, 3, 1), "/api/v1/intake")
    monkeypatch.setitem(ENDINGS, "GET /api/v1/webhooks/{endpoint_id}", ending)
    answer = owner.get("/webhooks/424242")
    assert answer.status_code == 404
    assert answer["Deprecation"] == "@1772323200"
    assert answer["Sunset"] == "Mon, 01 Mar 2027 00:00:00 GMT"
    assert answer["Link"] == '</api/v1/intake>; rel="successor-version"'
    assert "Deprecation" not in owner.get("/webhooks")
    described = owner.get("/openapi.json").json()["paths"]
    assert described["/api/v1/webhooks/{endpoint_id}"]["get"]["deprecated"]
    assert "deprecated" not in described["/api/v1/webhooks"]["get"]


def test_nobody_is_given_less_than_a_year(owner: Program) -> None:
    from joren.server.api.deprecation import ENDINGS

    described = owner.get("/openapi.json").json()["paths"]
    for operation, ending in ENDINGS.items():
        method, _, route = operation.partition(" ")
        assert method.lower() in described[route]
        assert ending.ends_on - ending.said_on >= timedelta(days=365)
