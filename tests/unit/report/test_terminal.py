from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from joren.report.contents import Contents
from joren.report.terminal import print_report
from tests.unit.report.made_contents import empty, one_order, rich, tiny, yen
from tests.unit.report.made_visits import barely_visited, visited, visited_yen


def printed(contents: Contents, width: int = 80, **more: Any) -> str:
    out = io.StringIO()
    print_report(contents, Console(file=out, width=width), **more)
    return out.getvalue()


@pytest.mark.parametrize("made", [rich, yen, tiny, one_order, empty, visited, visited_yen, barely_visited])
@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_terminal(made: Callable[[], Contents], width: int) -> None:
    assert max(cell_len(line) for line in printed(made(), width).splitlines()) <= width


def test_shows_the_figures_the_segments_and_whom_to_talk_to() -> None:
    text = printed(rich())
    assert re.search(r"Retention rate, person by person +46\.2% +47\.1% +−0\.9 points", text)
    assert re.search(r"High spenders +434 +10% +£5\.5M +62%", text)
    assert re.search(r"Ann Shaw +Bought every 24 days until August, and +£5\.2K", text)
    assert re.search(r"365 days +9,120 +£4\.4M +£4\.1M to £4\.7M", text)
    assert re.search(r"The order was cancelled\. +9,288 +3,836", text)
    assert "401,604 of 541,909 rows were used." in text


def test_says_how_visits_become_orders_when_there_are_events() -> None:
    text = printed(visited())
    assert re.search(r"Bounce rate +44\.1% +45\.0% +−0\.9 points", text)
    assert re.search(r"Filled a cart +7,700 +25\.0% +23,140", text)
    assert re.search(r"Checkout +894 +400 +£1\.2K", text)
    assert "Bounce rate" not in printed(rich())


def test_names_five_customers_and_leaves_the_rest_to_the_page() -> None:
    assert printed(rich()).count("Bought every 24 days") == 5


def test_has_no_colours_and_no_control_characters_in_a_pipe() -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", printed(rich()))


def test_what_customers_typed_cannot_steer_the_terminal() -> None:
    contents = rich()
    object.__setattr__(contents.talk_to[0].customer, "name", "Eve\x1b[2J\x07[bold]x[/bold]")
    text = printed(contents)
    assert "\x1b" not in text
    assert "Eve�[2J�[bold]x[/bold]" in text


def test_says_why_a_figure_is_missing() -> None:
    text = printed(tiny())
    assert "No customer has bought twice yet." in text
    assert "The export does not say which orders" in text


def test_says_where_the_page_and_the_rejected_rows_are() -> None:
    long = Path("a-folder-with-quite-a-long-name/and-another-one-in-it/and-a-third-one/report.html")
    text = printed(rich(), page=long, left_out=(Path("report-lists/rejected.csv"),))
    assert f"The whole report: {long}" in text
    assert "report-lists/rejected.csv" in text
