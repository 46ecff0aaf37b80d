"""The unmodified `@segment/analytics-next` in Chromium, on a page of another origin, pointed at us."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.tracker.site import Site, serving_site
from tests.clients.conftest import HERE, Node
from tests.server.running import Shop, wait_until

pytestmark = pytest.mark.browser

#: Without a default route Chromium thinks that it is offline, and the client then keeps everything for ever.
ONLINE = "Object.defineProperty(navigator, 'onLine', { get: () => true })"

CALLS = """async ({ name }) => {
  await analytics.ready();
  await analytics.page('Shoes', 'Sandals');
  await analytics.identify(name, { email: 'seven@example.com' });
  await analytics.track('Order Completed', { order_id: 'B-' + name, revenue: 3995, currency: 'JPY', gift: true });
  await analytics.group('household-1', { size: 3 });
  await analytics.alias(name, 'b-' + name);
  await analytics.screen('Basket');
}"""


@pytest.fixture
def site(shop: Shop, node: Node, tmp_path: Path) -> Iterator[Site]:
    node.bundle(HERE / "browser.js", tmp_path / "bundle.js")
    with serving_site(shop) as serving:
        serving.files["/bundle.js"] = (tmp_path / "bundle.js").read_text("utf-8")
        yield serving


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.add_init_script(ONLINE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("batching", [False, True], ids=["one by one", "in batches"])
def test_lands_every_call_once(shop: Shop, site: Site, page: Page, batching: bool) -> None:
    name = "customer-b" if batching else "customer-a"
    asked: list[tuple[str, str]] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append((urlsplit(request.url).netloc, urlsplit(request.url).path)))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    policy = f"default-src 'none'; script-src 'self'; connect-src {shop.address}"
    given = f'data-key="{shop.key}" data-host="{shop.address}" {"data-batching=1" if batching else ""}'
    tag = f'<script src="/bundle.js" {given}></script>'
    site.pages["/sandals"] = f"<!doctype html><title>Sandals</title>{tag}", {"Content-Security-Policy": policy}
    page.goto(f"{site.address}/sandals?utm_source=letter&utm_medium=email&utm_campaign=Spring")
    page.evaluate(CALLS, {"name": name})

    def told() -> list[tuple[object, ...]]:
        columns = "anonymous_id, call, name, customer_id, previous_id, group_id, order_id, revenue, currency"
        who = {row[0] for row in shop.lake("anonymous_id, customer_id") if row[1] == name and row[0]}
        return sorted((row[1:] for row in shop.lake(columns) if row[0] in who), key=str)

    wait_until(lambda: len(told()) == 6)
    shop.wait_until_landed()
    assert told() == sorted([
        ("page", "page_viewed", None, None, None, None, None, None),
        ("identify", "identified", name, None, None, None, None, None),
        ("track", "order_completed", name, None, None, f"B-{name}", 3995, "JPY"),
        ("group", "grouped", name, None, "household-1", None, None, None),
        ("alias", "aliased", name, f"b-{name}", None, None, None, None),
        ("screen", "screen_viewed", name, None, None, None, None, None),
    ], key=str)  # fmt: skip
    columns = "call, page_path, page_title, category, campaign_source, campaign_medium, campaign_name, properties"
    seen = {row[0]: row[1:] for row in shop.lake(f"order_id, {columns}") if row[0] == f"B-{name}"}[f"B-{name}"]
    assert seen[:3] == ("track", "/sandals", "Sandals")
    assert seen[4:7] == ("letter", "email", "Spring")
    assert json.loads(seen[7]) == {"gift": True}
    ours = urlsplit(shop.address).netloc
    paths = {path for host, path in asked if host == ours}
    assert {host for host, _ in asked} == {ours, urlsplit(site.address).netloc}
    assert f"/v1/projects/{shop.key}/settings" in paths
    assert paths >= ({"/v1/b"} if batching else {"/v1/p", "/v1/i", "/v1/t", "/v1/g", "/v1/a", "/v1/s"})
    assert complaints == []
