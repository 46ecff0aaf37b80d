"""The rules that need the whole shop: currency, calendar days, orders in two files, the day as of which is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ibis

from joren.money import minor_units
from joren.orders.lines import CODES, SCALE
from joren.orders.table import ORDERS, PEOPLE, REFUNDS, Counting, Reason, check
from joren.orders.zones import to_local, to_utc


@dataclass(frozen=True)
class Rules:
    """What the report counts."""

    currency: str
    rates: Mapping[str, float]  # units of the report's currency for one of another
    time_zone: str
    counting: Counting
    as_of: date | None
    several_files: bool
    guests_have_addresses: bool  # some file has e-mail addresses or telephone numbers
    ids_and_addresses: bool  # … and some file has customer ids too
    first: datetime  # between these two lie all dates
    last: datetime


#: What the values and days were worked out from, and nobody asks for afterwards.
_WORKED_OUT = ("aware", "phone", "net", "tax", "shipping", "refunded", "paid", "refund_aware")


def settled(found: ibis.Table, rules: Rules) -> ibis.Table:
    """What is kept of `FOUND`, the shop's days and values, and a `trouble` for every order that does not count."""
    table = found.mutate(
        customer_id=_customer(found, rules),
        ordered_at=_utc(found, "ordered_at", "aware", rules),
        ordered_on=_day(found, "ordered_at", "aware", rules),
    )
    value = _value(table, rules.counting)
    share = _refunded(table, value)
    table = table.mutate(
        value=_in_currency(value, table.currency, rules),
        discount=_in_currency(table.discount, table.currency, rules),
        refund=_in_currency(share, table.currency, rules),
        refunded_on=_refunded_on(table, rules),
    )
    trouble = table.trouble
    if rules.several_files:
        trouble = ibis.coalesce(trouble, _in_later_file(table))
    if rules.as_of is not None:
        late = (table.ordered_on > rules.as_of) & trouble.isnull()
        trouble = ibis.ifelse(late, ibis.literal(CODES[Reason.AFTER_AS_OF], "int8"), trouble)
    return table.mutate(trouble=trouble).drop(*_WORKED_OUT)


def orders_of(table: ibis.Table) -> ibis.Table:
    """The orders that count."""
    return check(table.filter(table.trouble.isnull() & table.is_order), ORDERS)


def refunds_of(table: ibis.Table, as_of: date) -> ibis.Table:
    """The money that went back until the day as of which is counted."""
    back = table.filter(table.trouble.isnull() & (table.refund > 0) & (table.refunded_on <= as_of))
    known = back.refund_names_order & back.is_order
    return check(
        back.mutate(order_id=ibis.ifelse(known, back.order_id, ibis.null("string")), value=back.refund), REFUNDS
    )


def people_of(table: ibis.Table, *, named: bool) -> ibis.Table:
    """How customers are called and reached, by their latest order; nobody when the export has no names."""
    if not named:
        return check(table.filter(ibis.literal(False)), PEOPLE)
    known = table.filter(table.trouble.isnull() & table.customer_id.notnull())
    latest = known.group_by("customer_id").aggregate(
        name=known.name.argmax(known.ordered_at, where=known.name.notnull()),
        email=known.email.argmax(known.ordered_at, where=known.email.notnull()),
    )
    return check(latest, PEOPLE)


def _customer(found: ibis.Table, rules: Rules) -> Any:
    """Who ordered: the shop's id, for guests the e-mail address or the telephone number."""
    if not rules.guests_have_addresses:
        return found.customer_id
    by_email = found.customer_id
    if rules.ids_and_addresses:  # who orders once as a guest and once with an account is one customer
        same = ibis.window(group_by=found.email)
        by_email = ibis.coalesce(
            found.customer_id,
            ibis.ifelse(found.email.notnull(), found.customer_id.max().over(same), ibis.null("string")),
        )
    return ibis.coalesce(by_email, found.email, found.phone)


def _utc(table: ibis.Table, column: str, aware: str, rules: Rules) -> Any:
    moment = table[column]
    if rules.time_zone == "UTC":
        return moment
    there = to_utc(moment, rules.time_zone, rules.first, rules.last)
    return ibis.ifelse(table[aware].fill_null(False), moment, there)


def _day(table: ibis.Table, column: str, aware: str, rules: Rules) -> Any:
    moment = table[column]
    if rules.time_zone == "UTC":
        return moment.date()
    # `ordered_at` is in UTC by now; other moments are as they stand in the export.
    here = to_local(moment, rules.time_zone, rules.first, rules.last)
    is_utc = table[aware].fill_null(False)
    return ibis.ifelse(is_utc, here, moment).date()


def _refunded_on(table: ibis.Table, rules: Rules) -> Any:
    """The day on which money went back; the order's where the export does not say, or says what cannot be."""
    said = _day(table, "refunded_at", "refund_aware", rules)
    possible = (said >= table.ordered_on) & (said <= rules.last.date())
    return ibis.ifelse(possible.fill_null(False), said, table.ordered_on)


def _value(table: ibis.Table, counting: Counting) -> Any:
    value = table.net
    if counting.tax:
        value = value + table.tax.fill_null(0)
    if counting.shipping:
        value = value + table.shipping.fill_null(0)
    return value


def _refunded(table: ibis.Table, value: Any) -> Any:
    """What went back of the value: of a refund of everything paid, the value's share of it."""
    share = (table.refunded.cast("float64") * value.cast("float64") / table.paid.cast("float64")).round(0)
    capped = ibis.least(share.try_cast("int64"), value)
    return ibis.ifelse(table.paid.fill_null(0) > 0, capped, table.refunded)


def _in_currency(amount: Any, currency: Any, rules: Rules) -> Any:
    """Ten-thousandths of an order's currency in minor units of the report's; null where no rate is known."""
    unit = minor_units(rules.currency) / SCALE
    rates = {rules.currency: 1.0, **rules.rates}
    factor = ibis.cases(*((currency == code, rate * unit) for code, rate in rates.items()))
    return (amount.cast("float64") * factor).round(0).try_cast("int64")


#: Rows that could not be read say nothing about an order.
_UNREAD = [
    CODES[reason]
    for reason in (Reason.BAD_DATE, Reason.BAD_AMOUNT, Reason.NO_ORDER_ID, Reason.BROKEN_ROW, Reason.IMPOSSIBLE_DATE)
]


def _in_later_file(table: ibis.Table) -> Any:
    """The code of `SAME_ORDER` where the order stands in a later file too."""
    is_read = table.trouble.isnull() | ~table.trouble.isin(_UNREAD)
    last = ibis.ifelse(is_read, table.file, ibis.null("int16")).max().over(ibis.window(group_by=table.order_id))
    return ibis.ifelse(table.file < last, ibis.literal(CODES[Reason.SAME_ORDER], "int8"), ibis.null("int8"))
