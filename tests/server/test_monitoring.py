"""What is seen from outside: figures for those who may, and one id from the request to the event."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.server.browsing import OWNER, Visitor
from tests.server.running import Reply, Shop, running_shop

PERSON = {"email": "hanako@example.jp", "phone": "+81 90-1234-5678", "name": "Hanako"}
TOKEN = "a token for the figures"  # noqa: S105


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A shop that logs JSON, with an event, a duplicate and one that was refused."""
    options = {"metrics_token": TOKEN, "log": "json"}
    with running_shop(tmp_path_factory.mktemp("watched"), options=options) as shop:
        event = {"type": "identify", "userId": "customer-1", "messageId": "m-1", "traits": PERSON}
        unusable = {"type": "track", "userId": "customer-1", "event": "", "properties": PERSON}
        reply = shop.post("/v1/batch", {"batch": [event, event, unusable]}, {"X-Request-Id": "checkout-0815"})
        assert reply.status == 200
        assert reply.headers["x-request-id"] == "checkout-0815"
        shop.wait_until_landed()
        yield shop


def ask(shop: Shop, token: str, scheme: str = "Bearer") -> Reply:
    return shop.get("/metrics", {"Authorization": f"{scheme} {token}"} if token else {})


def figures(shop: Shop) -> dict[tuple[str, ...], float]:
    found = {}
    for family in text_string_to_metric_families(ask(shop, TOKEN).body.decode()):
        for sample in family.samples:
            found[sample.name, *sample.labels.values()] = sample.value
    return found


def lines(shop: Shop) -> list[dict[str, object]]:
    """Every line of the log that is a process's."""
    text = (shop.data.parent / "up.log").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_figures_are_for_a_token_or_an_api_key(watched: Shop) -> None:
    api_key = watched.joren("keys", "create", "--kind", "api", "--name", "prometheus")
    assert ask(watched, TOKEN).status == 200
    assert ask(watched, api_key).status == 200
    for token, scheme in (("", "Bearer"), ("wrong", "Bearer"), (watched.key, "Bearer"), (TOKEN, "Basic")):
        refused = ask(watched, token, scheme)
        assert refused.status == 401
        assert b"joren_" not in refused.body
    visitor = Visitor(watched)
    visitor.submit(watched.set_up_path(), email=OWNER[0], password=OWNER[1], again=OWNER[1])
    visitor.sign_in(*OWNER)
    assert visitor.get("/metrics").status == 401  # a browser's session opens no door for programs
    watched.joren("keys", "revoke", "prometheus")
    assert ask(watched, api_key).status == 401


def test_figures_tell_what_landed_and_how_far_every_stage_is(watched: Shop) -> None:
    found = figures(watched)
    assert found["joren_events_total", "landed"] == 1
    assert found["joren_events_total", "duplicate"] == 1
    assert found["joren_events_total", "refused"] == 1
    assert found["joren_dead_letters",] == 1
    for stage in ("spool", "database", "lake"):
        assert found["joren_stage_requests_total", stage] == 1
        assert found["joren_stage_lag_seconds", stage] == 0
    assert found["joren_spool_bytes", "front"] > 100
    for process in ("front", "app", "worker"):
        assert found["joren_process_resident_bytes", process] > 10_000_000
    assert found["joren_disk_free_bytes",] > 0
    leases = [value for name, value in found.items() if name[0] == "joren_lease_renewed_seconds"]
    assert leases
    assert max(leases) < 20


def test_figures_tell_that_a_stage_lags(tmp_path: Path) -> None:
    with running_shop(tmp_path, options={"metrics_token": TOKEN}) as shop:
        import os
        import signal

        worker = shop.pid_of("worker")
        os.kill(worker, signal.SIGSTOP)
        try:
            assert shop.post("/v1/track", {"event": "x", "userId": "u"}).status == 200
            found = figures(shop)
            assert found["joren_stage_behind_requests", "database"] == 1
            assert found["joren_stage_lag_seconds", "database"] > 0
        finally:
            os.kill(worker, signal.SIGCONT)
        shop.wait_until_landed()
        assert figures(shop)["joren_stage_behind_requests", "lake"] == 0


def test_an_id_leads_from_the_request_to_the_event(watched: Shop) -> None:
    (row,) = watched.lake("context, record")
    assert json.loads(row[0])["request_id"] == "checkout-0815"
    landed = [line for line in lines(watched) if str(line["message"]).startswith("landed records")]
    assert {"process": "worker", "events": 1, "duplicates": 1, "refused": 1}.items() <= landed[0].items()
    refused = [line for line in lines(watched) if str(line["message"]).startswith("refused an event")]
    assert refused[0]["record"] == row[1]


def test_an_id_is_made_where_none_that_can_be_used_is_given(watched: Shop) -> None:
    for given in ({}, {"X-Request-Id": "short"}, {"X-Request-Id": "a b c d e f g h <script>"}):
        for reply in (watched.post("/v1/track", b"{}", given), watched.get("/sign-in", given)):
            assert len(reply.headers["x-request-id"]) == 16
    refused = watched.post("/v1/track", b"no json", {"X-Request-Id": "who-sent-this"})
    assert refused.status == 400
    assert next(line for line in lines(watched) if line.get("request") == "who-sent-this")["status"] == 400


def test_a_page_s_log_line_has_the_id_and_the_route(watched: Shop) -> None:
    watched.get("/set-up/not-a-good-token", {"X-Request-Id": "page-0001"})
    (line,) = [line for line in lines(watched) if line.get("request") == "page-0001"]
    assert line["message"] == "GET /set-up/<str:token> 404"
    assert line["process"] == "app"


def test_logs_hold_no_person_and_no_secret(watched: Shop) -> None:
    log = (watched.data.parent / "up.log").read_text("utf-8")
    printed = log.count(watched.set_up_path())  # the link is printed for the owner, once
    for private in (*PERSON.values(), watched.key, TOKEN, OWNER[0], OWNER[1]):
        assert private not in log
    assert printed == 1


def test_private_values_are_taken_out_of_what_libraries_say() -> None:
    from joren.server.settings.logs import without_private

    said = (
        'duplicate key value\nDETAIL:  Key (email)=(hanako@example.jp) already exists.\n'
        "postgres://joren:geheim@db/shop for hanako@example.jp, +81 90-1234-5678, "
        "jw_9N0FRYt84yVbsNF0AXGZVFJncoXvFWa_17zseZ9CiTs"
    )  # fmt: skip
    kept = without_private(said)
    for private in ("hanako", "geheim", "1234-5678", "jw_9N0"):
        assert private not in kept
    assert "duplicate key value" in kept
    assert without_private("landed records 12 to 1234567 at 2026-11-25 04:05:11,123") == (
        "landed records 12 to 1234567 at 2026-11-25 04:05:11,123"
    )
