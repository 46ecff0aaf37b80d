from __future__ import annotations

import pytest

from joren.orders.account import in_words
from joren.orders.table import Counting, Reason
from joren.report.account_words import what_counts
from joren.report.glossary import figure_keys, term, word_keys
from tests.unit.report.made_contents import rich


@pytest.mark.parametrize("key", [*figure_keys(), *word_keys()])
def test_every_entry_says_what_it_means_and_how_it_is_counted(key: str) -> None:
    entry = term(key)
    assert all([entry.name, entry.meaning, entry.formula])
    assert entry.meaning.endswith((".", ")."))
    assert entry.anchor == f"term-{key.replace('_', '-')}"


def test_every_figure_of_a_report_is_explained() -> None:
    assert {figure.key for figure in rich().figures} <= set(figure_keys())


def test_an_unknown_key_is_its_own_name() -> None:
    assert (term("best_customer").name, term("best_customer").meaning) == ("best customer", "")


@pytest.mark.parametrize("why", Reason)
def test_every_reason_for_leaving_out_has_words(why: Reason) -> None:
    assert in_words(why) != why.value.replace("_", " ")


def test_says_what_counts_as_an_order_and_as_money() -> None:
    about = rich().about
    assert what_counts(about)[0] == "An order counts when it was paid."
    assert "Shipping is part of the value." in what_counts(about)
    assert what_counts(about)[-1] == "All amounts are in GBP; days are those of the time zone Europe/London."
    assert Counting() == Counting(unpaid=False, tax=False, shipping=False)
