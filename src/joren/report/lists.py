"""Lists of customers as CSV files that open in a spreadsheet as they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from joren.language import gettext as _
from joren.money import exponent
from joren.report.contents import Segment, SegmentMember

#: Excel takes a CSV for UTF-8 only when it begins with this.
BOM = "\ufeff"

#: A cell that begins with one of these is a formula to a spreadsheet, whatever the shop meant by it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def folder_of(page: Path) -> Path:
    """Where the lists of a page stand: for `report.html` the folder `report-lists` beside it."""
    return page.with_name(page.stem + "-lists")


def write_lists(
    folder: Path, members: Mapping[str, Iterable[SegmentMember]], segments: Iterable[Segment], currency: str
) -> None:
    """Write the list of every segment that can be told; `members` by segment key. Raises `OSError`."""
    folder.mkdir(parents=True, exist_ok=True)
    for segment in segments:
        if segment.why_none is None:
            write_list(folder / segment.csv, members.get(segment.key, ()), currency)


def write_list(path: Path, members: Iterable[SegmentMember], currency: str) -> None:
    """Write one list to `path`, whole or not at all; raises `OSError`."""
    beside = path.with_name(path.name + ".part")
    beside.write_text(list_text(members, currency), encoding="utf-8", newline="")
    beside.replace(path)


def list_text(members: Iterable[SegmentMember], currency: str) -> str:
    """The CSV text of a list, BOM included: one row per customer, amounts in major units with a point.

    The headings are in the current language. No cell can run as a formula: those that would begin with an apostrophe.
    """
    text = io.StringIO()
    text.write(BOM)
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(_headings(currency))
    rows.writerows(_row(member, exponent(currency)) for member in members)
    return text.getvalue()


def safe(cell: str | None) -> str:
    """The cell, so that a spreadsheet shows it and does not run it."""
    if not cell:
        return ""
    return "'" + cell if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def _headings(currency: str) -> list[str]:
    return [
        _("Customer"),
        _("Name"),
        _("E-mail"),
        _("Orders"),
        _("Net revenue ({currency})").format(currency=currency),
        _("First order"),
        _("Last order"),
        _("Likely still a customer"),
        _("Expected orders, 365 days"),
        _("Expected spend, 365 days ({currency})").format(currency=currency),
    ]


def _row(member: SegmentMember, digits: int) -> list[str]:
    scale = 10**digits
    return [
        safe(member.customer_id),
        safe(member.name),
        safe(member.email),
        str(member.orders),
        f"{member.revenue / scale:.{digits}f}",
        member.first_on.isoformat(),
        member.last_on.isoformat(),
        _decimal(member.probability_alive, 3),
        _decimal(member.expected_orders, 2),
        "" if member.expected_spend is None else f"{member.expected_spend / scale:.{digits}f}",
    ]


def _decimal(x: float | None, digits: int) -> str:
    return "" if x is None else f"{x:.{digits}f}"
