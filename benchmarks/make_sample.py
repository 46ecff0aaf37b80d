"""Make the sample that ships with the package from UCI Online Retail: whole customers, by a hash of their number.

    python benchmarks/make_sample.py --data ../shared/data

Every `EVERY`-th customer and every `EVERY`-th invoice without a customer, chosen by an MD5 of the number, with all
their rows in the original's order of invoices. Product descriptions, which nothing reads, are left out to save room.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import os
from pathlib import Path

import duckdb

EVERY = 3
COLUMNS = ("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
TARGET = Path(__file__).parents[1] / "src" / "joren" / "samples" / "online_retail.csv.gz"


def is_chosen(number: str) -> bool:
    """Whether the customer or the invoice with this number is in the sample."""
    return int(hashlib.md5(number.encode(), usedforsecurity=False).hexdigest(), 16) % EVERY == 0


def main() -> None:
    """Write the sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default=os.environ.get("JOREN_BENCH_DATA", "../shared/data"))
    source = Path(parser.parse_args().data) / "online_retail.parquet"
    rows = duckdb.execute(
        "SELECT InvoiceNo, StockCode, Quantity, strftime(InvoiceDate, '%Y-%m-%d %H:%M'), UnitPrice::VARCHAR, "  # noqa: S608
        "CustomerID::BIGINT::VARCHAR, Country FROM (SELECT *, row_number() OVER () AS n FROM read_parquet("
        f"'{source}')) ORDER BY n"
    ).fetchall()
    text = io.StringIO(newline="")
    text.write(",".join(COLUMNS) + "\n")
    for row in rows:
        if is_chosen(row[5] or row[0]):
            text.write(",".join("" if cell is None else str(cell) for cell in row) + "\n")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))
    print(f"{TARGET.name}: {text.getvalue().count(chr(10)) - 1:,} rows, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
