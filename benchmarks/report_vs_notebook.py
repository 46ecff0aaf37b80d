"""The whole report against the usual notebook, on twenty shops' worth of Online Retail lines.

    python benchmarks/report_vs_notebook.py [--data ../shared/data] [--copies 20]

Each copy of the data has its own customers and invoices, and its dates are shifted by some days, so that grouping
identical histories gains nothing. Both sides run in a process of their own, are timed after their imports, and report
their peak memory. The notebook does only what such notebooks do: clean, summarise, BG/NBD, Gamma-Gamma, CLV, monthly
cohorts, with pandas and lifetimes. Joren makes its whole report, writes the page and every list of people.
A last line times the whole command on one shop's 541,909 lines, interpreter start included.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

#: The most memory that a process of its own held. What getrusage says a process inherits from the one that started it.
PEAK = """
def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
"""

OURS = """
import gc, json, sys, time
import joren.engine.duckdb, joren.orders, joren.report, joren.clv, joren.metrics, joren.segments
from joren.report import Report
from joren.report.warm_up import warm_up
import joren.report.page, joren.report.lists
began = time.perf_counter()
gc.disable()  # as the command does, and:
warm_up(page=True)  # as the command does: templates are compiled while the orders are read
orders = joren.orders.read_orders([sys.argv[1]], currency="GBP")
report = Report(orders)
report.write(sys.argv[2])
seconds = time.perf_counter() - began
print(json.dumps({"seconds": seconds, "peak": peak(),
                  "orders": report.contents.about.orders, "customers": report.contents.about.customers}))
"""

NOTEBOOK = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter
from lifetimes.utils import summary_data_from_transaction_data
began = time.perf_counter()
path = sys.argv[1]
lines = pd.read_parquet(path) if path.endswith(".parquet") else pd.read_csv(path, parse_dates=["InvoiceDate"])
lines = lines.dropna(subset=["CustomerID"])
lines = lines[~lines.InvoiceNo.astype(str).str.startswith("C") & (lines.Quantity > 0) & (lines.UnitPrice > 0)].copy()
lines["Revenue"] = lines.Quantity * lines.UnitPrice
summary = summary_data_from_transaction_data(
    lines, "CustomerID", "InvoiceDate", monetary_value_col="Revenue", freq="D")
bgf = BetaGeoFitter(penalizer_coef=0.001)
bgf.fit(summary.frequency, summary.recency, summary["T"])
summary["expected"] = bgf.conditional_expected_number_of_purchases_up_to_time(
    90, summary.frequency, summary.recency, summary["T"])
repeat = summary[(summary.frequency > 0) & (summary.monetary_value > 0)]
ggf = GammaGammaFitter(penalizer_coef=0.001)
ggf.fit(repeat.frequency, repeat.monetary_value)
ggf.customer_lifetime_value(
    bgf, repeat.frequency, repeat.recency, repeat["T"], repeat.monetary_value, time=12, freq="D")
lines["month"] = lines.InvoiceDate.dt.to_period("M")
lines["cohort"] = lines.groupby("CustomerID").InvoiceDate.transform("min").dt.to_period("M")
cohorts = lines.groupby(["cohort", "month"]).CustomerID.nunique().unstack()
seconds = time.perf_counter() - began
print(json.dumps({"seconds": seconds, "peak": peak(),
                  "customers": len(summary)}))
"""


def main() -> None:
    """Make the data, run both, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=os.environ.get("JOREN_BENCH_DATA", "../shared/data"), type=Path)
    parser.add_argument("--copies", default=20, type=int)
    parser.add_argument("--runs", default=3, type=int, help="the median of so many runs of ours counts")
    parser.add_argument("--skip-notebook", action="store_true", help="time ours only")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for kind, path in make_copies(wish.data / "online_retail.parquet", Path(folder), wish.copies).items():
            compare(kind, path, Path(folder), wish)
        whole_command(wish.data / "online_retail.parquet", Path(folder), wish.runs)


def make_copies(original: Path, folder: Path, copies: int) -> dict[str, Path]:
    """The lines `copies` times over, as Parquet and as CSV."""
    files = {"Parquet": folder / "lines.parquet", "CSV": folder / "lines.csv"}
    query = f"""
        SELECT InvoiceNo || '-' || copy AS InvoiceNo, StockCode, Description, Quantity,
               InvoiceDate + to_days(CAST(copy * 3 AS INTEGER)) AS InvoiceDate, UnitPrice,
               CustomerID + copy * 100000 AS CustomerID, Country
        FROM '{original}', range({copies}) copies(copy)"""  # noqa: S608
    with duckdb.connect() as con:
        con.execute(f"COPY ({query}) TO '{files['Parquet']}' (FORMAT parquet)")
        con.execute(f"COPY (FROM '{files['Parquet']}') TO '{files['CSV']}' (HEADER)")
        (lines,) = con.execute("SELECT count(*) FROM read_parquet(?)", [str(files["Parquet"])]).fetchone() or (0,)
    print(f"{lines:,} lines; CSV of {files['CSV'].stat().st_size / 1e6:,.0f} MB")
    return files


def compare(kind: str, path: Path, folder: Path, wish: argparse.Namespace) -> None:
    """Both sides on one file."""
    ours = sorted((run(OURS, path, folder / "report.html") for _ in range(wish.runs)), key=lambda r: r["seconds"])
    mine = ours[len(ours) // 2]
    show(kind, "Joren", mine)
    if wish.skip_notebook:
        return
    theirs = run(NOTEBOOK, path, folder / "none")
    show(kind, "notebook", theirs)
    print(f"{kind:8} ratio    {theirs['seconds'] / mine['seconds']:6.1f} x faster (to reach: 8), peak to reach: 2 GB")


def show(kind: str, side: str, run: dict[str, float]) -> None:
    """One row of the table."""
    peak = run["peak"] / 1e9
    print(f"{kind:8} {side:8} {run['seconds']:6.2f} s  {peak:5.2f} GB peak  {run['customers']:,} customers")


def run(program: str, *arguments: Path) -> dict[str, float]:
    """What a program in a process of its own printed."""
    finished = subprocess.run(
        [sys.executable, "-c", PEAK + program, *map(str, arguments)], check=True, capture_output=True, text=True
    )
    printed: dict[str, float] = json.loads(finished.stdout.splitlines()[-1])
    return printed


def whole_command(path: Path, folder: Path, runs: int) -> None:
    """`joren report` on one shop, from the shell's point of view."""
    seconds = []
    for _ in range(runs):
        began = time.perf_counter()
        subprocess.run(
            [
                Path(sys.executable).with_name("joren"),
                "report",
                path,
                "--currency",
                "GBP",
                "--out",
                folder / "one.html",
            ],
            check=True,
            capture_output=True,
        )
        seconds.append(time.perf_counter() - began)
    print(f"one shop, 541,909 lines, whole command: {sorted(seconds)[len(seconds) // 2]:.2f} s (to reach: 4)")


if __name__ == "__main__":
    main()
