"""The pages in a real browser: nothing that axe finds, nothing wider than the screen, nothing refused by the policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser

from tests.server.browsing import OWNER, Visitor
from tests.server.running import Shop, running_shop

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def busy_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with running_shop(tmp_path_factory.mktemp("browsed")) as shop:
        Visitor(shop).submit(shop.set_up_path(), email=OWNER[0], password=OWNER[1], again=OWNER[1])
        good = [{"type": "track", "event": "x", "userId": f"u{number}"} for number in range(1500)]
        bad = {"type": "track", "userId": "u", "event": "", "properties": {"note": "<b>" + "w" * 300}}
        shop.post("/v1/batch", {"batch": [*good, bad, {**bad, "event": "x", "timestamp": "tomorrow"}]})
        shop.wait_until_landed()
        yield shop


@pytest.mark.parametrize("locale", ["en-GB", "ja-JP", "zh-CN"])
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark"), (390, "light")])
def test_is_accessible_and_fits(browser: Browser, busy_shop: Shop, locale: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        locale=locale, viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(busy_shop.address)
    assert Axe().run(page).response["violations"] == []
    page.fill("#id_username", OWNER[0])
    page.fill("#id_password", OWNER[1])
    page.click("main button")
    page.locator("details").first.click()
    assert "1,500" in page.locator(".sums").inner_text()
    assert "<b>" in page.locator("details pre").first.inner_text()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert complaints == []
    context.close()
