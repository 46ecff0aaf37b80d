"""What axe finds in the report, in every language, light and dark, at a desk and on a phone: nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from joren.report.contents import Contents
from tests.browser.conftest import Open
from tests.unit.report.made_contents import empty, one_order, rich, tiny
from tests.unit.report.made_visits import visited, visited_yen

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def busy() -> Contents:
    """Everything that a report can hold, in tables of a size that axe gets through."""
    return replace(rich(months=8, weeks=8), visits=visited().visits)


def busy_in_tokyo() -> Contents:
    return replace(rich(months=8, weeks=8, currency="JPY", language="ja"), visits=visited_yen().visits)


def findings(opened: Open, made: Callable[[], Contents], **how: object) -> list[str]:
    page = opened(made, scripts=True, **how)
    page.locator("details").evaluate_all("all => all.forEach(it => it.open = true)")
    found = Axe().run(page, options=RULES)
    return [f"{each['id']}: {node['html'][:200]}" for each in found.response["violations"] for node in each["nodes"]]


@pytest.mark.parametrize("language", ["en", "ja", "zh"])
@pytest.mark.parametrize("dark", [False, True])
def test_finds_nothing_in_any_language(opened: Open, language: str, dark: bool) -> None:
    assert findings(opened, busy if language == "en" else busy_in_tokyo, language=language, dark=dark) == []


@pytest.mark.parametrize("made", [busy, tiny, one_order, empty])
def test_finds_nothing_on_a_phone(opened: Open, made: Callable[[], Contents]) -> None:
    assert findings(opened, made, width=390) == []
