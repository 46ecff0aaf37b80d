"""The unmodified client of Segment, pointed at us."""

from __future__ import annotations

import datetime as dt
import logging

import pytest
from segment.analytics import Client

from tests.server.running import Shop, wait_until

logging.getLogger("segment").setLevel(logging.WARNING)


@pytest.fixture
def client(shop: Shop) -> Client:
    def fail(error: Exception, _items: object) -> None:
        raise AssertionError(error)

    return Client(write_key=shop.key, host=shop.address, gzip=True, on_error=fail, max_retries=1)


def test_lands_every_call_in_both_stores_once(shop: Shop, client: Client) -> None:
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    ids = [
        client.identify("customer-7", {"email": "seven@example.com"}, anonymous_id="device-7")[1]["messageId"],
        client.track(
            "customer-7", "Order Completed", {"order_id": "A-1", "revenue": 39.95, "currency": "GBP", "gift": True},
            timestamp=yesterday,
        )[1]["messageId"],
        client.page("customer-7", "Shoes", "Sandals", {"url": "https://shop.example/sandals"})[1]["messageId"],
        client.screen("customer-7", "Basket")[1]["messageId"],
        client.group("customer-7", "household-1", {"size": 3})[1]["messageId"],
        client.alias("device-7", "customer-7")[1]["messageId"],
    ]  # fmt: skip
    client.flush()
    client.join()
    wait_until(lambda: {row[0] for row in shop.lake()} >= set(ids))

    columns = "message_id, call, name, customer_id, anonymous_id, previous_id, group_id, order_id, revenue, currency"
    found = {row[0]: row[1:] for row in shop.lake(columns) if row[0] in ids}
    assert len([row for row in shop.lake() if row[0] in ids]) == 6
    assert found == {
        ids[0]: ("identify", "identified", "customer-7", "device-7", None, None, None, None, None),
        ids[1]: ("track", "order_completed", "customer-7", None, None, None, "A-1", 3995, "GBP"),
        ids[2]: ("page", "page_viewed", "customer-7", None, None, None, None, None, None),
        ids[3]: ("screen", "screen_viewed", "customer-7", None, None, None, None, None, None),
        ids[4]: ("group", "grouped", "customer-7", None, None, "household-1", None, None, None),
        ids[5]: ("alias", "aliased", "customer-7", None, "device-7", None, None, None, None),
    }
    details = dict(shop.lake("message_id, [properties, page_url, category, page_title, day::VARCHAR]"))
    assert details[ids[0]][0] == '{"email":"seven@example.com"}'
    assert details[ids[1]][0] == '{"gift":true}'
    assert details[ids[1]][4] == str(yesterday.date())
    assert details[ids[2]][1:4] == ["https://shop.example/sandals", "Shoes", "Sandals"]
    [(number, events)] = shop.rows("SELECT number, events FROM profiles_identifier WHERE value = 'customer-7'")
    assert events == 6
    theirs = shop.rows(f"SELECT value FROM profiles_identifier WHERE profile = {number} ORDER BY value")
    assert theirs == [("customer-7",), ("device-7",), ("seven@example.com",)]


def test_drops_what_the_client_sends_twice(shop: Shop, client: Client) -> None:
    event = {"type": "track", "userId": "customer-8", "event": "Product Viewed", "messageId": "twice-1"}
    for _ in range(3):
        assert shop.post("/v1/batch", {"batch": [event, event]}).status == 200
        assert shop.post("/v1/track", event).status == 200
    client.track("customer-8", "Product Viewed", message_id="twice-1")
    client.flush()
    client.join()
    wait_until(lambda: ("twice-1",) in shop.lake())
    shop.wait_until_landed()
    assert shop.lake().count(("twice-1",)) == 1
    assert shop.rows("SELECT events FROM profiles_identifier WHERE value = 'customer-8'") == [(1,)]
    assert shop.rows("SELECT sum(duplicates) FROM ingest_minute")[0][0] >= 9
