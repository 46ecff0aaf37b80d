from __future__ import annotations

from dataclasses import replace

from joren.report.contents import Contents
from joren.report.headline import headline
from tests.unit.report.made_contents import empty, one_order, rich, tiny


def told(contents: Contents) -> list[str]:
    return [str(sentence) for sentence in headline(contents)]


def test_begins_with_who_stayed() -> None:
    assert told(rich()) == [
        "Of 100 customers who bought in the year before, 46 bought again in the last year.",
        "That is 0.9 points fewer than one window earlier (47.1%).",
        "66% of the last window's customers bought more than once, usually after 31 days.",
        "Today's customers are expected to spend £4.4M in the next 365 days (£4.1M to £4.7M).",
        "12 good customers are slipping away: £45.2K a year is at stake.",
        "18,532 orders brought £8,911,408 net between Nov 1, 2023 and Oct 31, 2026.",
    ]


def test_names_the_window_when_it_is_no_year() -> None:
    contents = rich()
    contents = replace(contents, about=replace(contents.about, window_days=90))
    assert told(contents)[0] == (
        "Of 100 customers who bought in the 90 days before, 46 bought again in the last 90 days."
    )


def test_a_small_difference_is_none() -> None:
    contents = rich()
    figures = tuple(
        replace(figure, previous=0.464) if figure.key == "retention_rate_sets" else figure
        for figure in contents.figures
    )
    assert told(replace(contents, figures=figures))[1] == "That is about as many as one window earlier (46.4%)."


def test_says_so_when_nobody_came_back() -> None:
    assert told(tiny()) == [
        "Nobody bought more than once in the last window.",
        "40 orders brought £1,904 net between Jun 1, 2026 and Oct 31, 2026.",
    ]


def test_one_order_is_told_in_the_singular() -> None:
    assert told(one_order()) == ["1 order brought £19.99 net between Oct 31, 2026 and Oct 31, 2026."]


def test_without_orders_it_points_to_what_was_left_out() -> None:
    assert told(empty()) == ["No order could be counted. What was left out, and why, stands below."]
