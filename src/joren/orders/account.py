"""Where every row went: the account, and its notes in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis

from joren.engine import Engine
from joren.errors import InputError
from joren.language import gettext as _
from joren.orders.lines import REASONS
from joren.orders.table import Account, FileRead, LeftOut, Reason

#: Reasons that are about single rows; the others are about whole orders.
OF_ROWS = (
    Reason.BAD_DATE,
    Reason.BAD_AMOUNT,
    Reason.NO_ORDER_ID,
    Reason.BROKEN_ROW,
    Reason.IMPOSSIBLE_DATE,
)


def tallies(engine: Engine, table: ibis.Table) -> list[dict[str, Any]]:
    """Rows, orders and money by reason (a code, null for what counts), and the last day of each."""
    counted = table.group_by("trouble").aggregate(
        rows=table.rows.sum(),
        orders=table.count(),
        value=table.value.sum(where=table.is_order),
        last_on=ibis.greatest(table.ordered_on, table.refunded_on).max(),
        undated=(table.is_order & (table.refund > 0) & table.refunded_at.isnull()).sum(),
    )
    rows: list[dict[str, Any]] = engine.run(counted).to_pylist()
    return rows


def account_of(
    tally: Sequence[dict[str, Any]], files: Sequence[FileRead], broken: int, notes: Sequence[str]
) -> Account:
    """The account. `broken`: rows that the files' readers could not take apart."""
    left_out = {}
    for one in tally:
        if one["trouble"] is None:
            continue
        reason = REASONS[one["trouble"]]
        of_rows = reason in OF_ROWS
        left_out[reason] = LeftOut(
            reason,
            int(one["rows"]),
            0 if of_rows else int(one["orders"]),
            None if of_rows or one["value"] is None else int(one["value"]),
        )
    if broken:
        left_out[Reason.BROKEN_ROW] = LeftOut(Reason.BROKEN_ROW, broken)
    used = sum(int(one["rows"]) for one in tally if one["trouble"] is None)
    ordered = tuple(left_out[reason] for reason in Reason if reason in left_out)
    read = used + sum(one.rows for one in ordered)
    return Account(tuple(files), read, used, ordered, tuple(notes))


def in_words(reason: Reason) -> str:
    """Why a row or an order was left out, for a person."""
    words = {
        Reason.BAD_DATE: _("The date is missing or cannot be read."),
        Reason.BAD_AMOUNT: _("An amount, a price or a quantity is missing or is no number."),
        Reason.NO_ORDER_ID: _("The row has no order number."),
        Reason.BAD_CURRENCY: _("The currency is no three-letter code."),
        Reason.BROKEN_ROW: _("The row has too many or too few cells, or bytes that are no text."),
        Reason.IMPOSSIBLE_DATE: _("The date lies in the future or before 1990."),
        Reason.CANCELLED: _("The order was cancelled."),
        Reason.UNPAID: _("The order was never paid."),
        Reason.TEST: _("The order was a test."),
        Reason.NOTHING_PAID: _("The order's goods cost nothing."),
        Reason.SAME_ORDER: _("The same order stands in a later file too; that one counts."),
        Reason.AFTER_AS_OF: _("The order came after the day as of which the report is made."),
    }
    return words[reason]


def nothing_counted(account: Account) -> InputError:
    """What to say when no order is left."""
    if not account.rows_read:
        return InputError(
            _("{files} has headers but no rows.").format(files=", ".join(file.name for file in account.files)),
            code="orders.no_rows",
        )
    reasons = "\n".join(f"- {in_words(one.reason)} ({one.rows})" for one in account.left_out)
    return InputError(
        _("None of the {rows} rows read is an order that counts:\n{reasons}").format(
            rows=account.rows_read, reasons=reasons
        ),
        code="orders.none_counted",
    )
