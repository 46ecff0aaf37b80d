"""Lists of customers as CSV files that open in a spreadsheet as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from joren.language import gettext as _
from joren.money import exponent
from joren.report.contents import Segment
from joren.spreadsheet import FORMULA

#: Excel takes a CSV for UTF-8 only when it begins with this.
BOM = "\ufeff"

#: Digits of an amount in minor units, more than any shop turns over.
_DIGITS = 19


def folder_of(page: Path) -> Path:
    """Where the lists of a page stand: for `report.html` the folder `report-lists` beside it."""
    return page.with_name(page.stem + "-lists")


def write_lists(folder: Path, members: Callable[[str], pa.Table], segments: Iterable[Segment], currency: str) -> None:
    """Write the list of every segment that can be told; `members` gives the rows of a key. Raises `OSError`."""
    folder.mkdir(parents=True, exist_ok=True)
    for segment in segments:
        if segment.why_none is None:
            _write_whole(folder / segment.csv, list_text(members(segment.key), currency))


def list_text(members: pa.Table, currency: str) -> str:
    """The CSV text of a list, BOM included: one row per customer, amounts in major units with a point.

    `members` has the columns customer_id, name, email, orders, net (minor units), first_on, last_on and, where there
    are predictions, alive, expected_orders and expected_spend. The headings are in the current language. No cell can
    run as a formula: those that would begin with an apostrophe.
    """
    written = pa.BufferOutputStream()
    pyarrow.csv.write_csv(_cells(members, currency), written, pyarrow.csv.WriteOptions(quoting_style="needed"))
    return BOM + str(written.getvalue().to_pybytes(), "utf-8")


def _write_whole(path: Path, text: str) -> None:
    """Write the file whole or not at all."""
    beside = path.with_name(path.name + ".part")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(path)


def _cells(members: pa.Table, currency: str) -> pa.Table:
    digits = exponent(currency)
    cells = {
        _("Customer"): _safe(members["customer_id"]),
        _("Name"): _safe(members["name"]),
        _("E-mail"): _safe(members["email"]),
        _("Orders"): members["orders"],
        _("Net revenue ({currency})").format(currency=currency): _amounts(members["net"], digits),
        _("First order"): members["first_on"],
        _("Last order"): members["last_on"],
    }
    if "alive" in members.column_names:
        cells[_("Likely still a customer")] = pc.round(members["alive"], ndigits=3)
        cells[_("Expected orders, 365 days")] = pc.round(members["expected_orders"], ndigits=2)
    if "expected_spend" in members.column_names:
        title = _("Expected spend, 365 days ({currency})").format(currency=currency)
        cells[title] = _amounts(pc.round(members["expected_spend"]).cast(pa.int64()), digits)
    return pa.table(list(cells.values()), names=list(cells))


def _safe(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """The cells, so that a spreadsheet shows them and does not run them."""
    if texts.null_count == len(texts):
        return texts
    return pc.replace_substring_regex(texts, pattern=FORMULA, replacement=r"'\1")


def _amounts(minor: pa.ChunkedArray, digits: int) -> pa.ChunkedArray:
    """Whole minor units as decimals: the same digits, with the point moved."""
    whole = minor.cast(pa.decimal128(_DIGITS, 0)).combine_chunks()
    return pa.Array.from_buffers(pa.decimal128(_DIGITS, digits), len(whole), whole.buffers(), offset=whole.offset)
