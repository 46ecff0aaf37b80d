"""What is not in the figures, and why: `rejected.csv` has the rows that cannot be used, `set-aside.csv` the orders.

Reading counts the rows that cannot be used but does not keep them; writing them reads the input again. Orders that were
read well but do not count (cancelled, test, nothing paid) are at hand.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import ibis

from joren.engine import Engine
from joren.engine.duckdb import DuckDBEngine
from joren.orders.account import OF_ROWS, in_words
from joren.orders.cells.columns import as_name
from joren.orders.lines import CODES, REASONS, marked
from joren.orders.recognise import LINE, Recognised, again
from joren.orders.set_aside import of_orders, write_csv
from joren.orders.table import Orders, Reason
from joren.spreadsheet import defused

_BATCH = 10_000


@dataclass(frozen=True)
class Rows:
    """The rows that orders were read from, to be read again."""

    tables: Sequence[Recognised]
    settled: ibis.Table  # all orders, with the reason why one does not count
    engine: Engine
    latest: datetime

    def write(self, path: Path) -> int:
        """Write the rows that were left out; returns how many these are."""
        headers = self.tables[0].opened.headers if len(self.tables) == 1 else ()
        written = 0
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            _writer(file).writerow(["file", "line", "reason", "why", *headers])
            for number, table in enumerate(self.tables):
                written += self._write_one(number, table, file)
        return written

    def _write_one(self, number: int, table: Recognised, file: TextIO) -> int:
        broken = table.opened.broken_rows() if table.opened.broken_rows else []
        writer = _writer(file)
        name, count = table.opened.name, 0
        lines = []
        for line, text in broken:
            writer.writerow([name, line, Reason.BROKEN_ROW.value, in_words(Reason.BROKEN_ROW), defused(text)])
            lines.append(line)
            count += 1
        for line, code, *cells in self._left_out(number, table):
            reason = REASONS[code]
            at = None if line is None else _with_broken(line, lines)
            writer.writerow([name, at, reason.value, in_words(reason), *map(defused, cells)])
            count += 1
        return count

    def _left_out(self, number: int, table: Recognised) -> Iterator[Sequence[Any]]:
        if not isinstance(self.engine, DuckDBEngine) or table.opened.numbered is None:
            return
        connection = self.engine.backend.con
        connection.execute("SET preserve_insertion_order = true")  # rows are numbered in the file's order
        rows = table.opened.numbered()
        reasons = self._reasons(number, again(table, rows))
        both = rows.inner_join(reasons, LINE).order_by(LINE)
        cells = [both[column] for column in table.opened.headers]
        result = connection.execute(self.engine.backend.compile(both.select(both[LINE], both["joren reason"], *cells)))
        while batch := result.fetchmany(_BATCH):
            yield from batch
        connection.execute("SET preserve_insertion_order = false")

    def _reasons(self, number: int, read: Recognised) -> ibis.Table:
        rows = marked(read.table, read.lines, self.latest)
        rows = rows.select(LINE, "trouble", key=as_name(rows.order_id))
        # An order may lack a date as a whole, where only its first row is to carry one.
        orders = self.settled.filter((self.settled.file == number) & (self.settled.trouble == CODES[Reason.BAD_DATE]))
        orders = orders.select(key="order_id", of_order="trouble").distinct(on="key", keep="first")
        joined = rows.left_join(orders, "key")
        why = ibis.coalesce(joined.trouble, joined.of_order)
        kept = joined.select(LINE, why.name("joren reason"))
        return self.engine.keep(kept.filter(kept["joren reason"].notnull()), "left_out")


def write_rejected(orders: Orders, path: str | Path) -> int:
    """Write every row that cannot be used to a CSV file: its file and line, why, and its cells.

    Returns how many rows were written; no file is made when there are none, or when `orders` were not read by
    `read_orders`.
    """
    rows = orders.source
    if not isinstance(rows, Rows) or not any(one.reason in OF_ROWS for one in orders.account.left_out):
        return 0
    return rows.write(Path(path))


def write_set_aside(orders: Orders, path: str | Path) -> int:
    """Write every order that was read well but does not count to a CSV file: its number, customer, day and why.

    Returns how many orders were written; no file is made when there are none, or when `orders` were not read by
    `read_orders`.
    """
    rows = orders.source
    if not isinstance(rows, Rows) or all(one.reason in OF_ROWS for one in orders.account.left_out):
        return 0
    names = [file.name for file in orders.account.files]
    left = of_orders(rows.settled, rows.engine, names, orders.currency)
    write_csv(left, Path(path))
    return int(left.num_rows)


def _writer(file: TextIO) -> Any:
    return csv.writer(file)


def _with_broken(line: int, broken: Sequence[int]) -> int:
    """The line in the file of a row that is the `line`-th when broken ones are not counted."""
    thresholds = [at - place for place, at in enumerate(broken)]
    return line + bisect_right(thresholds, line)
