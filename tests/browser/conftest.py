"""A real browser, and the pages that it opens from disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from joren.language import speaking
from joren.report.contents import Contents
from joren.report.lists import list_text
from joren.report.page import render_html
from tests.unit.report.made_contents import rows_of

Open = Callable[..., Page]


@cache
def rendered(made: Callable[[], Contents], language: str) -> str:
    """The page of a shop, with its lists inside: made once for all tests."""
    contents = made()
    with speaking(language):
        lists = {
            segment.csv: list_text(rows_of(segment.members), contents.about.currency) for segment in contents.segments
        }
        return render_html(contents, lists=lists, folder="report-lists")


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a report as a file, offline, and fails the test when the page asks for anything or complains."""
    trouble: list[str] = []
    contexts = []

    def open_report(
        made: Callable[[], Contents],
        *,
        width: int = 1440,
        dark: bool = False,
        language: str = "en",
        scripts: bool = False,
    ) -> Page:
        path = tmp_path / "report.html"
        path.write_text(rendered(made, language), encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            offline=True,
            bypass_csp=scripts,  # for the tools of a test, never for the page's own behaviour
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: None if request.url == path.as_uri() else trouble.append(request.url))
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("dialog", lambda dialog: trouble.append(dialog.message))
        page.goto(path.as_uri())
        return page

    yield open_report
    for context in contexts:
        context.close()
    assert not [what for what in trouble if what != "data:,"]
