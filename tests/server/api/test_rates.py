"""How much a caller may ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.api.conftest import Program, program


@pytest.fixture
def _slow(_django: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from joren.server.api.rates import Buckets

    buckets = Buckets(3)
    monkeypatch.setattr("joren.server.api.frame._buckets", lambda: buckets)


@pytest.mark.usefixtures("_slow")
def test_each_answer_tells_what_is_left_and_the_fourth_is_refused() -> None:
    asking = program()
    answers = [asking.get("/intake") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert [each["RateLimit-Remaining"] for each in answers] == ["2", "1", "0", "0"]
    assert answers[0]["RateLimit-Limit"] == "3"
    refused = answers[3]
    assert refused.json()["error"]["code"] == "rate"
    assert 1 <= int(refused["Retry-After"]) <= 20
    assert 50 <= int(refused["RateLimit-Reset"]) <= 60


@pytest.mark.usefixtures("_slow")
def test_one_that_asks_too_much_takes_nothing_from_another() -> None:
    greedy, modest = program(), program()
    for _ in range(5):
        greedy.get("/intake")
    assert modest.get("/intake").status_code == 200


@pytest.mark.usefixtures("_slow")
def test_those_without_a_key_count_by_where_they_ask_from() -> None:
    statuses = [Program().get("/intake", X_Forwarded_For="198.51.100.7").status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]
    assert Program().get("/intake", X_Forwarded_For="198.51.100.8").status_code == 401


def test_a_bucket_fills_again_steadily(_django: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from joren.server.api import rates

    moment = [0.0]
    monkeypatch.setattr(rates, "monotonic", lambda: moment[0])
    buckets = rates.Buckets(60)
    assert all(buckets.take("a").is_granted for _ in range(60))
    assert not buckets.take("a").is_granted
    moment[0] = 10.0
    assert [buckets.take("a").is_granted for _ in range(11)] == [True] * 10 + [False]
    moment[0] = 10_000.0
    assert buckets.take("a").remaining == 59
