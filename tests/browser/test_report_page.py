"""The report's page in a real browser: at a desk, on a phone, in the dark, on paper, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page

from joren.report.contents import Contents
from tests.browser.conftest import Open
from tests.unit.report.made_contents import empty, one_order, rich, tiny, yen

pytestmark = pytest.mark.browser

SHOPS = [rich, yen, tiny, one_order, empty]


def style(page: Page, selector: str, name: str) -> str:
    found: str = page.locator(selector).first.evaluate(f"it => getComputedStyle(it).getPropertyValue('{name}')")
    return found


@pytest.mark.parametrize("made", SHOPS)
def test_never_scrolls_sideways(opened: Open, made: Callable[[], Contents]) -> None:
    page = opened(made)
    page.locator("details").evaluate_all("all => all.forEach(it => it.open = true)")
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_entry_of_the_contents_lands(opened: Open) -> None:
    page = opened(rich)
    for link in page.locator("nav a").all():
        link.click()
        target = page.locator(page.evaluate("location.hash"))
        box = target.bounding_box()
        assert box is not None
        assert box["y"] < 900
    assert page.locator("nav a").count() == 12


def test_a_figure_leads_to_its_definition(opened: Open) -> None:
    page = opened(rich)
    page.locator("#figures a.term", has_text="Churn rate").click()
    assert page.locator("#term-churn-rate").is_visible()
    assert page.evaluate("document.querySelector(':target').id") == "term-churn-rate"


def test_the_keyboard_skips_to_the_report_and_chooses_the_colours(opened: Open) -> None:
    page = opened(rich)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "theme-system"
    assert style(page, "label[for=theme-system]", "outline-style") == "solid"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "theme-dark"
    assert style(page, "html", "color-scheme") == "dark"


@pytest.mark.parametrize(
    ("dark", "other", "paper"), [(False, "dark", "rgb(19, 21, 23)"), (True, "light", "rgb(247, 247, 245)")]
)
def test_light_and_dark_follow_the_system_until_chosen(opened: Open, dark: bool, other: str, paper: str) -> None:
    page = opened(rich, dark=dark)
    before = style(page, "body", "background-color")
    page.locator(f"label[for=theme-{other}]").click()
    assert before != paper
    assert style(page, "body", "background-color") == paper


def test_charts_change_their_colours_with_the_page(opened: Open) -> None:
    page = opened(rich)
    bar = '.wide svg rect[fill^="var(--series-new"]'
    light = style(page, bar, "fill")
    page.locator("label[for=theme-dark]").click()
    assert (light, style(page, bar, "fill")) == ("rgb(198, 137, 43)", "rgb(224, 172, 92)")


def test_the_keyboard_chooses_which_cohorts_are_shown(opened: Open) -> None:
    page = opened(rich)
    assert page.locator(".cohorts .table:visible").get_attribute("class") == "table month customers"
    page.locator("#cohort-month").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".cohorts .table:visible").get_attribute("class") == "table quarter customers"
    page.locator("#measure-customers").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator(".cohorts .table:visible").get_attribute("class") == "table quarter revenue"


def test_each_choice_of_cohorts_shows_one_table(opened: Open) -> None:
    page = opened(rich)
    for period, measure in product(("month", "quarter", "week"), ("customers", "orders", "revenue")):
        page.locator(f"label[for=cohort-{period}]").click()
        page.locator(f"label[for=measure-{measure}]").click()
        shown = page.locator(".cohorts .table:visible")
        assert shown.count() == 1
        assert shown.get_attribute("class") == f"table {period} {measure}"


def test_a_phone_gets_charts_whose_letters_can_be_read(opened: Open) -> None:
    page = opened(rich, width=390)
    assert page.locator(".chart .wide:visible").count() == 0
    sizes = page.locator(".chart :is(.narrow, .square) text:not(:empty)").evaluate_all(
        """all => all.map(it => {
            const to = it.getScreenCTM();
            return parseFloat(getComputedStyle(it).fontSize) * Math.hypot(to.a, to.b);
        })"""
    )
    assert min(sizes) > 9


def test_a_list_inside_the_page_can_be_saved(opened: Open) -> None:
    page = opened(rich)
    with page.expect_download() as saving:
        page.locator('a[download="lost.csv"]').click()
    assert saving.value.suggested_filename == "lost.csv"
    text = saving.value.path().read_text(encoding="utf-8-sig")
    assert text.splitlines()[1].replace('"', "").startswith("12346,Ann Shaw,,40,280206.02")


def test_nothing_moves_after_the_page_is_there(opened: Open) -> None:
    page = opened(rich)
    shifted = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
                .observe({type: "layout-shift", buffered: true});
            setTimeout(() => done(sum), 300);
        })"""
    )
    assert shifted == 0


def test_paper_gets_no_buttons_no_dark_and_no_table_cut_off(opened: Open) -> None:
    page = opened(rich, dark=True, width=703)  # A4 less the margins, at 96 dots per inch
    page.emulate_media(media="print", color_scheme="dark")
    assert style(page, "body", "background-color") == "rgb(255, 255, 255)"
    assert page.locator("nav:visible, .choice:visible, .screen:visible").count() == 0
    right = page.locator("table:visible, .card:visible").evaluate_all(
        "all => Math.max(...all.map(it => it.getBoundingClientRect().right))"
    )
    assert right <= 703
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
