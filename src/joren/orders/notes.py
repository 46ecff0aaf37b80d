"""What a reader of the report should know about how the orders were read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from joren.language import gettext as _
from joren.money import NO_CURRENCY
from joren.orders.recognise import Recognised
from joren.orders.settle import Rules


def notes_of(
    tables: Sequence[Recognised], rules: Rules, seen: Sequence[Mapping[str, Any]], tally: Sequence[Mapping[str, Any]]
) -> list[str]:
    """The notes, as translated sentences."""
    said = [(what, column) for one in tables for what, column in one.notes]
    notes = [_of_dates(what, column) for what, column in said if what != "zoned" or rules.time_zone == "UTC"]
    if any(one["trouble"] is None and one["undated"] for one in tally):
        notes.append(_("The export does not say when money went back: refunds count on the day of their order."))
    return list(dict.fromkeys([*notes, *_of_currencies(rules, seen)]))


def _of_dates(what: str, column: str) -> str:
    if what == "month_first":
        return _(
            "Nothing in “{column}” shows whether dates like 1/2 are 1 February or 2 January; "
            "they were read with the month first."
        ).format(column=column)
    if what == "zoned":
        return _(
            "“{column}” says how far its times are from UTC; days are counted in UTC. "
            "Give the shop's zone with --time-zone."
        ).format(column=column)
    return _(
        "“{column}” has dates with the day first and with the month first; "
        "dates that can be either were read like most."
    ).format(column=column)


def _of_currencies(rules: Rules, seen: Sequence[Mapping[str, Any]]) -> list[str]:
    notes = []
    others = [row for row in seen if row["currency"] not in (rules.currency, NO_CURRENCY)]
    unknown = [row for row in others if row["currency"] not in rules.rates]
    if unknown:
        notes.append(
            _(
                "{orders} orders in other currencies ({currencies}) count as orders, but not as money: "
                "no rate was given for them."
            ).format(
                orders=sum(row["orders"] for row in unknown), currencies=", ".join(row["currency"] for row in unknown)
            )
        )
    if rules.currency == NO_CURRENCY:
        notes.append(_("The export does not say its currency. Give it with --currency."))
    return notes
