"""A page that changes its own address is seen once for each, and so is one out of the browser's memory."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.tracker.conftest import Landed, until, until_answered
from tests.browser.tracker.site import Recorder, Site
from tests.server.running import wait_until

pytestmark = pytest.mark.browser

ROUTER = """
function show(path, title, product) {
  history.pushState({}, '', path);
  document.title = title;
  setTimeout(() => {
    document.querySelector('main').innerHTML = product
      ? `<div data-joren-product="${product}" data-joren-currency="JPY" data-joren-price="100"></div>` : '';
  }, 300);
}
"""


def test_each_address_once(site: Site, shopper: BrowserContext, landed: Landed) -> None:
    site.files["/router.js"] = ROUTER
    page = shopper.new_page()
    page.goto(site.page("/app", "<main></main><a href='#more'>more</a>", head='<script src="/router.js"></script>'))
    until(page, "joren.track")
    page.evaluate("show('/app/one', 'One', 'P-1')")
    page.wait_for_timeout(700)
    page.evaluate("show('/app/one', 'One', 'P-1'); history.replaceState({}, '', '/app/one')")  # the same again
    page.click("a")
    page.wait_for_timeout(200)
    page.evaluate("show('/app/hop', 'Hop'); show('/app/two?x=1', 'Two', 'P-2')")  # a redirect
    page.wait_for_timeout(700)
    page.evaluate("document.querySelector('main').dataset.jorenList = 'summer'")
    page.go_back()
    page.wait_for_timeout(700)
    until_answered(page)
    seen = [row for row in landed("name, page_path, page_title, product_id, page_referrer") if row[0] == "page_viewed"]
    assert [row[1:3] for row in seen[:3]] == [("/app", "Page /app"), ("/app/one", "One"), ("/app/two", "Two")]
    assert len(seen) == 4
    assert seen[1][4] == f"{site.address}/app"
    assert [row[3] for row in landed("name, page_path, page_title, product_id") if row[0] == "product_viewed"][:2] == [
        "P-1", "P-2",
    ]  # fmt: skip
    assert [row[0] for row in landed("name") if row[0] == "product_list_viewed"] == ["product_list_viewed"]


def test_a_router_of_fragments(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    page = shopper.new_page()
    page.goto(site.page("/app") + "#/one")
    until(page, "joren.track")
    page.evaluate("location.hash = '#/two'")
    page.wait_for_timeout(400)
    page.evaluate("location.hash = '#/two'")
    page.wait_for_timeout(400)
    until_answered(page)
    assert [call["properties"]["url"].partition("#")[2] for call in recorder.calls()] == ["/one", "/two"]


def test_a_shop_may_tell_its_pages_itself(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    page = shopper.new_page()
    page.goto(site.page("/own", '<i data-joren-list="all">', attributes='data-consent="granted" data-pages="manual"'))
    until(page, "joren.track")
    page.evaluate("joren.page('Own', { category: 'mine' })")
    recorder.wait_for("page")
    until_answered(page)
    assert recorder.names() == ["product_list_viewed", "page"]


def test_two_tags_are_one_too_many(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    page = shopper.new_page()
    page.goto(site.page("/twice", head=site.tag('data-consent="granted"')))
    until(page, "joren.track")
    until_answered(page)
    page.wait_for_timeout(500)
    assert recorder.names() == ["page"]


def test_works_as_a_module_and_with_a_pinned_hash(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    pin = site.shop.get("/sdk/joren.json").json()
    pinned = f'src="{pin["src"]}" integrity="{pin["integrity"]}" crossorigin'
    given = f'data-key="jw_k" data-host="{recorder.address}" data-consent="granted"'
    tag = f'<script type="module" {pinned} {given}></script>'
    site.page("/pinned")
    policy = site.pages["/pinned"][1]
    site.pages["/pinned"] = "<!doctype html><title>Pinned</title>" + tag, policy
    page = shopper.new_page()
    page.goto(site.address + "/pinned")
    (view,) = recorder.wait_for("page")
    assert view["properties"]["title"] == "Pinned"
    assert recorder.requests[0]["writeKey"] == "jw_k"


def test_a_page_out_of_the_browsers_memory_is_seen_again(
    site: Site, recorder: Recorder, shopper: BrowserContext
) -> None:
    """Playwright turns that memory off; the event is all that a page hears of it."""
    page = shopper.new_page()
    page.goto(site.page("/kept", '<i data-joren-product="P-1">'))
    until(page, "joren.track")
    until_answered(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    wait_until(lambda: recorder.names() == ["page", "product_viewed"] * 2)


def test_a_page_that_is_only_prepared_is_seen_when_it_is_shown(
    site: Site, recorder: Recorder, shopper: BrowserContext
) -> None:
    shopper.add_init_script("Object.defineProperty(document, 'prerendering', { value: true })")
    page = shopper.new_page()
    page.goto(site.page("/prepared"))
    page.wait_for_timeout(800)
    assert recorder.names() == []
    page.evaluate("document.dispatchEvent(new Event('prerenderingchange'))")
    recorder.wait_for("page")
