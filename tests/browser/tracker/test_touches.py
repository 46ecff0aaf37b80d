"""What brought somebody here the first and the last time, and when a visit is a new one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.tracker.conftest import Landed, until, until_answered
from tests.browser.tracker.site import Recorder, Site

pytestmark = pytest.mark.browser

#: Puts the last touch forty days back.
AGED = """
  const kept = JSON.parse(localStorage.joren);
  kept.last.at = new Date(Date.now() - 40 * 864e5);
  localStorage.joren = JSON.stringify(kept);
"""


def seen(page: Page, recorder: Recorder, address: str, referer: str = "") -> dict[str, Any]:
    """The context of the page's view."""
    before = len(recorder.calls())
    page.goto(address, referer=referer) if referer else page.goto(address)
    until(page, "joren.track")
    until_answered(page)
    view = recorder.calls()[before]
    return {**view["context"], "who": view["anonymousId"]}


def test_first_touch_stays_and_the_last_changes(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    page, address = shopper.new_page(), site.page("/shop")
    utm = "?utm_source=letter&utm_medium=email&utm_campaign=Spring&utm_content=top&email=ai@example.com&q=tea"
    first = seen(page, recorder, address + utm)
    campaign = first["campaign"]
    assert {name: campaign[name] for name in ("source", "medium", "name", "content")} == {
        "source": "letter", "medium": "email", "name": "Spring", "content": "top",
    }  # fmt: skip
    assert campaign["page"].endswith("content=top&email=&q=tea")
    assert first["first_touch"] == campaign

    direct = seen(page, recorder, address)
    assert (direct["campaign"], direct["first_touch"]) == (campaign, campaign)

    clicked = seen(page, recorder, address + "?gclid=abc")
    assert {name: clicked["campaign"][name] for name in ("source", "medium", "gclid")} == {
        "source": "google", "medium": "cpc", "gclid": "abc",
    }  # fmt: skip
    assert clicked["first_touch"] == campaign

    page.evaluate(AGED)
    later = seen(page, recorder, address)
    assert "campaign" not in later
    assert later["first_touch"] == campaign


def test_the_page_before_counts_at_the_begin_of_a_visit_only(
    site: Site, recorder: Recorder, shopper: BrowserContext
) -> None:
    shopper.clock.install()
    page, address = shopper.new_page(), site.page("/shop")
    found = seen(page, recorder, address, "https://www.google.co.jp/")
    assert (found["campaign"]["source"], found["campaign"]["medium"]) == ("google.co.jp", "organic")

    paid = seen(page, recorder, address, "https://www.payments.example/done?token=secret")
    assert paid["campaign"] == found["campaign"]
    assert paid["session"] == found["session"]
    assert "secret" not in str(recorder.requests)

    shopper.clock.fast_forward(31 * 60 * 1000)
    linked = seen(page, recorder, address, "https://blog.example/")
    assert (linked["campaign"]["source"], linked["campaign"]["medium"]) == ("blog.example", "referral")
    assert linked["first_touch"] == found["campaign"]
    assert linked["session"]["id"] != found["session"]["id"]
    assert linked["who"] == found["who"]

    shopper.clock.fast_forward(31 * 60 * 1000)
    own = seen(page, recorder, address, "http://www.localhost/")
    assert own["campaign"] == linked["campaign"]


def test_an_address_that_a_router_has_rewritten_is_still_known(
    site: Site, recorder: Recorder, shopper: BrowserContext
) -> None:
    site.files["/router.js"] = "history.replaceState(null, '', '/shop')"
    page = shopper.new_page()
    address = site.page("/shop", head='<script src="/router.js"></script>')
    context = seen(page, recorder, address + "?utm_source=letter")
    assert page.url == address
    assert context["campaign"]["source"] == "letter"


def test_the_touch_stands_in_its_columns(site: Site, shopper: BrowserContext, landed: Landed) -> None:
    page = shopper.new_page()
    page.goto(site.page("/sale") + "?utm_source=line&utm_medium=message&utm_campaign=春")
    until(page, "joren.track")
    until_answered(page)
    columns = "campaign_source, campaign_medium, campaign_name, page_path, page_title"
    assert landed(columns) == [("line", "message", "春", "/sale", "Page /sale")]


def test_one_id_on_all_subdomains_where_the_tag_says_so(site: Site, shopper: BrowserContext) -> None:
    """The cookie needs real subdomains and https: requests are answered here, before they reach any network."""
    told: list[dict[str, Any]] = []

    def answer(route: Route) -> None:
        if route.request.url.endswith("joren.js"):
            script = site.shop.get("/sdk/joren.js")
            route.fulfill(status=200, body=script.body, headers={"Access-Control-Allow-Origin": "*"})
        elif route.request.method == "POST":
            told.extend(json.loads(route.request.post_data or "")["batch"])
            route.fulfill(status=200, headers={"Access-Control-Allow-Origin": "*"})
        else:
            route.fulfill(status=200, content_type="text/html", body=site.pages["/shop"][0])

    site.page("/shop", attributes='data-cookie-domain="shop.example"')
    html, policy = site.pages["/shop"]
    site.pages["/shop"] = html.replace(site.shop.address, "https://joren.shop.example"), policy
    shopper.route("**/*", answer)
    page = shopper.new_page()
    page.goto("https://www.shop.example/")
    until(page, "joren.track")
    assert shopper.cookies() == []
    page.evaluate("joren.consent('granted')")
    until_answered(page)
    (cookie,) = shopper.cookies()
    assert (cookie["name"], cookie["domain"], cookie["secure"]) == ("joren", ".shop.example", True)
    page.goto("https://checkout.shop.example/")
    until(page, "joren.track")
    until_answered(page)
    assert [call.get("event") or call["type"] for call in told] == ["page", "consent_changed", "page"]
    assert {call["anonymousId"] for call in told} == {cookie["value"]}
    assert "campaign" not in told[-1]["context"]
    page.evaluate("joren.consent('denied')")
    assert shopper.cookies() == []
