"""`set-aside.csv`: every order that was read well but does not count, and why."""

from __future__ import annotations

from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from joren.engine import Engine
from joren.money import minor_units
from joren.orders.account import OF_ROWS, in_words
from joren.orders.lines import CODES
from joren.orders.table import Reason
from joren.spreadsheet import FORMULA


def of_orders(settled: ibis.Table, engine: Engine, names: list[str], currency: str) -> pa.Table:
    """The orders that were set aside: file, order, customer, day, value (major units), reason (its code) and why."""
    codes = [CODES[reason] for reason in Reason if reason not in OF_ROWS]
    left = settled.filter(settled.trouble.isin(codes))
    rows = engine.run(
        left.select(
            file=_told(left.file, dict(enumerate(names))),
            order=left.order_id,
            customer=left.customer_id,
            day=left.ordered_on,
            value=left.value / minor_units(currency),
            reason=_told(left.trouble, {CODES[reason]: reason.value for reason in Reason}),
            why=_told(left.trouble, {CODES[reason]: in_words(reason) for reason in Reason}),
        ).order_by("reason", "file", "order")
    )
    for name in ("order", "customer"):
        safe = pc.replace_substring_regex(rows[name], pattern=FORMULA, replacement=r"'\1")
        rows = rows.set_column(rows.column_names.index(name), name, safe)
    return rows


def write_csv(rows: pa.Table, path: Path) -> None:
    """Write them as a CSV file that a spreadsheet shows and does not run."""
    with path.open("wb") as file:
        file.write("\ufeff".encode())
        pyarrow.csv.write_csv(rows, file, pyarrow.csv.WriteOptions(quoting_style="needed"))


def _told(number: ibis.Value, words: dict[int, str]) -> ibis.Value:
    return ibis.cases(*((number == key, word) for key, word in words.items()), else_="")
