"""Whatever a page holds or hands over: it goes on as without us, and what can be told lands."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.tracker.conftest import Landed, until, until_answered
from tests.browser.tracker.site import Recorder, Site

pytestmark = pytest.mark.browser

#: Each is worse than anything a shop does on purpose.
VALUES = """
  const cyclic = { name: 'cyclic' }; cyclic.self = cyclic; cyclic.list = [cyclic];
  const many = Array.from({ length: 5000 }, (_, n) => ({ n, more: Array(500).fill(n) }));
  const deep = {}; for (let at = deep, n = 0; n < 5000; n++) at = at.next = {};
  const throwing = { get a() { throw new Error('a'); }, b: 1, toJSON() { throw new Error('json'); } };
  const proxy = new Proxy({}, { ownKeys() { throw new Error('keys'); } });
  joren.track('Bytes', { bytes: new Uint8Array(1e7), is: 'kept' });
  joren.track('Cyclic', cyclic);
  joren.track('Many', { many });
  joren.track('Deep', { deep });
  joren.track('Throwing', { throwing, proxy, b: 1n, f() {}, s: Symbol('s'), u: undefined, n: NaN, d: new Date(NaN) });
  joren.track('Elements', { body: document.body, when: new Date(0), event: new MouseEvent('click'), window });
  joren.track('Huge', { text: 'あ'.repeat(5e6), small: 'kept' });
  joren.track('Broken', { text: 'a\\ud800b\\0c', pair: '😀' });
  joren.track('Proto', JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}'));
  joren.track('Wide', Object.fromEntries(Array.from({ length: 4000 }, (_, n) => ['key ' + n + 'x'.repeat(300), n])));
  joren.track(); joren.track(null, null, null); joren.track('Null', null, null); joren.track({}, 5);
  joren.track('x'.repeat(600)); joren.identify(); joren.identify(null, null); joren.identify('u'.repeat(9000));
  joren.page(5, 5, 5); joren.consent(); joren.consent('maybe', null);
  joren.push(); joren.push('nothing'); joren.push([]);
  joren.track('Last', { order_id: Symbol('x') });
"""

CLOBBERED = """
<a id="joren" name="joren"></a>
<img name="currentScript"><img name="title"><img name="referrer"><img name="cookie"><img name="hidden">
<form name="body" data-joren-event="products_searched" data-joren-identify>
  <input name="getAttribute"><input name="closest"><input name="querySelectorAll"><input name="getAttributeNames">
  <input name="tagName"><input name="dataset"><input name="parentNode">
  <input data-joren-field="email" value="ai@example.com"><input type="password" data-joren-field="password" value="pw">
  <button>Go</button>
</form>
<div data-joren-product="" data-joren-="" data-joren---="x" data-joren-price="much" data-joren-__proto__="y"></div>
<script type="application/json" data-joren-cart>{"broken": </script>
<script type="application/json" data-joren-order>null</script>
<script type="application/json" data-joren-checkout>[1, 2]</script>
<p data-joren-search='"><b>&amp;'></p><p data-joren-event="">nameless</p>
"""


def opened(shopper: BrowserContext, address: str) -> Page:
    page = shopper.new_page()
    page.goto(address)
    until(page, "window.joren && joren.track")
    return page


def test_values_of_any_kind(site: Site, shopper: BrowserContext, landed: Landed) -> None:
    page = opened(shopper, site.page("/values"))
    took = page.evaluate(f"() => {{ const begun = performance.now(); {VALUES}; return performance.now() - begun; }}")
    assert took < 2000
    until_answered(page)
    rows = dict(landed("name, properties"))
    assert set(rows) >= {"Cyclic", "Many", "Deep", "Throwing", "Elements", "Huge", "Broken", "Proto", "Wide", "Null"}
    told = {name: json.loads(text) for name, text in rows.items() if text}
    assert told["Bytes"] == {"is": "kept"}
    assert told["Cyclic"]["name"] == "cyclic"
    assert told["Throwing"]["throwing"]["b"] == 1
    assert told["Throwing"]["b"] == "1"
    assert told["Elements"]["when"] == "1970-01-01T00:00:00.000Z"
    assert "body" not in told["Elements"]
    assert told["Huge"]["small"] == "kept"
    assert set(told["Huge"]["text"]) == {"あ"}
    assert told["Broken"] == {"text": "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c", "pair": "😀"}
    assert page.evaluate("({}).polluted") is None


def test_user_content_that_takes_the_names_of_the_browsers_own(
    site: Site, recorder: Recorder, shopper: BrowserContext
) -> None:
    site.files["/stays.js"] = "addEventListener('submit', (event) => event.preventDefault())"
    page = opened(shopper, site.page("/clobbered", CLOBBERED, head='<script src="/stays.js"></script>'))
    page.evaluate("document.querySelector('button').click()")
    page.click("text=nameless")
    page.evaluate("joren.track('Still here')")
    recorder.wait_for("Still here", "products_searched", "identify")
    told = {call.get("event") or call["type"]: call for call in recorder.calls()}
    assert told["products_searched"]["properties"]["email"] == "ai@example.com"
    assert told["identify"]["traits"] == {"email": "ai@example.com"}
    assert '"pw"' not in json.dumps(recorder.requests)
    assert "order_completed" not in told


def test_a_restless_page_is_told_a_few_times_only(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    site.files["/restless.js"] = """
      let n = 0;
      setInterval(() => { document.body.setAttribute('data-joren-product', 'P-' + n++); }, 5);
    """
    page = opened(shopper, site.page("/restless", '<script src="/restless.js"></script>'))
    page.wait_for_timeout(9000)
    assert 20 <= recorder.names().count("product_viewed") <= 30


def test_a_page_whose_functions_are_broken_goes_on(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    site.files["/breaks.js"] = """
      const no = () => { throw new Error('broken by the page'); };
      window.fetch = no; navigator.sendBeacon = no; window.MutationObserver = function () { no(); };
      Object.defineProperty(navigator, 'locks', { get: no }); performance.getEntriesByType = no;
      Object.freeze(history);
    """
    page = opened(shopper, site.page("/broken", "<button>Go</button>", head='<script src="/breaks.js"></script>'))
    page.evaluate("joren.track('Cart Viewed'); history.pushState({}, '', '/other')")
    page.click("button")
    page.close(run_before_unload=True)
    assert recorder.requests == []


def test_our_push_state_is_the_pages(site: Site, shopper: BrowserContext) -> None:
    page = opened(shopper, site.page("/push"))
    assert page.evaluate("history.pushState({ a: 1 }, '', '/pushed')") is None
    assert page.evaluate("[history.state.a, location.pathname]") == [1, "/pushed"]
    other = "history.pushState({}, '', 'http://other.example/')"
    assert page.evaluate(f"() => {{ try {{ {other} }} catch (error) {{ return error.name }} }}") == "SecurityError"
