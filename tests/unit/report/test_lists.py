from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from joren.report.lists import BOM, folder_of, list_text, write_lists
from tests.unit.report.made_contents import rich, rows_of, yen


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))


def test_amounts_have_the_decimals_of_the_currency() -> None:
    member = rich().segments[0].members[0]
    assert rows(list_text(rows_of([member]), "GBP"))[1] == [
        "12346", "Ann Shaw", "", "40", "280206.02", "2024-01-03", "2026-01-01", "0.964", "9.4", "9400.00",
    ]  # fmt: skip
    assert rows(list_text(rows_of([member]), "JPY"))[1][4] == "28020602"


def test_a_spreadsheet_sees_utf_8_and_japanese_names() -> None:
    text = list_text(rows_of(yen().segments[0].members), "JPY")
    assert text.startswith(BOM)
    assert rows(text)[1][1] == "株式会社ながいなまえのおきゃくさま商店東京都千代田区丸の内本店"


def name_written(name: str | None) -> str:
    member = replace(rich().segments[0].members[0], name=name)
    return rows(list_text(rows_of([member]), "GBP"))[1][1]


@pytest.mark.parametrize("cell", ["=1+1", "+44 20", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r=1", "\n=1"])
def test_no_cell_can_run_as_a_formula(cell: str) -> None:
    assert name_written(cell) == "'" + cell


def test_what_is_no_formula_stays_as_it_is() -> None:
    assert [name_written(name) for name in ("Ann", "a@b.c", None, "髙橋")] == ["Ann", "a@b.c", "", "髙橋"]


def test_names_with_commas_quotes_and_line_breaks_come_back_whole() -> None:
    member = replace(rich().segments[0].members[0], name='A, "B"\nC')
    assert rows(list_text(rows_of([member]), "GBP"))[1][1] == 'A, "B"\nC'


def test_every_segment_that_can_be_told_gets_its_file(tmp_path: Path) -> None:
    contents = rich()
    segments = (replace(contents.segments[0], why_none="No discounts."), *contents.segments[1:])
    folder = folder_of(tmp_path / "report.html")
    write_lists(folder, lambda key: rows_of(next(s.members for s in segments if s.key == key)), segments, "GBP")
    assert folder == tmp_path / "report-lists"
    assert {path.name for path in folder.iterdir()} == {segment.csv for segment in segments[1:]}
    assert len(rows((folder / "lost.csv").read_text(encoding="utf-8"))) == 11


def test_folder_of_a_page_without_suffix() -> None:
    assert folder_of(Path("out/report")) == Path("out/report-lists")
