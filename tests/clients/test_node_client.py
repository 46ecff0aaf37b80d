"""The unmodified `@segment/analytics-node`, pointed at us."""

from __future__ import annotations

import datetime as dt

from tests.clients.conftest import HERE, Node
from tests.server.running import Shop, wait_until


def test_lands_every_call_once(shop: Shop, node: Node) -> None:
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    packages = str(node.folder / "package.json")
    node.run(str(HERE / "server.mjs"), KEY=shop.key, HOST=shop.address, PACKAGES=packages,
             YESTERDAY=yesterday.isoformat())  # fmt: skip
    wait_until(lambda: ("node-6",) in shop.lake())
    shop.wait_until_landed()
    columns = "message_id, call, name, customer_id, anonymous_id, previous_id, group_id, order_id, revenue, currency"
    assert sorted(row for row in shop.lake(columns) if row[0].startswith("node-")) == [
        ("node-1", "identify", "identified", "node-7", "node-device-7", None, None, None, None, None),
        ("node-2", "track", "order_completed", "node-7", None, None, None, "N-1", 3995, "GBP"),
        ("node-3", "page", "page_viewed", "node-7", None, None, None, None, None, None),
        ("node-4", "screen", "screen_viewed", "node-7", None, None, None, None, None, None),
        ("node-5", "group", "grouped", "node-7", None, None, "household-1", None, None, None),
        ("node-6", "alias", "aliased", "node-7", None, "node-device-7", None, None, None, None),
    ]
    details = dict(shop.lake("message_id, [properties, page_url, category, page_title, day::VARCHAR]"))
    assert details["node-1"][0] == '{"email":"seven@example.com"}'
    assert details["node-2"][0] == '{"gift":true}'
    assert details["node-2"][4] == str(yesterday.date())
    assert details["node-3"][1:4] == ["https://shop.example/sandals", "Shoes", "Sandals"]
    assert "analytics-node" in dict(shop.lake("message_id, context"))["node-1"]
