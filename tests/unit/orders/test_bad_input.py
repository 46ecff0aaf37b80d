"""Whatever is handed over ends in a message or in an account that balances: never in a traceback."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joren.errors import InputError
from joren.orders import Reason, read_orders, write_rejected
from tests.unit.orders.reading import DATA, balances, left_out, read

_slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
ZIP = b"PK\x03\x04" + bytes(range(256)) * 20
EXE = b"MZ" + bytes(range(256)) * 20


def codes(path: Path | list[Path] | str, **options: object) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        read_orders(path, **options)  # type: ignore[arg-type]
    return caught.value.code, caught.value.message


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"  \n\n ", "file.empty"),
        (b"\xef\xbb\xbf", "file.empty"),
        (PNG, "file.not_a_table"),
        (ZIP, "file.not_a_table"),
        (EXE, "file.not_a_table"),
        (os.urandom(5000), "file.not_a_table"),
        (b"PAR1" + bytes(100), "file.broken_parquet"),
        (b"\xd0\xcf\x11\xe0" + bytes(5000), "file.password"),
        (gzip.compress(b"customer,date,amount\nA,2024-01-01,5\n" * 9999)[:-400], "file.broken_gzip"),
        (b"customer,date,amount\n", "orders.no_rows"),
        (b"customer,date,amount", "orders.no_rows"),
        (b"hello", "orders.not_recognised"),
        (b"one,two\n1,2\n", "orders.not_recognised"),
        (b"customer,date,amount\nA,soon,1\nB,2024-01-01,much\n", "orders.none_counted"),
    ],
)
def test_says_what_is_wrong_with_a_file(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "given.csv"
    path.write_bytes(content)
    found, message = codes(path)
    assert (found, "Traceback" in message) == (code, False)
    assert code == "orders.none_counted" or "given.csv" in message


def test_says_what_is_wrong_with_a_path(tmp_path: Path) -> None:
    assert codes(tmp_path)[0] == "file.is_folder"
    assert codes(tmp_path / "none.csv")[0] == "file.missing"
    assert codes("a\0b")[0] == "file.unreadable"
    assert codes([])[0] == "orders.no_source"


def test_half_a_parquet_file_is_broken(tmp_path: Path) -> None:
    whole = tmp_path / "whole.parquet"
    duckdb.sql(f"COPY (SELECT 'A' customer, DATE '2024-01-01' date, i amount FROM range(90000) t(i)) TO '{whole}'")  # noqa: S608
    half = tmp_path / "half.parquet"
    half.write_bytes(whole.read_bytes()[:-2000])
    assert codes(half)[0] == "file.broken_parquet"
    garbled = bytearray(whole.read_bytes())
    garbled[1000:9000] = bytes(8000)
    half.write_bytes(bytes(garbled))
    assert codes(half)[0] in ("orders.unreadable", "file.broken_parquet")


def test_half_a_text_file_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    orders = read(tmp_path, "order,customer,date,amount\n1,A,2024-01-01,5\n2,B,2024-01-02,6\n3,C,20")
    assert left_out(orders) == {Reason.BROKEN_ROW: 1}
    assert orders.account.rows_used == 2


def test_rubbish_rows_are_counted_and_written_with_their_line(tmp_path: Path) -> None:
    good = [f"{n},C{n % 7},2024-01-{n % 28 + 1:02d},{n}.50" for n in range(1, 91)]
    bad = [
        "x,y",
        "a,b,c,d,e,f",
        "91,C1,someday,5",
        "92,C1,2024-01-01,five",
        ",C1,2024-01-01,5",
        "93,C1,2099-01-01,5",
        "94,C1,1200-01-01,5",
    ]
    orders = read(tmp_path, "\n".join(["order,customer,date,amount", *good[:40], *bad, *good[40:]]) + "\n")
    assert orders.account.rows_read == 97
    assert orders.account.rows_used == 90
    assert left_out(orders) == {
        Reason.BROKEN_ROW: 2,
        Reason.BAD_DATE: 1,
        Reason.BAD_AMOUNT: 1,
        Reason.NO_ORDER_ID: 1,
        Reason.IMPOSSIBLE_DATE: 2,
    }
    assert write_rejected(orders, tmp_path / "rejected.csv") == 7
    lines = (tmp_path / "rejected.csv").read_text("utf-8-sig").splitlines()
    assert sorted(int(line.split(",")[1]) for line in lines[1:]) == [42, 43, 44, 45, 46, 47, 48]


@pytest.mark.parametrize("length", [100_000, 3_000_000, 70_000_000])
def test_an_endless_line_is_a_broken_row(tmp_path: Path, length: int) -> None:
    path = tmp_path / "endless.csv"
    with path.open("wb") as file:
        file.write(b"customer,date,amount\nA,2024-01-01,5\n")
        for _ in range(10):
            file.write(b"x" * (length // 10))
        file.write(b"\nB,2024-01-02,6\n")
    orders = read_orders(path)
    assert orders.account.rows_used == 2
    assert left_out(orders) == {Reason.BROKEN_ROW: 1}


def test_very_many_broken_rows_are_counted_too(tmp_path: Path) -> None:
    good = 'A,2024-01-01,5\nB,2024-01-02,"6"\n"C\nD",2024-01-03,7\n'
    path = tmp_path / "rubbish.csv"
    path.write_text("customer,date,amount\n" + (good + "x,y\n" * 2 + "1,2,3,4\n") * 80_000)
    orders = read_orders(path)
    assert orders.account.rows_used == 240_000
    assert left_out(orders) == {Reason.BROKEN_ROW: 240_000}
    assert write_rejected(orders, tmp_path / "rejected.csv") == 240_000
    with (tmp_path / "rejected.csv").open(encoding="utf-8-sig") as file:
        assert [next(file).split(",")[1] for _ in range(4)] == ["line", "6", "7", "8"]


def test_null_bytes_and_endless_lines_do_no_harm(tmp_path: Path) -> None:
    orders = read(
        tmp_path, "customer,date,amount\nA,2024-01-01,5\nB\0,2024-01-02,6\n" + "x" * 5_000_000 + "\nC,2024-01-03,7\n"
    )
    assert balances(orders)
    assert orders.account.rows_used >= 2


@pytest.mark.parametrize(
    "option",
    [{"time_zone": "Mars/Olympus"}, {"currency": "pounds"}, {"rates": {"USD": -1.0}}, {"map": {"colour": "x"}}],
)
def test_says_what_is_wrong_with_an_option(tmp_path: Path, option: dict[str, object]) -> None:
    (tmp_path / "o.csv").write_text("customer,date,amount\nA,2024-01-01,5\n")
    assert codes(tmp_path / "o.csv", **option)[0].startswith("orders.")


def test_a_map_to_a_column_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text("Buyer e-mail,Bought on,Sum\nA,2024-01-01,5\n")
    code, message = codes(tmp_path / "o.csv", map={"customer": "Buyer mail"})
    assert code == "orders.no_such_column"
    assert "Did you mean “Buyer e-mail”?" in message
    assert "“Bought on”" in message


def test_unknown_columns_are_listed_with_guesses(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text("Käufer,Order dte,Amount paid\nA,2024-01-01,5\n")
    code, message = codes(tmp_path / "o.csv")
    assert code == "orders.not_recognised"
    assert "“Käufer”, “Order dte”, “Amount paid”" in message
    assert '--map date="Order dte"' in message
    assert '--map amount="Amount paid"' in message


def _ends_well(path: Path) -> None:
    try:
        orders = read_orders(path)
    except InputError:
        return
    assert balances(orders)
    write_rejected(orders, path.with_suffix(".rejected"))


@_slow
@given(content=st.binary(max_size=3000))
def test_any_bytes_end_well(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    _ends_well(path)


_exports = sorted((DATA / "orders").glob("*.csv"))


@_slow
@given(data=st.data())
def test_any_change_of_a_real_export_ends_well(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(_exports)).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        piece = data.draw(
            st.one_of(
                st.binary(max_size=6), st.sampled_from([b'"', b"\n", b",", b"\xff", b"9" * 30, b"-", b"\0", b"\r"])
            )
        )
        content[at : at + data.draw(st.integers(0, 30))] = piece
    path = tmp_path / "changed.csv"
    path.write_bytes(bytes(content))
    _ends_well(path)


_cells = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        [
            "2024-01-05",
            "5/1/2024",
            "1e308",
            "nan",
            "-0",
            "1,5",
            "(3)",
            "¥5",
            "9999-12-31",
            "0001-01-01",
            "1704412800",
            "45000",
        ]
    ),
    st.floats().map(str),
    st.dates().map(str),
)


@_slow
@given(rows=st.lists(st.lists(_cells, min_size=4, max_size=5), max_size=12))
def test_any_table_ends_well(tmp_path: Path, rows: list[list[str]]) -> None:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    path = tmp_path / "table.csv"
    path.write_bytes("\n".join(["order,customer,date,amount", *lines]).encode())
    _ends_well(path)


def test_a_rejected_cell_is_shown_and_not_run(tmp_path: Path) -> None:
    orders = read(tmp_path, "customer,date,amount\nA,2024-01-01,5\n=cmd|' /C calc'!A0,someday,5\n")
    assert write_rejected(orders, tmp_path / "rejected.csv") == 1
    assert ",'=cmd|" in (tmp_path / "rejected.csv").read_text("utf-8-sig")
