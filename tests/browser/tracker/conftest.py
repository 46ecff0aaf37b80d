"""A running Joren, a shop's site beside it, and a shopper's browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.tracker.site import Recorder, Site, recording, serving_site
from tests.server.running import Shop, running_shop, wait_until

Landed = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with running_shop(tmp_path_factory.mktemp("tracked")) as running:
        yield running


@pytest.fixture
def site(shop: Shop) -> Iterator[Site]:
    with serving_site(shop) as serving:
        yield serving


@pytest.fixture
def recorder(site: Site) -> Iterator[Recorder]:
    """The site's tag sends here instead of to Joren."""
    with recording() as listening:
        site.collector = listening.address
        yield listening


@pytest.fixture
def shopper(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of somebody who was never here. The test fails when a page complains."""
    complaints: list[str] = []
    context = browser.new_context()
    context.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()
    # A shop away or a cut line is the test's doing; Chromium says so by itself.
    assert [text for text in complaints if "Failed to load resource" not in text] == []


@pytest.fixture
def landed(shop: Shop, site: Site) -> Landed:
    """What came from this test's site and is in the lake by now."""

    def ask(columns: str = "name", seconds: float = 60) -> list[tuple[Any, ...]]:
        shop.wait_until_landed(seconds)
        own = f"page_url LIKE '{site.address}/%'"
        return [row[1:] for row in shop.lake(f"coalesce({own}, false), {columns}") if row[0]]

    return ask


def until(page: Page, expression: str) -> None:
    """Wait until it is true in the page. Playwright's own waiting needs `eval`, which the policy refuses."""
    wait_until(lambda: bool(page.evaluate(f"!!({expression})")))


def until_answered(page: Page) -> None:
    """Wait until the collector has answered for every call."""
    until(page, "!Object.keys(localStorage).some((name) => name.startsWith('joren:'))")


def stored(page: Page) -> dict[str, str]:
    """All that the page's origin keeps in the browser, cookies too."""
    kept: dict[str, str] = page.evaluate("({...localStorage, ...sessionStorage})")
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    return {**kept, **cookies}
