from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from joren.orders import Reason
from joren.orders.files.typed import kinds_of
from tests.unit.orders.reading import balances, left_out, orders_in, read

HEADER = "order,customer,date,amount\n"


def rows(many: int) -> list[str]:
    return [f"{number:06},{number % 997:05},2024-01-{1 + number % 28:02} 10:00:00,12.50" for number in range(many)]


def text_of(lines: Iterable[str]) -> str:
    return HEADER + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("cell", "value"),
    [("2024-02-03 09:00:00,¥1234", 123400), ("3 Feb 2024,99.00", 9900), ("2024-02-03 09:00:00, 7.5 ", 750)],
)
def test_an_odd_cell_that_no_sample_shows_is_read_too(tmp_path: Path, cell: str, value: int) -> None:
    lines = rows(40_000)
    lines[8_000] = f"odd,somebody,{cell}"
    orders = read(tmp_path, text_of(lines), currency="USD")
    assert orders.account.rows_used == 40_000
    found = orders_in(orders)["odd"]
    assert (str(found["ordered_on"]), found["value"]) == ("2024-02-03", value)


def test_what_no_sample_shows_and_nobody_can_read_is_told(tmp_path: Path) -> None:
    lines = rows(40_000)
    lines[8_000] = "odd,somebody,2024-02-03 09:00:00,many"
    lines[8_001] = "later,somebody,on Monday,12.50"
    lines[8_002] = "too,many,cells,in,this,row"
    orders = read(tmp_path, text_of(lines), currency="USD")
    assert left_out(orders) == {Reason.BAD_AMOUNT: 1, Reason.BAD_DATE: 1, Reason.BROKEN_ROW: 1}
    assert balances(orders)


def test_ids_keep_their_zeros(tmp_path: Path) -> None:
    found = orders_in(read(tmp_path, text_of(rows(10)), currency="USD"))
    assert found["000007"]["customer_id"] == "00007"


def test_empty_cells_are_empty(tmp_path: Path) -> None:
    lines = [*rows(10), "010,00001,,12.50", "011,00001,2024-01-02 10:00:00,"]
    orders = read(tmp_path, text_of(lines), currency="USD")
    assert left_out(orders) == {Reason.BAD_DATE: 1, Reason.BAD_AMOUNT: 1}


def test_only_what_all_readers_read_alike_is_a_number() -> None:
    sample = {"plain": ["1", "-2.50", ""], "sign": ["1", "£2"], "comma": ["1,5"], "word": ["1", "nan"], "none": [""]}
    assert kinds_of(sample, list(sample), {}).numbers == {"plain"}


def test_moments_that_are_written_in_another_way_than_the_first_stay_text() -> None:
    kinds = kinds_of({}, [], {"a": "%Y-%m-%d", "b": "%d/%m/%Y", "c": "%Y-%m-%d"})
    assert (kinds.of("a"), kinds.of("b"), kinds.of("c")) == ("TIMESTAMP", "VARCHAR", "TIMESTAMP")
