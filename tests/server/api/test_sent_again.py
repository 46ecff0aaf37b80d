"""A POST with an Idempotency-Key may be sent again: it happens once."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from joren.clock import FixedClock, SystemClock
from tests.server.api.conftest import Program, program


def _body() -> dict[str, object]:
    return {"url": "http://127.0.0.1:9/hook", "events": ["*"], "description": uuid4().hex}


def _count(description: object) -> int:
    from joren.server.webhooks.models import Endpoint

    return Endpoint.objects.filter(description=description).count()


@pytest.fixture(autouse=True)
def _no_endpoints(_django: Path) -> None:
    from joren.server.webhooks.models import Endpoint

    Endpoint.objects.all().delete()


def test_the_same_request_gets_the_same_answer(owner: Program) -> None:
    body, key = _body(), uuid4().hex
    first = owner.post("/webhooks", body, Idempotency_Key=key)
    again = owner.post("/webhooks", body, Idempotency_Key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert _count(body["description"]) == 1


def test_another_request_with_the_same_key_is_refused(owner: Program) -> None:
    key = uuid4().hex
    owner.post("/webhooks", _body(), Idempotency_Key=key)
    other = owner.post("/webhooks", _body(), Idempotency_Key=key)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency.mismatch")
    elsewhere = owner.post("/keys", {"kind": "write", "name": uuid4().hex[:20]}, Idempotency_Key=key)
    assert elsewhere.status_code == 409


def test_each_program_has_keys_of_its_own(owner: Program) -> None:
    key = uuid4().hex
    assert owner.post("/webhooks", _body(), Idempotency_Key=key).status_code == 201
    assert program().post("/webhooks", _body(), Idempotency_Key=key).status_code == 201


def test_an_answer_that_was_no_success_is_not_kept(owner: Program) -> None:
    body, key = _body(), uuid4().hex
    assert owner.post("/webhooks", body | {"events": []}, Idempotency_Key=key).status_code == 422
    assert owner.post("/webhooks", body, Idempotency_Key=key).status_code == 201


def test_kept_for_a_day(owner: Program) -> None:
    from joren.server import clock
    from joren.server.api.actions import forget_answers

    fixed = FixedClock(SystemClock().now())
    clock.set_clock(fixed)
    try:
        body, key = _body(), uuid4().hex
        owner.post("/webhooks", body, Idempotency_Key=key)
        fixed.move(timedelta(hours=23, minutes=59))
        owner.post("/webhooks", body, Idempotency_Key=key)
        assert _count(body["description"]) == 1
        fixed.move(timedelta(minutes=2))
        owner.post("/webhooks", body, Idempotency_Key=key)
        assert _count(body["description"]) == 2
        fixed.move(timedelta(hours=25))
        assert forget_answers() >= 1
    finally:
        clock.set_clock(SystemClock())


def test_of_many_at_the_same_moment_one_happens(owner: Program) -> None:
    from django.db import connection

    body, key = _body(), uuid4().hex
    start = threading.Barrier(4)
    answers: list[tuple[int, bytes]] = []

    def send() -> None:
        start.wait()
        answer = owner.post("/webhooks", body, Idempotency_Key=key)
        answers.append((answer.status_code, answer.content))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert _count(body["description"]) == 1


def test_secrets_that_were_told_are_not_kept_readable(owner: Program) -> None:
    from joren.server.api.models import GivenAnswer

    key = uuid4().hex
    secret = owner.post("/webhooks", _body(), Idempotency_Key=key).json()["secret"]
    assert secret not in GivenAnswer.objects.get(idempotency_key=key).body
