"""Whatever goes wrong has one shape, a stable code, and words in the caller's language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.server.api.conftest import Program, program

_GOOD = {"url": "http://127.0.0.1:9/hook", "events": ["*"]}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code", "field"),
    [
        ("POST", "/webhooks", "{", 400, "request.json", None),
        ("POST", "/webhooks", {"url": "http://127.0.0.1:9/"}, 422, "request.field", "events"),
        ("POST", "/webhooks", _GOOD | {"events": ["a", 3]}, 422, "request.field", "events.1"),
        ("POST", "/webhooks", _GOOD | {"colour": "red"}, 422, "request.field", "colour"),
        ("POST", "/webhooks", _GOOD | {"events": ["a*b"]}, 422, "webhooks.events", "events"),
        ("POST", "/webhooks", _GOOD | {"url": "http://10.1.2.3/"}, 422, "webhooks.url", "url"),
        ("POST", "/webhooks", _GOOD | {"url": "http://.%:"}, 422, "webhooks.url", "url"),
        ("POST", "/webhooks", _GOOD | {"url": "https://" + "a" * 64 + ".example/"}, 422, "webhooks.url", "url"),
        ("GET", "/webhooks?limit=201", None, 422, "request.field", "limit"),
        ("GET", "/webhooks?cursor=made-up", None, 422, "cursor", "cursor"),
        ("GET", "/webhooks/999999", None, 404, "not_found", None),
        ("GET", "/webhooks/99999999999999999999", None, 422, "request.field", "endpoint_id"),
        ("GET", "/orders/a%00b", None, 422, "request.field", "order_id"),
        ("POST", "/webhooks", _GOOD | {"description": "a\0b"}, 422, "request.field", "description"),
        ("GET", "/nowhere", None, 404, "not_found", None),
        ("GET", "/", None, 404, "not_found", None),
        ("PUT", "/webhooks", _GOOD, 405, "method", None),
        ("POST", "/webhooks", "x" * 2_700_000, 413, "request.size", None),
    ],
)
def test_one_shape(owner: Program, method: str, path: str, body: Any, status: int, code: str, field: str) -> None:
    answer = owner.ask(method, path, body)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "field", "request_id"}
    assert (error["code"], error["field"]) == (code, field)
    assert error["request_id"] == answer["X-Request-Id"]
    assert answer["Content-Type"].startswith("application/json")


def test_without_a_key_and_with_one_that_is_unknown(_django: Path) -> None:
    nobody, stranger = Program().get("/webhooks"), Program("ja_made-up").get("/webhooks")
    assert (nobody.status_code, nobody.json()["error"]["code"]) == (401, "key.missing")
    assert (stranger.status_code, stranger.json()["error"]["code"]) == (401, "key.unknown")
    assert nobody["WWW-Authenticate"] == "Bearer"


def test_a_write_key_and_a_revoked_key_open_nothing(_django: Path) -> None:
    from django.conf import settings

    from joren.server.accounts.actions import create_key, revoke_key
    from joren.server.accounts.models import KeyKind

    write = create_key(KeyKind.WRITE, "write-for-errors", settings.OPTIONS.write_keys)
    assert Program(write).get("/intake").status_code == 401
    key = create_key(KeyKind.API, "soon-revoked", settings.OPTIONS.write_keys)
    assert Program(key).get("/intake").status_code == 200
    assert revoke_key("soon-revoked", settings.OPTIONS.write_keys)
    assert Program(key).get("/intake").status_code == 401


def test_a_session_of_the_pages_opens_nothing(_django: Path) -> None:
    from django.test import Client

    from joren.server import clock
    from joren.server.accounts.models import User

    user = User.objects.create(email="api-session@example.com", role="owner", created_at=clock.now())
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    assert client.get("/").status_code == 200
    for answer in (client.get("/api/v1/webhooks"), client.post("/api/v1/webhooks", _GOOD, "application/json")):
        assert answer.status_code == 401


@pytest.mark.parametrize(("language", "words"), [("ja", "必要です"), ("zh-Hans", "必填"), ("en", "needed")])
def test_in_the_caller_s_language(_django: Path, language: str, words: str) -> None:
    answer = program(language=language).post("/webhooks", {"url": "http://127.0.0.1:9/"})
    assert words in answer.json()["error"]["message"]


@pytest.mark.parametrize(("language", "words"), [("ja", "ネットワーク"), ("zh-CN", "网络"), ("en", "network")])
def test_what_an_action_refuses_is_in_the_caller_s_language_too(_django: Path, language: str, words: str) -> None:
    answer = program(language=language).post("/webhooks", _GOOD | {"url": "http://10.1.2.3/"})
    assert words in answer.json()["error"]["message"]


def test_what_breaks_here_is_told_without_its_insides(
    owner: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down() -> None:
        raise ZeroDivisionError("the insides")

    monkeypatch.setattr("joren.server.ingest.queries.dead_letters", break_down)
    answer = owner.get("/intake")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "server")
    assert b"insides" not in answer.content
    assert answer["X-Request-Id"] in caplog.text


def test_the_caller_s_own_request_id_is_kept_if_it_is_a_plain_one(owner: Program) -> None:
    assert owner.get("/intake", X_Request_Id="order-7.a").headers["X-Request-Id"] == "order-7.a"
    assert owner.get("/intake", X_Request_Id="<script>").headers["X-Request-Id"] != "<script>"
