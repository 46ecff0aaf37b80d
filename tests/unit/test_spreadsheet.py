import pytest

from joren.spreadsheet import defused


@pytest.mark.parametrize("cell", ["=1+1", "+44 20", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r=1", "\n=1"])
def test_what_would_run_stands_behind_an_apostrophe(cell):
    assert defused(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["Ann", "a@b.c", "", "髙橋", "2026-01-05", None, -1.5])
def test_what_would_not_run_stays_as_it_is(cell):
    assert defused(cell) is cell
