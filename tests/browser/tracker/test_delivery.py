"""What was told arrives: over a cut line, past a failing collector, from a page that is closed, from two tabs; once."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.tracker.conftest import Landed, stored, until, until_answered
from tests.browser.tracker.site import Recorder, Site
from tests.server.running import wait_until

pytestmark = pytest.mark.browser

CORS = {"Access-Control-Expose-Headers": "retry-after"}


def opened(shopper: BrowserContext, address: str) -> Page:
    page = shopper.new_page()
    page.goto(address)
    until(page, "joren.track")
    return page


def test_offline_then_online(site: Site, shopper: BrowserContext, landed: Landed) -> None:
    page = opened(shopper, site.page("/train"))
    until_answered(page)
    shopper.set_offline(True)
    page.evaluate("for (let n = 0; n < 45; n++) joren.track('Stop ' + n)")
    page.wait_for_timeout(1500)
    assert len(stored(page)) == 46
    page.goto("about:blank")  # what waits outlives the page
    shopper.set_offline(False)
    page.goto(site.address + "/train")
    until(page, "joren.track")
    until_answered(page)
    names = Counter(row[0] for row in landed("name"))
    assert names == {"page_viewed": 2} | {f"Stop {number}": 1 for number in range(45)}


def test_tries_again_at_once_when_the_network_is_back(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    page = opened(shopper, site.page("/tunnel"))
    until_answered(page)
    shopper.set_offline(True)
    page.evaluate("joren.track('In the tunnel')")
    page.wait_for_timeout(6000)  # by now it would wait for some seconds more
    shopper.set_offline(False)
    back = time.monotonic()
    recorder.wait_for("In the tunnel")
    assert time.monotonic() - back < 1.5


def test_waits_as_long_as_a_failing_collector_asks(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    recorder.statuses = [(503, {"Retry-After": "3", **CORS}), (200, {})]
    page = opened(shopper, site.page("/busy"))
    wait_until(lambda: len(recorder.requests) == 1)
    asked = time.monotonic()
    page.evaluate("joren.track('Cart Viewed')")
    wait_until(lambda: len(recorder.requests) == 2)
    assert 2.5 < time.monotonic() - asked < 5
    until_answered(page)
    first, second = recorder.requests
    assert second["batch"][0]["messageId"] == first["batch"][0]["messageId"]
    assert recorder.names() == ["page", "page", "Cart Viewed"]


def test_waits_longer_after_each_failure(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    recorder.statuses = [(500, {}), (429, {}), (502, {}), (200, {})]
    begun = time.monotonic()
    page = opened(shopper, site.page("/broken"))
    wait_until(lambda: len(recorder.requests) == 4, 30)
    assert time.monotonic() - begun > 0.5 + 1 + 2
    until_answered(page)


@pytest.mark.parametrize("status", [400, 401, 413])
def test_drops_what_the_collector_refuses(site: Site, recorder: Recorder, shopper: BrowserContext, status: int) -> None:
    recorder.statuses = [(status, {}), (200, {})]
    warnings: list[str] = []
    shopper.on("console", lambda message: message.type == "warning" and warnings.append(message.text))
    page = opened(shopper, site.page("/refused"))
    until_answered(page)
    page.evaluate("joren.track('Cart Viewed')")
    until_answered(page)
    assert recorder.names() == ["page", "Cart Viewed"]
    assert warnings == []
    recorder.statuses = [(status, {})]
    page = opened(shopper, site.page("/loud", attributes='data-consent="granted" data-debug'))
    until_answered(page)
    assert any("refused" in text for text in warnings)


@pytest.mark.parametrize("mode", ["granted", "cookieless"])
def test_a_page_that_is_closed_at_once(site: Site, shopper: BrowserContext, landed: Landed, mode: str) -> None:
    page = opened(shopper, site.page("/short", attributes=f'data-consent="{mode}"'))
    page.evaluate("joren.track('Cart Viewed')")
    page.close(run_before_unload=True)
    wait_until(lambda: len(landed()) == 2)
    assert sorted(landed()) == [("cart_viewed",), ("page_viewed",)]


def test_a_page_that_is_left_at_once_is_told_once(site: Site, shopper: BrowserContext, landed: Landed) -> None:
    site.page("/two")
    page = opened(shopper, site.page("/one"))
    page.evaluate("joren.track('Cart Viewed'); location.href = '/two'")
    page.wait_for_url("**/two")
    until(page, "joren.track")
    until_answered(page)
    assert sorted(landed()) == [("cart_viewed",), ("page_viewed",), ("page_viewed",)]


def test_two_tabs_do_not_send_the_same(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    address = site.page("/tabs")
    tabs = [opened(shopper, address) for _ in range(2)]
    for tab in tabs:
        until_answered(tab)
    recorder.requests.clear()
    shopper.set_offline(True)
    for number, tab in enumerate(tabs):
        tab.evaluate(f"for (let n = 0; n < 60; n++) joren.track('tab {number} ' + n)")
    shopper.set_offline(False)
    for tab in tabs:
        until_answered(tab)
    assert sorted(recorder.names()) == sorted(f"tab {tab} {number}" for tab in (0, 1) for number in range(60))
    assert max(len(batch["batch"]) for batch in recorder.requests) <= 20


def test_a_heap_that_waits_stays_small(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    recorder.statuses = [(503, {"Retry-After": "60", **CORS})]
    page = opened(shopper, site.page("/heap"))
    long = "{ text: 'x'.repeat(2000), more: Array(9).fill('y'.repeat(1000)) }"
    page.evaluate(f"for (let n = 0; n < 60; n++) joren.track('Long ' + n, {long})")
    kept = [text for name, text in stored(page).items() if name.startswith("joren:")]
    assert 200_000 < sum(map(len, kept)) < 250_000
    assert "Long 59" in "".join(kept)
    assert "Long 0" not in "".join(kept)


def test_what_is_older_than_the_collector_remembers_is_given_up(
    site: Site, recorder: Recorder, shopper: BrowserContext
) -> None:
    page = opened(shopper, site.page("/old"))
    until_answered(page)
    week = "(Date.now() - 7 * 864e5).toString(36)"
    page.evaluate(f'localStorage[\'joren:\' + {week} + \'10000abc\'] = \'{{"type":"track","event":"Old"}}\'')
    page.evaluate("joren.track('New')")
    until_answered(page)
    recorder.wait_for("New")
    assert "Old" not in recorder.names()


BLOCKED = {
    "sandboxed": "",
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
    "no locks": "Object.defineProperty(navigator, 'locks', { value: undefined })",
    "no beacon": "navigator.sendBeacon = () => false",
    "locks that fail": "if (navigator.locks) navigator.locks.request = () => Promise.reject(new Error('no'))",
}


@pytest.mark.parametrize("how", BLOCKED)
def test_a_browser_that_lacks_something(site: Site, shopper: BrowserContext, landed: Landed, how: str) -> None:
    if BLOCKED[how]:
        shopper.add_init_script(BLOCKED[how])
    page = opened(shopper, site.page("/less", policy="sandbox allow-scripts" if how == "sandboxed" else ""))
    page.evaluate("joren.track('Cart Viewed')")
    page.wait_for_timeout(900)
    page.evaluate("joren.track('Left')")
    page.close(run_before_unload=True)
    wait_until(lambda: len(landed()) >= 3)
    assert sorted(landed()) == [("Left",), ("cart_viewed",), ("page_viewed",)]
    assert len(set(landed("anonymous_id"))) == 1


def test_sends_no_cookie(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    shopper.add_cookies([{"name": "console", "value": "secret", "url": recorder.address}])
    page = opened(shopper, site.page("/cookies"))
    until_answered(page)
    assert recorder.headers
    assert all("Cookie" not in headers for headers in recorder.headers)
    assert {cookie["name"] for cookie in shopper.cookies()} == {"console"}
