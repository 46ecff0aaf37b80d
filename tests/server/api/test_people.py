"""Customers, their ids, consents, events and merges."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.api.conftest import Program, program
from tests.server.api.story import tell, told

pytestmark = pytest.mark.usefixtures("told")


def _hanako(owner: Program) -> dict[str, Any]:
    (found,) = owner.get("/profiles?email=HANAKO@example.com").json()["data"]
    return dict(found)


def test_a_customer_as_they_are(owner: Program) -> None:
    found = _hanako(owner)
    assert (found["name"], found["email"], found["phone"]) == ("Hanako", "hanako@example.com", "+819012345678")
    assert (found["customer_id"], found["kind"]) == ("customer-secret", "customer_id")
    assert (found["orders"], found["spent"]) == (1, {"JPY": 1200})
    assert found["consents"] == {"email": "granted"}
    assert owner.get(f"/profiles/{found['id']}").json() == found
    assert owner.get("/profiles/1").status_code == 404
    assert owner.get("/profiles/9999999999999999999").status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [("customer_id=customer-secret", 1), ("phone=%2B81%2090-1234-5678", 1), ("anonymous_id=laptop", 1),
     ("email=taro@example.com", 1), ("email=nobody@example.com", 0), ("email=nonsense", 0),
     ("email=hanako@example.com&customer_id=customer-secret", 1),
     ("email=taro@example.com&customer_id=customer-secret", 0)],
)  # fmt: skip
def test_found_by_any_id(owner: Program, query: str, count: int) -> None:
    assert len(owner.get(f"/profiles?{query}").json()["data"]) == count


def test_an_analyst_looks_nobody_up() -> None:
    analyst = program("analyst")
    assert analyst.get("/profiles?email=hanako@example.com").status_code == 403
    assert len(analyst.get("/profiles").json()["data"]) == 2


def test_every_id_of_a_customer(owner: Program) -> None:
    ids = owner.get(f"/profiles/{_hanako(owner)['id']}/identifiers").json()["data"]
    assert {(each["kind"], each["value"]) for each in ids} == {
        ("customer_id", "customer-secret"), ("email", "hanako@example.com"), ("phone", "+819012345678"),
        ("anonymous_id", "laptop"),
    }  # fmt: skip


def test_the_consents_with_their_proof(owner: Program) -> None:
    (consent,) = owner.get(f"/profiles/{_hanako(owner)['id']}/consents").json()["data"]
    assert (consent["channel"], consent["state"], consent["basis"]) == ("email", "granted", "opt_in")
    assert (consent["ip"], consent["occurred_at"]) == ("198.51.100.9", "2026-03-01T10:06:00.000Z")


def test_the_events_in_pages_of_the_newest_first(owner: Program) -> None:
    path = f"/profiles/{_hanako(owner)['id']}/events?limit=3"
    names, cursor = [], ""
    while cursor is not None:
        page = owner.get(path + (cursor and f"&cursor={cursor}")).json()
        names += [each["name"] for each in page["data"]]
        cursor = page["next"]
    assert names == [
        "consent_changed", "order_refunded", "order_completed", "cart_updated", "product_viewed", "page_viewed",
        "identified",
    ]  # fmt: skip
    (order,) = owner.get(path + "&name=order_completed").json()["data"]
    assert (order["order_id"], order["total"], order["currency"]) == ("A-1", 2640, "JPY")
    assert order["properties"]["email"] == "hanako@example.com"
    other = owner.get("/orders?limit=1").json()["next"]
    assert owner.get(f"{path}&cursor={other}").json()["error"]["code"] == "cursor"


def test_a_merge_is_told_and_the_former_id_leads_to_the_present_one(owner: Program) -> None:
    (guest,) = owner.get("/profiles?email=taro@example.com").json()["data"]
    tell([told("identify", 20, type="identify", userId="taro", traits={"email": "taro@example.com"})])
    (taro,) = owner.get("/profiles?customer_id=taro").json()["data"]
    assert taro["id"] != guest["id"]
    assert owner.get(f"/profiles/{guest['id']}").json()["id"] == taro["id"]
    moved = {(each["former"], each["present"]) for each in owner.get(f"/profiles/{taro['id']}/merges").json()["data"]}
    assert moved == {(guest["id"], taro["id"])}
    assert owner.get("/merges").json()["data"][-1]["present"] == taro["id"]
