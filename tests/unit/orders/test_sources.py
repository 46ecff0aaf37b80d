"""The same orders, however they are handed over."""

from __future__ import annotations

import gzip
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import duckdb
import ibis
import openpyxl
import pyarrow as pa
import pytest

from joren.engine import connect
from joren.orders import Reason, read_orders, write_rejected
from tests.unit.orders.reading import DATA, balances, bought, left_out

TEXT = '顧客ID,注文日,金額\n山田,2024-01-05,"1,200"\n佐藤,2024-01-06,800\n山田,2024-02-03,-200\n'
EXPECTED = [("佐藤", "2024-01-06", 800), ("山田", "2024-01-05", 1200)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_texts_in_any_encoding_with_any_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [
        ["顧客ID", "注文日", "金額", "備考"],
        ["山田", "2024-01-05", "1200", "贈り物です。"],
        ["佐藤", "2024-01-06", "800", ""],
    ]
    path = tmp_path / "o.csv"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    orders = read_orders(path, currency="JPY")
    assert bought(orders) == EXPECTED
    file = orders.account.files[0]
    assert (file.delimiter, file.encoding) == (delimiter, encoding.removesuffix("-sig"))


def test_chinese_text_is_told_from_japanese(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    path.write_bytes("客户编号,订单日期,订单金额\n王小明,2024-01-05,5\n".encode("gbk"))
    assert read_orders(path).account.files[0].encoding == "gb18030"
    path.write_bytes("customer,date,amount\nZoë,2024-01-05,5\nJosé,2024-01-05,5\n".encode("cp1252"))
    assert [who for who, _day, _value in bought(read_orders(path))] == ["José", "Zoë"]


def test_an_encoding_that_shows_late_is_found(tmp_path: Path) -> None:
    filler = "".join(f"c{n},2024-01-{n % 28 + 1:02d},5\n" for n in range(120_000))
    path = tmp_path / "o.csv"
    path.write_bytes(("customer,date,amount\n" + filler + "Zoë,2024-02-01,7\n" + filler).encode("cp1252"))
    orders = read_orders(path)
    assert (orders.account.files[0].encoding, orders.account.rows_used) == ("cp1252", 240_001)
    assert ("Zoë", "2024-02-01", 700) in bought(orders)


def test_packed_text(tmp_path: Path) -> None:
    path = tmp_path / "o.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode("cp932")))
    assert bought(read_orders(path, currency="JPY")) == EXPECTED


def test_workbooks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Orders of May"])
    sheet.append([])
    sheet.append(["Order ID", "Customer ID", "Order date", "Amount"])
    sheet.append([1001, 17850, datetime(2024, 1, 5, 10, 30), 12.5])  # noqa: DTZ001
    sheet.append(["C-2", "x1", "2024-01-06", "1,200.00"])
    sheet.append([None, None, None, None])
    sheet.append([3, 4, "never", 5])
    book.create_sheet("Notes").append(["nothing here"])
    path = tmp_path / "orders.xlsx"
    book.save(path)
    orders = read_orders(path)
    assert bought(orders) == [("17850", "2024-01-05", 1250), ("x1", "2024-01-06", 120000)]
    assert left_out(orders) == {Reason.BAD_DATE: 1}
    assert write_rejected(orders, tmp_path / "rejected.csv") == 1
    assert "orders.xlsx,7,bad_date" in (tmp_path / "rejected.csv").read_text("utf-8-sig")


def test_each_known_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for number, name in enumerate(("2010", "2011")):
        sheet = book.create_sheet(name)
        sheet.append(["order", "customer", "date", "amount"])
        sheet.append([number, "A", f"{name}-05-05", 5])
        sheet.append([9, "B", "2010-12-05", 6])
    path = tmp_path / "orders.xlsx"
    book.save(path)
    orders = read_orders(path)
    assert bought(orders) == [("A", "2010-05-05", 500), ("A", "2011-05-05", 500), ("B", "2010-12-05", 600)]
    assert [file.name for file in orders.account.files] == ["orders.xlsx › 2010", "orders.xlsx › 2011"]
    assert left_out(orders) == {Reason.SAME_ORDER: 1}


def test_half_a_workbook_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    openpyxl.Workbook().save(path)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(Exception, match="broken Excel file"):
        read_orders(path)


def test_typed_and_text_tables_give_the_same(tmp_path: Path) -> None:
    source = DATA / "orders" / "uci.csv"
    expected = bought(read_orders(source))
    types = "{'CustomerID': 'DOUBLE', 'InvoiceDate': 'TIMESTAMP'}"
    read = f"read_csv('{source}', timestampformat='%m/%d/%Y %H:%M', types={types})"
    parquet = tmp_path / "typed.parquet"
    duckdb.sql(f"COPY (SELECT * FROM {read}) TO '{parquet}'")  # noqa: S608
    assert bought(read_orders(parquet)) == expected
    texts = tmp_path / "texts.parquet"
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{source}', all_varchar=true)) TO '{texts}'")  # noqa: S608
    assert bought(read_orders(texts)) == expected
    arrow = duckdb.connect().sql(f"SELECT * FROM {read}").to_arrow_table()  # noqa: S608
    assert bought(read_orders(arrow)) == expected
    engine = connect()
    assert bought(read_orders(engine.bring(arrow, "given"))) == expected
    assert bought(read_orders(engine.bring(arrow, "given"), engine=connect())) == expected
    assert bought(read_orders(ibis.memtable(arrow))) == expected


def test_data_frames() -> None:
    import pandas as pd  # noqa: PLC0415

    frame = pd.DataFrame(
        {
            "order_id": [1, "C2", 3],  # of two kinds, as pandas reads invoice numbers
            "customer": [12345.0, 7.0, None],
            "date": [pd.Timestamp("2024-01-05"), pd.Timestamp("2024-01-06"), pd.NaT],
            "amount": [5.0, 6.5, 7.0],
        }
    )
    orders = read_orders(frame)
    assert bought(orders) == [("12345", "2024-01-05", 500), ("7", "2024-01-06", 650)]
    assert left_out(orders) == {Reason.BAD_DATE: 1}
    assert balances(orders)


def test_zoned_timestamps_are_honoured() -> None:
    moments = pa.array([datetime(2024, 6, 30, 23, 30)], pa.timestamp("us", "UTC"))  # noqa: DTZ001
    table = pa.table({"customer": ["A"], "date": moments, "amount": [5]})
    assert bought(read_orders(table, time_zone="Asia/Tokyo")) == [("A", "2024-07-01", 500)]


def test_nothing_imports_pandas() -> None:
    code = "import sys, joren.orders as o; o.read_orders(o.sample_path()); sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
