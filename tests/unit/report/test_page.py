from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import unquote

import pytest

from joren.language import speaking
from joren.report.contents import Contents
from joren.report.lists import BOM, list_text
from joren.report.page import render_html
from tests.unit.report.made_contents import empty, one_order, rich, rows_of, tiny, yen
from tests.unit.report.made_visits import barely_visited, visited, visited_yen

VOID = {"meta", "link", "input", "br", "img"}


class Seen(HTMLParser):
    """What a page is made of: every tag with its attributes, in order; complains about tags left open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text.append(data)

    def all(self, name: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.tags if tag == name]


@pytest.fixture(scope="module")
def page() -> Seen:
    return Seen(render_html(rich()))


@pytest.mark.parametrize("made", [rich, yen, tiny, one_order, empty, visited, visited_yen, barely_visited])
def test_is_well_formed_and_every_id_is_the_only_one(made: Callable[[], Contents]) -> None:
    seen = Seen(render_html(made()))
    assert (seen.wrong, seen.open) == ([], [])
    ids = [attrs["id"] for _tag, attrs in seen.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("made", [rich, tiny, one_order, empty, visited])
def test_every_link_inside_the_page_lands(made: Callable[[], Contents]) -> None:
    seen = Seen(render_html(made()))
    ids = {attrs["id"] for _tag, attrs in seen.tags if "id" in attrs}
    targets = {a["href"][1:] for a in seen.all("a") if a["href"].startswith("#")}
    assert targets <= ids
    assert targets


def test_nothing_is_asked_of_a_network_and_nothing_runs(page: Seen) -> None:
    assert not page.all("script")
    assert not page.all("img")
    assert [link["href"] for link in page.all("link")] == ["data:,"]
    assert not [name for _tag, attrs in page.tags for name in attrs if name.startswith("on")]
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "script" not in policy


def test_the_style_asks_for_nothing_and_is_not_escaped() -> None:
    style = render_html(one_order()).partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"url\(|@import|://", style)
    assert "section > .lead" in style


def test_what_customers_typed_is_text(page: Seen) -> None:
    assert '<script>alert("x")</script><img src=x onerror=alert(1)>' in "".join(page.text)


def test_headings_go_down_one_step_at_a_time(page: Seen) -> None:
    levels = [int(tag[1]) for tag, _attrs in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


def test_every_table_has_a_caption_and_says_what_its_heads_are_for(page: Seen) -> None:
    assert len(page.all("caption")) == len(page.all("table")) > 10
    assert all("scope" in head for head in page.all("th"))


def test_every_chart_has_a_text_in_its_place(page: Seen) -> None:
    pictures = [attrs for _tag, attrs in page.tags if attrs.get("role") == "img"]
    assert len(pictures) > 10
    assert all(attrs["aria-label"].strip() for attrs in pictures)


def test_every_figure_links_to_its_definition(page: Seen) -> None:
    links = {a["href"] for a in page.all("a")}
    assert {f"#term-{figure.key.replace('_', '-')}" for figure in rich().figures} <= links


def test_speaks_the_language_it_says_it_does() -> None:
    with speaking("ja"):
        assert Seen(render_html(yen())).all("html")[0]["lang"] == "ja"
    with speaking("zh"):
        assert Seen(render_html(yen())).all("html")[0]["lang"] == "zh-Hans"


def test_short_lists_are_inside_the_page_and_long_ones_beside_it() -> None:
    contents = rich()
    lists = {segment.csv: list_text(rows_of(segment.members), "GBP") for segment in contents.segments}
    links = {
        a["download"]: a["href"]
        for a in Seen(render_html(contents, lists=lists, folder="my report-lists")).all("a")
        if "download" in a
    }
    assert links["repeat.csv"] == "my%20report-lists/repeat.csv"  # 2,845 members
    kind, _, held = links["lost.csv"].partition(",")
    assert kind == "data:text/csv;charset=utf-8;base64"
    assert base64.b64decode(held).decode() == lists["lost.csv"]


def test_a_list_of_plain_letters_is_held_as_text() -> None:
    contents = rich()
    members = [replace(member, name=None) for member in contents.segments[0].members]
    text = list_text(rows_of(members), "GBP")
    links = [a for a in Seen(render_html(contents, lists={"lost.csv": text})).all("a") if "download" in a]
    held = next(a["href"] for a in links if a["download"] == "lost.csv")
    assert unquote(held.partition(",")[2]) == text
    assert text.startswith(BOM)


def test_a_shop_without_orders_gets_only_what_can_be_said() -> None:
    seen = Seen(render_html(empty()))
    assert [attrs["id"] for attrs in seen.all("section")] == ["answer", "account", "glossary"]


def test_stays_small_enough_to_mail() -> None:
    contents = rich(months=120, weeks=520)
    people = [replace(contents.segments[0].members[0], customer_id=str(n)) for n in range(1_900)]
    lists = {segment.csv: list_text(rows_of(people), "GBP") for segment in contents.segments}
    assert len(render_html(contents, lists=lists).encode()) < 1_500_000


def test_a_report_without_events_says_nothing_about_visits(page: Seen) -> None:
    assert not [attrs for _tag, attrs in page.tags if attrs.get("id") in {"visits", "term-bounce-rate"}]


def test_a_report_with_events_explains_its_words_and_has_each_drawing_as_a_table() -> None:
    seen = Seen(render_html(visited()))
    ids = {attrs.get("id") for _tag, attrs in seen.tags}
    assert {"visits", "term-bounce-rate", "term-first-touch", "term-excess"} <= ids
    text = " ".join("".join(seen.text).split())
    assert "<script>alert(1)</script>" in text
    assert "Begin with /blog/a-very-long" in text
    assert re.search(r"carts are abandoned\.\s*Quoted\s*70 %\s*This shop, over 90 days\s*73\.3%", text)
    assert "How many people went from one place to the next, step by step" in text


def test_a_report_of_one_visit_shows_no_empty_tables() -> None:
    html = render_html(barely_visited())
    assert "Landing pages" not in html
    assert "The events tell of none." in html
