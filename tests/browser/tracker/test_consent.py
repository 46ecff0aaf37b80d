"""Nothing is stored before the shopper agreed, and nothing is left after they refused."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.tracker.conftest import Landed, stored, until, until_answered
from tests.browser.tracker.site import Recorder, Site
from tests.server.running import wait_until

pytestmark = pytest.mark.browser


def opened(shopper: BrowserContext, address: str) -> Page:
    page = shopper.new_page()
    page.goto(address)
    until(page, "joren.track")
    return page


def test_required_is_the_default_and_keeps_and_sends_nothing(
    site: Site, recorder: Recorder, shopper: BrowserContext
) -> None:
    page = opened(shopper, site.page("/asks", attributes="") + "?utm_source=letter")
    page.evaluate("joren.track('Cart Viewed')")
    page.wait_for_timeout(800)
    assert stored(page) == {}
    page.evaluate("joren.consent('denied')")
    page.close(run_before_unload=True)
    assert recorder.requests == []


def test_what_was_seen_before_agreeing_on_the_same_page_lands_after_it(
    site: Site, shopper: BrowserContext, landed: Landed
) -> None:
    page = opened(shopper, site.page("/agrees", attributes="") + "?utm_source=letter")
    assert stored(page) == {}
    page.evaluate("joren.consent('granted', { basis: 'opt_in', source: 'banner', text: 'v3' })")
    until_answered(page)
    kept = json.loads(stored(page)["joren"])
    page.goto(site.page("/next", attributes=""))
    page.evaluate("joren.consent('granted')")  # banners say so on every page
    until_answered(page)
    rows = landed("name, page_path, anonymous_id, campaign_source, properties")
    assert sorted(row[:4] for row in rows) == [
        ("consent_changed", "/agrees", kept["anonymousId"], "letter"),
        ("page_viewed", "/agrees", kept["anonymousId"], "letter"),
        ("page_viewed", "/next", kept["anonymousId"], "letter"),
    ]
    told = next(json.loads(row[4]) for row in rows if row[0] == "consent_changed")
    assert told == {"channel": "storage", "state": "granted", "basis": "opt_in", "source": "banner", "text": "v3"}


def test_refusing_removes_everything_and_is_told_once(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    page = opened(shopper, site.page("/changes-mind", attributes=""))
    page.evaluate("joren.consent('granted'); joren.identify('customer-1')")
    until_answered(page)
    before = recorder.calls()[-1]["anonymousId"]
    page.evaluate("joren.track('Waiting'); joren.consent('denied'); joren.track('Cart Viewed')")
    assert stored(page) == {}
    page.goto(site.address + "/changes-mind")
    until(page, "joren.track")
    page.wait_for_timeout(800)
    assert stored(page) == {}
    assert recorder.names() == ["page", "consent_changed", "identify", "consent_changed"]
    last = recorder.calls()[-1]
    assert (last["properties"]["state"], last["anonymousId"], last["userId"]) == ("denied", before, "customer-1")
    assert page.evaluate("joren.anonymousId()") != before


def test_another_tab_hears_of_a_refusal(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    address = site.page("/tabs", attributes="")
    first = opened(shopper, address)
    first.evaluate("joren.consent('granted')")
    second = opened(shopper, address)
    first.evaluate("joren.consent('denied')")
    second.evaluate("joren.track('Cart Viewed')")
    second.wait_for_timeout(800)
    assert stored(second) == {}
    assert "Cart Viewed" not in recorder.names()


def test_cookieless_counts_and_keeps_nothing(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    attributes = 'data-consent="cookieless" data-cookie-domain="localhost"'
    page = opened(shopper, site.page("/counts", attributes=attributes))
    recorder.wait_for("page")
    page.goto(site.page("/again", attributes=attributes))
    until(page, "joren.track")
    page.evaluate("joren.flush()")
    wait_until(lambda: len(recorder.names()) == 2)
    page.close()
    page = opened(shopper, site.address + "/again")
    wait_until(lambda: len(recorder.names()) == 3)
    assert stored(page) == {}
    page.evaluate("joren.consent('denied')")
    assert stored(page) == {"joren": '{"consent":"denied"}'}
    page.goto(site.address + "/counts")
    until(page, "joren.track")
    page.wait_for_timeout(800)
    assert recorder.names()[-1] == "consent_changed"
    pages = recorder.wait_for("page")
    assert len({call["anonymousId"] for call in pages}) == len({call["messageId"] for call in pages}) == 3
    assert stored(page) == {"joren": '{"consent":"denied"}'}


@pytest.mark.parametrize("mode", ["granted", "cookieless"])
def test_a_browser_that_asks_not_to_be_followed_is_asked_first(
    site: Site, recorder: Recorder, shopper: BrowserContext, mode: str
) -> None:
    shopper.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })")
    page = opened(shopper, site.page("/gpc", attributes=f'data-consent="{mode}"'))
    page.wait_for_timeout(800)
    assert (stored(page), recorder.requests) == ({}, [])
    page.evaluate("joren.consent('granted')")
    recorder.wait_for("page", "consent_changed")


def test_an_answer_about_mail_is_told_and_changes_nothing_here(
    site: Site, recorder: Recorder, shopper: BrowserContext
) -> None:
    page = opened(shopper, site.page("/mail"))
    page.evaluate("joren.consent('denied', { channel: 'email', source: 'account page' })")
    (told,) = recorder.wait_for("consent_changed")
    assert told["properties"] == {"channel": "email", "state": "denied", "source": "account page"}
    assert json.loads(stored(page)["joren"])["anonymousId"] == told["anonymousId"]
