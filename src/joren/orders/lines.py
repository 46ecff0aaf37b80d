"""From the rows of an export to one row per order, in one pass.

A layout says what each column of an export is (`Lines`). `group` then reads every row once: rows of one order are
added up, and rows that cannot be used fall into groups of their own, so that the same pass counts them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import ibis

from joren.orders.cells.columns import Reading
from joren.orders.table import Reason

#: Amounts are added up as whole ten-thousandths: exact, whatever the order in which rows come, and for every currency.
SCALE = 10_000
#: No order is worth more than this many units of its currency; what claims to be is a slip of the keyboard.
LARGEST = 1e11

#: Numbers for reasons, so that a reason fits into a byte while rows are read.
CODES = {reason: number for number, reason in enumerate(Reason, start=1)}
REASONS = {number: reason for reason, number in CODES.items()}

#: The first day that a shop's order may bear.
EARLIEST = datetime(1990, 1, 1)  # noqa: DTZ001  (compared with timestamps that bear no zone)


@dataclass(frozen=True)
class Lines:
    """What the rows of one export say. Absent: the export does not say it.

    `amount` is what the row adds, negative when money goes back: to the goods where `is_goods` holds (default: always)
    and to the shipping where `is_shipping` does. `added` holds other numbers to be added up over an order's rows;
    `once` numbers that belong to the order and stand on one or on each of its rows; `names` texts and ids of the
    order; `moments` its other dates.
    """

    ordered_at: Reading
    order_id: Any = None
    amount: Reading | None = None
    is_goods: Any = None
    is_shipping: Any = None
    quantity: Reading | None = None
    added: dict[str, Reading] = field(default_factory=dict)
    once: dict[str, Reading] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)
    moments: dict[str, Reading] = field(default_factory=dict)
    keeps_refund_day: bool = False  # rows that take money back bear the day on which they did
    needs_amount: bool = True  # a row without an amount cannot be used
    counts_free: bool = False  # a row that cost nothing is goods too


def group(table: ibis.Table, lines: Lines, latest: datetime, *, in_utc: bool) -> ibis.Table:
    """One row per order, and one per order and reason for the rows that cannot be used.

    `latest` is the last moment that an order may bear; `in_utc`: the shop's time is UTC, so that nothing depends on
    whether a date says its zone.

    Columns: `order_id` as it stands in the export, `trouble` (a code of `CODES`, or null), `rows`, `ordered_at`,
    `goods` and `back` (paid and paid back, ten-thousandths), `back_at`, and whatever `lines` has beside these.
    """
    table = table.select(**_row(lines, latest, in_utc=in_utc))
    if lines.order_id is None:
        table = _number_rows(table)
    sums: dict[str, Any] = {"rows": table.count(), "ordered_at": table.ordered_at.min()}
    if lines.amount is not None:
        sums |= _amounts(table, lines)
    special = {"order_id", "trouble", "ordered_at", "amount", "is_goods", "is_shipping"}
    if lines.quantity is not None:
        special.add("quantity")
    for name in table.columns:
        if name not in special:
            sums[name] = table[name].sum() if name in lines.added else table[name].max()
    return table.group_by("order_id", "trouble").aggregate(**sums)


def marked(table: ibis.Table, lines: Lines, latest: datetime) -> ibis.Table:
    """The rows as `group` sees them, beside the table's other columns: for telling which were left out."""
    seen = table.mutate(**_row(lines, latest, in_utc=True))
    return _number_rows(seen) if lines.order_id is None else seen


def _amounts(table: ibis.Table, lines: Lines) -> dict[str, Any]:
    is_goods = table.is_goods if lines.is_goods is not None else ibis.literal(True)
    comes = is_goods & (table.amount >= 0 if lines.counts_free else table.amount > 0)
    goes = is_goods & (table.amount < 0)
    # Most rows sell: to look at each of them is quicker than to pick them out first.
    sold = ibis.ifelse(comes, table.amount, ibis.null(table.amount.type()))
    sums = {"goods": sold.sum(), "back": -table.amount.sum(where=goes)}
    if lines.keeps_refund_day:
        sums["back_at"] = table.ordered_at.min(where=goes)
    if lines.is_shipping is not None:
        sums["shipping"] = table.amount.sum(where=table.is_shipping)
    if lines.quantity is not None:
        sums["quantity"] = ibis.ifelse(comes, table.quantity, ibis.null(table.quantity.type())).sum()
    return sums


