"""One table of all orders found, from all files, in one form: what the shop-wide rules start from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from joren.engine import Engine
from joren.money import NO_CURRENCY
from joren.orders.layouts.base import Layout, Totals, name_of
from joren.orders.lines import CODES
from joren.orders.table import Reason

#: One row per order, or per order and reason for rows that cannot be used. Money in ten-thousandths of `currency`.
FOUND = ibis.schema(
    {
        "file": "int16",  # position in the list of files
        "order_id": "string",
        "trouble": "int8",  # a code of `lines.CODES`: why these rows, or this order, do not count; null when they do
        "rows": "int64",
        "ordered_at": "timestamp",
        "aware": "boolean",  # `ordered_at` is in UTC, not in the shop's time
        "customer_id": "string",
        "email": "string",
        "phone": "string",
        "name": "string",
        "currency": "string",
        "is_order": "boolean",  # otherwise it is money that went back, and nothing else
        "net": "int64",
        "tax": "int64",
        "shipping": "int64",
        "discount": "int64",
        "quantity": "int64",
        "refunded": "int64",
        "paid": "int64",
        "refunded_at": "timestamp",
        "refund_aware": "boolean",
        "refund_names_order": "boolean",
    }
)

_SIGNS = {
    "£": "GBP",
    "€": "EUR",
    "¥": "JPY",
    "￥": "JPY",
    "円": "JPY",
    "元": "CNY",
    "RMB": "CNY",
    "$": "USD",
    "US$": "USD",
}


@dataclass(frozen=True)
class Wish:
    """What bears on a single order."""

    count_unpaid: bool


def found(file: int, layout: Layout, orders: ibis.Table, currency: str | None, wish: Wish) -> ibis.Table:
    """`group`'s table in the form of `FOUND`. `currency` is that of orders which do not say theirs."""
    totals = layout.totals(orders)
    at = orders.ordered_at
    columns: dict[str, Any] = {
        "file": ibis.literal(file, "int16"),
        "order_id": name_of(orders, "order_id"),
        "rows": orders.rows,
        "ordered_at": at,
        "aware": _column(orders, "aware"),
        "currency": _currency(orders, currency),
        "customer_id": name_of(orders, "customer_id"),
        "email": name_of(orders, "email").lower(),
        "phone": name_of(orders, "phone").re_replace(r"[\s'().-]", ""),
        "name": name_of(orders, "name"),
        "is_order": _is_order(totals),
        "net": totals.net,
        "tax": totals.tax,
        "shipping": totals.shipping,
        "discount": totals.discount,
        "quantity": totals.quantity,
        "refunded": totals.refunded,
        "paid": totals.paid,
        "refunded_at": totals.refunded_at,
        "refund_aware": _column(orders, "refunded_at_aware"),
        "refund_names_order": ibis.literal(totals.refund_names_order),
    }
    columns["trouble"] = _trouble(orders, totals, columns["currency"], wish)
    return orders.select(**{name: _cast(columns[name], kind) for name, kind in FOUND.items()})


def _cast(value: Any, kind: Any) -> Any:
    if value is None:
        return ibis.null(kind)
    return value if value.type() == kind else value.cast(kind)


def _column(orders: ibis.Table, name: str) -> Any:
    return orders[name] if name in orders.columns else None


def _currency(orders: ibis.Table, default: str | None) -> Any:
    fallback = default or NO_CURRENCY
    if "currency" not in orders.columns:
        return ibis.literal(fallback)
    said = name_of(orders, "currency").upper()
    return ibis.coalesce(ibis.cases(*((said == sign, code) for sign, code in _SIGNS.items()), else_=said), fallback)


def _trouble(orders: ibis.Table, totals: Totals, currency: Any, wish: Wish) -> Any:
    questions = [(orders.trouble.notnull(), orders.trouble), (orders.ordered_at.isnull(), _code(Reason.BAD_DATE))]
    if "currency" in orders.columns:
        questions.append((~currency.re_search("^[A-Z]{3}$"), _code(Reason.BAD_CURRENCY)))
    if totals.test is not None:
        questions.append((totals.test, _code(Reason.TEST)))
    if totals.cancelled is not None:
        questions.append((totals.cancelled, _code(Reason.CANCELLED)))
    if totals.unpaid is not None and not wish.count_unpaid:
        questions.append((totals.unpaid, _code(Reason.UNPAID)))
    nothing = ~_is_order(totals) & (_or_zero(totals.refunded) <= 0)
    questions.append((nothing, _code(Reason.NOTHING_PAID)))
    return ibis.cases(*questions)


def _is_order(totals: Totals) -> Any:
    return totals.net.fill_null(-1) >= 0 if totals.free_counts else totals.net.fill_null(0) > 0


def _or_zero(value: Any) -> Any:
    return ibis.literal(0) if value is None else value.fill_null(0)


def _code(reason: Reason) -> Any:
    return ibis.literal(CODES[reason], "int8")


def keep(engine: Engine, tables: list[ibis.Table]) -> ibis.Table:
    """All files' orders in one table, kept in the engine: the one time that the files are read."""
    return engine.keep(tables[0] if len(tables) == 1 else ibis.union(*tables, distinct=False), "found")
