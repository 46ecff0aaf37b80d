"""What a client hears: good requests, bad keys, bad envelopes, sizes, encodings."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.server.running import Shop, wait_until

EVENT = {"userId": "customer-1", "event": "Product Viewed"}


def test_takes_every_call_at_its_long_and_short_address(shop: Shop) -> None:
    whole = {**EVENT, "previousId": "old-1", "groupId": "g-1"}
    for path in ("track", "identify", "page", "screen", "group", "alias", "t", "i", "p", "s", "g", "a"):
        assert shop.post(f"/v1/{path}", {**whole, "messageId": f"call-{path}"}).status == 200, path
    for path in ("batch", "b"):
        batch = {"batch": [{**EVENT, "type": "track", "messageId": f"call-{path}"}]}
        assert shop.post(f"/v1/{path}", batch).json() == {"success": True}
    expected = {
        "track": "track", "t": "track", "identify": "identify", "i": "identify", "page": "page", "p": "page",
        "screen": "screen", "s": "screen", "group": "group", "g": "group", "alias": "alias", "a": "alias",
        "batch": "track", "b": "track",
    }  # fmt: skip
    wait_until(lambda: {f"call-{path}" for path in expected} <= {row[0] for row in shop.lake()})
    assert {
        message.removeprefix("call-"): call
        for message, call in shop.lake("message_id, call")
        if message.startswith("call-")
    } == expected


def test_takes_the_key_from_the_body_and_plain_text_as_browsers_send_it(shop: Shop) -> None:
    body = {**EVENT, "writeKey": shop.key, "messageId": "browser-1"}
    plain = {"Content-Type": "text/plain;charset=UTF-8", "Origin": "https://shop.example"}
    answer = shop.post("/v1/t", body, plain, key="")
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (200, "*")
    batch = {"batch": [{**EVENT, "type": "track"}], "writeKey": shop.key}
    assert shop.post("/v1/b", batch, plain, key="").status == 200


def test_answers_the_preflight_of_browsers(shop: Shop) -> None:
    asking = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    answer = shop.ask("OPTIONS", "/v1/t", None, asking)
    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "authorization" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (rb'{"batch":[{"type":"track","userId":"u","event":"\ud800"},{"type":"track","userId":"u","event":"x"}]}', 200),
        (rb'{"batch":[{"event":"\ud800"}],"context":{"locale":"\ud800"}}', 400),
        (rb'{"batch":[{"event":"\ud800"},NaN]}', 400), (rb'{"batch":{"event":"\ud800"}}', 400),
        (rb'["\ud800"]', 400),
        (rb'{"batch":[{"event":"\ud800"}', 400),
    ],
)  # fmt: skip
def test_half_a_surrogate_pair_is_one_calls_fault(shop: Shop, body: bytes, status: int) -> None:
    assert shop.post("/v1/batch", body).status == status


def test_gives_browser_clients_their_settings(shop: Shop) -> None:
    settings = shop.get(f"/v1/projects/{shop.key}/settings").json()
    assert settings["integrations"]["Segment.io"] == {
        "apiKey": shop.key, "apiHost": f"127.0.0.1:{shop.port}/v1", "protocol": "http"
    }  # fmt: skip
    assert shop.get("/v1/projects/jw_unknown/settings").status == 401


@pytest.mark.parametrize("key", ["", "jw_wrong"])
def test_refuses_a_wrong_key(shop: Shop, key: str) -> None:
    answer = shop.post("/v1/track", EVENT, key=key)
    assert answer.status == 401
    assert answer.json()["error"]["field"] == "writeKey"


def test_refuses_a_revoked_key(shop: Shop) -> None:
    key = shop.joren("keys", "create", "--kind", "write", "--name", "to revoke")
    wait_until(lambda: shop.post("/v1/track", EVENT, key=key).status == 200, 5)
    shop.joren("keys", "revoke", "to revoke")
    wait_until(lambda: shop.post("/v1/track", EVENT, key=key).status == 401, 5)


def test_an_api_key_writes_nothing(shop: Shop) -> None:
    key = shop.joren("keys", "create", "--kind", "api")
    assert shop.post("/v1/track", EVENT, key=key).status == 401


@pytest.mark.parametrize(
    ("path", "body", "status", "code", "field"),
    [
        ("track", b"no json", 400, "json", "$"),
        ("track", b"[]", 400, "field", "$"),
        ("track", {"userId": "u"}, 400, "name", "$.event"),
        ("track", {"event": 7, "userId": "u"}, 400, "field", "$.event"),
        ("track", {"event": "x"}, 400, "identity", "$.userId"),
        ("identify", {"userId": {"a": 1}}, 400, "field", "$.userId"),
        ("identify", {"userId": "u", "traits": []}, 400, "field", "$.traits"),
        ("track", {"event": "x", "userId": "u" * 256}, 400, "field", "$.userId"),
        ("alias", {"userId": "u"}, 400, "field", "$.previousId"),
        ("group", {"userId": "u"}, 400, "field", "$.groupId"),
        ("batch", {"events": []}, 400, "envelope", "$"),
        ("batch", {"batch": {}}, 400, "envelope", "$.batch"),
        ("batch", b'{"batch": [{"type": "track"', 400, "json", "$"),
        ("track", {"event": "x", "userId": "u", "properties": {"a": "b" * 33_000}}, 413, "size", "$"),
        ("batch", {"batch": [{"a": "b" * 1000}] * 520}, 413, "size", None),
    ],
)
def test_names_the_field_of_a_bad_envelope(
    shop: Shop, path: str, body: bytes | dict[str, object], status: int, code: str, field: str | None
) -> None:
    answer = shop.post(f"/v1/{path}", body)
    assert answer.status == status, answer.body
    error = answer.json()["error"]
    assert (error["code"], error.get("field")) == (code, field)


def test_takes_gzip_and_refuses_what_only_claims_to_be(shop: Shop) -> None:
    body, zipped = json.dumps(EVENT).encode(), {"Content-Encoding": "gzip"}
    assert shop.post("/v1/track", gzip.compress(body), zipped).status == 200
    assert shop.post("/v1/track", body, zipped).json()["error"]["code"] == "gzip"
    assert shop.post("/v1/track", gzip.compress(body)[:-12], zipped).json()["error"]["code"] == "gzip"
    assert shop.post("/v1/track", body, {"Content-Encoding": "br"}).status == 415


def test_a_gzip_bomb_is_too_large(shop: Shop) -> None:
    bomb = gzip.compress(b" " * 200_000_000)
    assert len(bomb) < 250_000
    assert shop.post("/v1/track", bomb, {"Content-Encoding": "gzip"}).status == 413


def test_other_methods_and_addresses_are_told_so(shop: Shop) -> None:
    assert shop.get("/v1/track").status == 405
    assert shop.post("/v1/purchase", EVENT).status == 404


def test_a_bad_event_spoils_no_good_one(shop: Shop) -> None:
    good = {"type": "track", "event": "Cart Viewed", "userId": "customer-9"}
    batch = [
        {**good, "messageId": "good-1"},
        {**good, "event": None},
        {**good, "type": "purchase"},
        "text",
        {**good, "timestamp": "tomorrow"},
        {**good, "properties": {"a": "b" * 33_000}},
        {**good, "userId": None},
        {**good, "userId": ["customer-9"]},
        {**good, "messageId": "good-2"},
    ]
    assert shop.post("/v1/batch", {"batch": batch}).status == 200
    wait_until(lambda: {("good-1",), ("good-2",)} <= set(shop.lake()))
    letters = shop.rows(
        "SELECT position, reason, field FROM ingest_deadletter "
        "WHERE record = (SELECT max(record) FROM ingest_deadletter) ORDER BY position"
    )
    assert letters == [
        (1, "name", "$.event"), (2, "call", "$.type"), (3, "field", "$"), (4, "time", "$.timestamp"),
        (5, "size", "$"), (6, "identity", "$.userId"), (7, "field", "$.userId"),
    ]  # fmt: skip
    assert shop.rows("SELECT events FROM profiles_identifier WHERE value = 'customer-9'") == [(2,)]
