"""Dates and amounts in the forms in which shops write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joren.orders import Reason
from joren.orders.cells.dates import date_form
from joren.orders.cells.functions import install
from joren.orders.cells.numbers import currency_of_signs, writes_commas
from tests.unit.orders.reading import bought, left_out, read

_connection = duckdb.connect()
_connection.execute("SET TimeZone = 'UTC'")
install(_connection)


def ask(call: str, *values: Any) -> Any:
    return _connection.execute(f"SELECT {call}", values).fetchall()[0][0]


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2024-01-05", "2024-01-05 00:00:00"),
        (" 2024/1/5 9:03 ", "2024-01-05 09:03:00"),
        ("2024-01-05T10:00:00.123456Z", "2024-01-05 10:00:00"),
        ("2024-01-05 10:00:00 +0900", "2024-01-05 01:00:00"),
        ("2024-01-05T10:00:00-05:30", "2024-01-05 15:30:00"),
        ("2024-01-05 10:00:00+09", "2024-01-05 01:00:00"),
        ("20240105", "2024-01-05 00:00:00"),
        ("20240105103000", "2024-01-05 10:30:00"),
        ("1704412800", "2024-01-05 00:00:00"),
        ("1704412800000", "2024-01-05 00:00:00"),
        ("45296", "2024-01-05 00:00:00"),
        ("45296.75", "2024-01-05 18:00:00"),
        ("2024年1月5日", "2024-01-05 00:00:00"),
        ("2024年1月5日 10時20分", "2024-01-05 10:20:00"),
        ("２０２４／０１／０５　１０：２０", "2024-01-05 10:20:00"),
        ("1/25/2024 3:04 PM", "2024-01-25 15:04:00"),
        ("25.1.24", "2024-01-25 00:00:00"),
        ("Fri, 05 Jan 2024 14:21:24 +0000", "2024-01-05 14:21:24"),
        ("Jan 5, 2024 2:05 pm", "2024-01-05 14:05:00"),
        ("5-Jan-24", "2024-01-05 00:00:00"),
        ("2024-02-30", None),
        ("13/13/2024", None),
        ("infinity", None),
        ("yesterday", None),
        ("12", None),
        ("", None),
    ],
)
def test_moments(cell: str, moment: str | None) -> None:
    assert ask("joren_moment(?, false)::VARCHAR", cell) == moment


def test_which_comes_first_decides_only_where_both_can() -> None:
    assert ask("joren_moment('2/1/2024', true)::VARCHAR") == "2024-01-02 00:00:00"
    assert ask("joren_moment('2/1/2024', false)::VARCHAR") == "2024-02-01 00:00:00"
    assert ask("joren_moment('25/1/2024', false)::VARCHAR") == "2024-01-25 00:00:00"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1,234.50", 1234.5),
        ("1.234,50", 1234.5),
        ("1,234", 1234),
        ("1.234.567", 1234567),
        ("¥1,200", 1200),
        ("￥１,２００", 1200),
        ("1 200,50 €", 1200.5),
        ("1'234.50", 1234.5),
        ("(12.00)", -12),
        ("−12", -12),
        ("12-", -12),
        ("$-5.00", -5),
        ("-R$ 9,90", -9.9),
        ("USD 12", 12),
        ("800円", 800),
        (".5", 0.5),
        ("10%", None),
        ("12abc34", None),
        ("--", None),
        ("", None),
    ],
)
def test_amounts(cell: str, number: float | None) -> None:
    assert ask("joren_number(?, false)", cell) == number


def test_a_column_with_decimal_commas_groups_with_points() -> None:
    assert writes_commas(["1.234", "12,50", "8"])
    assert not writes_commas(["1,234", "12.50", "8"])
    assert ask("joren_number('1.234', true)") == 1234
    assert ask("joren_number('1.234', false)") == 1.234


@settings(deadline=None)
@given(st.text(max_size=20))
def test_no_text_breaks_the_readers(cell: str) -> None:
    if "\0" not in cell:
        ask("(joren_moment($1, true), joren_moment($1, false), joren_has_zone($1), joren_number($1, true))", cell)


@settings(deadline=None)
@given(st.text("0123456789-+:/. TZ年月日", max_size=20))
def test_no_text_like_a_date_breaks_the_reader(cell: str) -> None:
    ask("(joren_moment($1, true), joren_moment($1, false), joren_has_zone($1))", cell)


def test_forms_of_columns() -> None:
    assert date_form(["12/1/2010 8:26"]).settled is False
    assert date_form(["12/1/2010 8:26", "12/13/2010 8:26"]).pattern == "%m/%d/%Y %H:%M"
    assert date_form(["1/12/2010", "13/12/2010"]).pattern == "%d/%m/%Y"
    assert date_form(["1.2.2010"]).day_first
    assert date_form(["13/1/2024", "1/13/2024", "14/2/2024"]).mixed
    assert date_form(["2024-01-05 10:00:00 +0900"]).aware


def test_the_whole_column_settles_what_its_start_does_not(tmp_path: Path) -> None:
    start = "".join(f"A,{n % 9 + 1}/2/2024,5\n" for n in range(60_000))
    orders = read(tmp_path, f"customer,date,amount\nB,5/6/2024,5\n{start}C,25/2/2024,5\n{start}")
    assert ("B", "2024-06-05", 500) in bought(orders)
    assert not any("month first" in note for note in orders.account.notes)


def test_an_undecidable_column_is_read_month_first_with_a_note(tmp_path: Path) -> None:
    orders = read(tmp_path, "customer,date,amount\nA,1/2/2024,5\n")
    assert bought(orders) == [("A", "2024-01-02", 500)]
    assert any("“date”" in note for note in orders.account.notes)


def test_mixed_forms_are_read_row_by_row(tmp_path: Path) -> None:
    orders = read(
        tmp_path, "customer,date,amount\nA,2024-01-05,5\nB,2024年1月6日,5\nC,7 Jan 2024,5\nD,45299,5\nE,8//2024,5\n"
    )
    assert [day for _who, day, _value in bought(orders)] == ["2024-01-05", "2024-01-06", "2024-01-07", "2024-01-08"]
    assert left_out(orders) == {Reason.BAD_DATE: 1}


def test_signs_tell_the_currency() -> None:
    assert currency_of_signs(["£5.00", "£1"]) == "GBP"
    assert currency_of_signs(["￥５００"]) == "JPY"
    assert currency_of_signs(["5", "£1"]) is None
    assert currency_of_signs([]) is None
