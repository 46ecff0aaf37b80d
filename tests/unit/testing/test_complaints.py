"""Complaints come in the writer's language, with few stars, about an order of theirs that has arrived."""

from __future__ import annotations

from joren.testing.shop import Shop
from joren.testing.shop.words import LANGUAGES
from joren.testing.shop.words.complaints import TEXTS, TOPICS


def test_they_are_written_in_the_customer_s_language() -> None:
    shop = Shop(seed=1, customers=2500)
    language_of = {row["email"]: row["language"] for row in shop.truth.people().to_pylist()}
    delivered, written = set(), []
    for call in shop.calls():
        properties = call.get("properties", {})
        if properties.get("fulfilment_status") == "delivered":
            delivered.add(properties["order_id"])
        if call.get("event") == "complaint_received":
            assert properties["order_id"] in delivered
            written.append(properties)
    assert {each["language"] for each in written} == set(LANGUAGES)
    for each in written:
        assert each["language"] == language_of[each["email"]]
        assert each["text"] in TEXTS[TOPICS.index(each["topic"])][LANGUAGES.index(each["language"])]
        assert each["rating"] in {1, 2}
