"""A shop that says what it shows in attributes, on another origin with a strict policy: everything lands, once."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.tracker.conftest import Landed, until, until_answered
from tests.browser.tracker.site import Recorder, Site
from tests.server.running import wait_until

pytestmark = pytest.mark.browser

PRODUCT = """
<main data-joren-product="P-1" data-joren-name="Sencha" data-joren-price="12.50" data-joren-currency="EUR"
      data-joren-category="Tea" data-joren-brand="Uji">
  <button data-joren-event="product_added" data-joren-quantity="2" data-joren-cart-id="C-1"><b>Add</b></button>
</main>
<form action="/found" data-joren-event="products_searched">
  <input name="q" data-joren-field="query"><input name="secret" value="not yours"><button>Search</button>
</form>"""

COLUMNS = "name, product_id, price, quantity, currency, category, brand, cart_id, checkout_id, order_id, total"
CART = {"cart_id": "C-1", "currency": "EUR", "total": 25, "products": [{"product_id": "P-1", "quantity": 2}]}
ORDER = {
    "order_id": "1001", "currency": "EUR", "total": 30.9, "revenue": 25, "shipping": 5.9, "email": "ai@example.com",
    "products": [{"product_id": "P-1", "price": 12.5, "quantity": 2}],
}  # fmt: skip


def block(kind: str, value: object) -> str:
    return f'<script type="application/json" data-joren-{kind}>{json.dumps(value)}</script>'


def test_a_visit_from_page_to_order(site: Site, shopper: BrowserContext, landed: Landed) -> None:
    site.page("/found", '<p data-joren-search="green tea" data-joren-results="2">')
    site.page("/checkout", block("cart", CART) + block("checkout", {**CART, "checkout_id": "K-1"}))
    page = shopper.new_page()
    page.goto(site.page("/sencha", PRODUCT))
    page.click("b")
    page.fill("[data-joren-field]", "green tea")
    page.click("form button")
    page.wait_for_url("**/found**")
    page.goto(site.address + "/checkout")
    page.goto(site.page("/thanks", block("cart", {**CART, "products": []}) + block("order", ORDER)))
    page.reload()
    until_answered(page)

    rows = landed(COLUMNS)
    told = [row for row in rows if row[0] != "page_viewed"]
    eur = {"currency": "EUR"}
    expected = [
        {"name": "product_viewed", "product_id": "P-1", "price": 1250, "category": "Tea", "brand": "Uji", **eur},
        {"name": "product_added", "product_id": "P-1", "price": 1250, "quantity": 2.0, "category": "Tea",
         "brand": "Uji", "cart_id": "C-1", **eur},
        {"name": "products_searched"},
        {"name": "products_searched"},
        {"name": "cart_updated", "cart_id": "C-1", "total": 2500, **eur},
        {"name": "checkout_started", "cart_id": "C-1", "checkout_id": "K-1", "total": 2500, **eur},
        {"name": "cart_updated", "cart_id": "C-1", "total": 2500, **eur},
        {"name": "order_completed", "order_id": "1001", "total": 3090, **eur},
    ]  # fmt: skip
    names = COLUMNS.split(", ")
    assert sorted(told, key=str) == sorted((tuple(row.get(name) for name in names) for row in expected), key=str)
    assert sorted(row[0] for row in landed("page_path, name") if row[1] == "page_viewed") == [
        "/checkout", "/found", "/sencha", "/thanks", "/thanks",
    ]  # fmt: skip
    searches = [json.loads(row[1]) for row in landed("name, properties") if row[0] == "products_searched"]
    assert searches == [{"query": "green tea"}, {"query": "green tea", "results": "2"}]
    assert len(set(landed("anonymous_id"))) == 1
    assert landed("page_title, page_referrer")[0] == ("Page /sencha", None)


def test_calls_before_and_after_the_script_is_there(site: Site, shopper: BrowserContext, landed: Landed) -> None:
    site.files["/own.js"] = """
      window.joren = window.joren || [];
      joren.push(['identify', 'customer-7', { email: 'seven@example.com' }]);
      joren.push(['track', 'Cart Viewed', { cart_id: 'C-7' }]);
    """
    page = shopper.new_page()
    page.goto(site.page("/calls", head='<script src="/own.js"></script>'))
    until(page, "joren.track")
    page.evaluate("""() => {
      joren.push(['group', 'household-1', { size: 3 }]);
      joren.alias('customer-7', 'old-7');
      joren.page('Help', { category: 'Service' });
      joren.track('Order Completed', { order_id: 77, currency: 'JPY', total: 3000 }, { context: { app: 'own' } });
      joren.reset();
      joren.track('Signed Out', { page: location.href });
      joren.flush();
    }""")
    until_answered(page)
    rows = landed("call, name, customer_id, group_id, previous_id, cart_id, order_id, total, message_id")
    plain = [row[:8] for row in rows if row[0] != "page"]
    assert sorted(plain, key=str) == sorted([
        ("track", "cart_viewed", "customer-7", None, None, "C-7", None, None),
        ("track", "order_completed", "customer-7", None, None, None, "77", 3000),
        ("track", "signed_out", None, None, None, None, None, None),
    ], key=str)  # fmt: skip
    assert ("order_completed-77",) in [row[8:] for row in rows]
    pages = landed("name, page_title, category, customer_id")
    assert ("page_viewed", "Page /calls", "Service", "customer-7") in pages
    others = landed_elsewhere(site)
    assert others == [("alias", None, "old-7", "customer-7"), ("group", "household-1", None, "customer-7"),
                      ("identify", None, None, "customer-7")]  # fmt: skip


def landed_elsewhere(site: Site) -> list[tuple[object, ...]]:
    """Calls about people have no page in a column."""
    wait_until(lambda: len(about_people(site)) == 3)
    return about_people(site)


def about_people(site: Site) -> list[tuple[object, ...]]:
    rows = site.shop.lake("call, group_id, previous_id, customer_id, coalesce(context, '')")
    about = [row[:4] for row in rows if row[0] in {"alias", "group", "identify"} and f"{site.address}/calls" in row[4]]
    return sorted(about, key=str)


def test_who_is_signed_in_is_told_when_it_changes(site: Site, shopper: BrowserContext, landed: Landed) -> None:
    form = '<form data-joren-identify><input data-joren-field="email" value="guest@example.com"><button>'
    page = shopper.new_page()
    page.goto(site.page("/calls/guest", '<p data-joren-user="">' + form))
    until(page, "joren.track")
    page.click("button")
    for _ in range(2):
        page.goto(site.page("/calls/account", '<p data-joren-user="customer-9" data-joren-email="nine@example.com">'))
    until(page, "joren.track")
    until_answered(page)
    wait_until(lambda: len([row for row in about_people(site) if row[0] == "identify"]) >= 2)
    own = [row for row in landed("name, customer_id") if row[0] == "page_viewed"]
    assert (own[0][1], own[-1][1]) == (None, "customer-9")
    people = site.shop.lake("call, customer_id, properties, coalesce(context, '')")
    assert [row[1:3] for row in people if row[0] == "identify" and site.address in row[3]] == [
        (None, '{"email":"guest@example.com"}'), ("customer-9", '{"email":"nine@example.com"}'),
    ]  # fmt: skip


def test_a_cart_is_told_whenever_it_changes(site: Site, recorder: Recorder, shopper: BrowserContext) -> None:
    page = shopper.new_page()
    page.goto(site.page("/cart", '<p data-joren-cart="C-1" data-joren-total="10"></p>'))
    until(page, "joren.track")
    for total in ("20", "10", "10", "20"):
        page.evaluate(f"document.querySelector('p').outerHTML = '<p data-joren-cart=C-1 data-joren-total={total}>'")
        page.wait_for_timeout(400)
    page.goto(site.address + "/cart")
    until(page, "joren.track")
    until_answered(page)
    told = {call["messageId"]: call for call in recorder.calls() if call.get("event") == "cart_updated"}
    assert [call["properties"]["total"] for call in told.values()] == ["10", "20", "10", "20", "10"]