def _row(lines: Lines, latest: datetime, *, in_utc: bool) -> dict[str, Any]:
    at = lines.ordered_at
    row: dict[str, Any] = {"trouble": _trouble(lines, latest), "ordered_at": at.value}
    if lines.order_id is not None:
        row["order_id"] = lines.order_id
    if not in_utc:
        row["aware"] = _flag(at.aware)
    if lines.amount is not None:
        row["amount"] = scaled(lines.amount.value)
    if lines.quantity is not None:
        row["quantity"] = lines.quantity.value
    row |= {
        name: value
        for name, value in (("is_goods", lines.is_goods), ("is_shipping", lines.is_shipping))
        if value is not None
    }
    row |= {name: scaled(reading.value) for name, reading in (lines.added | lines.once).items()}
    row |= lines.names
    for name, reading in lines.moments.items():
        row[name] = reading.value
        if not in_utc:
            row[f"{name}_aware"] = _flag(reading.aware)
    return row


def _flag(value: Any) -> Any:
    return ibis.literal(value) if isinstance(value, bool) else value


def scaled(amount: Any) -> Any:
    """An amount in whole ten-thousandths; null where it is too large to be one."""
    return (ibis.ifelse(amount.abs() <= LARGEST, amount, ibis.null("float64")) * float(SCALE)).round()


def _trouble(lines: Lines, latest: datetime) -> Any:
    at = lines.ordered_at
    questions: list[tuple[Any, Reason]] = []
    if lines.order_id is not None:
        questions.append((is_blank(lines.order_id), Reason.NO_ORDER_ID))
    else:
        questions.append((at.value.isnull(), Reason.BAD_DATE))
    questions += [
        (at.unreadable, Reason.BAD_DATE),
        (~at.value.between(EARLIEST, latest), Reason.IMPOSSIBLE_DATE),
    ]
    if lines.amount is not None and lines.needs_amount:
        questions.append((lines.amount.value.isnull(), Reason.BAD_AMOUNT))
    for reading in _numbers(lines):
        if reading.unreadable is not None:
            questions += [(reading.unreadable, Reason.BAD_AMOUNT), (reading.value.abs() > LARGEST, Reason.BAD_AMOUNT)]
    return ibis.cases(*((question, ibis.literal(CODES[reason], "int8")) for question, reason in questions))


def _numbers(lines: Lines) -> list[Reading]:
    first = [reading for reading in (lines.amount, lines.quantity) if reading is not None]
    return first + list((lines.added | lines.once).values())


def is_blank(raw: Any) -> Any:
    """Whether an order number is missing."""
    return (raw.isnull() | (raw == "")) if raw.type().is_string() else raw.isnull()


def _number_rows(table: ibis.Table) -> ibis.Table:
    """Give orders without a number one of their own: equal rows are told apart by a count.

    The same rows in another file get the same numbers, so that a row that stands in two files counts once.
    """
    said = [column for column in ("customer_id", "email", "phone") if column in table.columns]
    alike = [table[column] for column in (*said, "ordered_at", "amount") if column in table.columns]
    nth = ibis.row_number().over(ibis.window(group_by=[table.trouble, *alike]))
    who = ibis.coalesce(*(table[column].cast("string") for column in said), "") if said else ibis.literal("")
    when = table.ordered_at.strftime("%Y-%m-%d %H:%M:%S")
    what = table.amount.cast("string") if "amount" in table.columns else ibis.literal("")
    number = who + ibis.literal(" ") + when + ibis.literal(" ") + what + ibis.literal(" #") + (nth + 1).cast("string")
    return table.mutate(order_id=number)
