"""From recognised tables of rows to `Orders`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ibis

from joren.engine import Engine
from joren.language import gettext as _
from joren.money import NO_CURRENCY
from joren.orders.account import account_of, nothing_counted, tallies
from joren.orders.files.typed import Mistyped
from joren.orders.found import Wish, found, keep
from joren.orders.lines import group
from joren.orders.notes import notes_of
from joren.orders.recognise import Recognised
from joren.orders.rejected import Rows
from joren.orders.settle import Rules, orders_of, people_of, refunds_of, settled
from joren.orders.table import Counting, FileRead, Orders
from joren.orders.watching import watched
from joren.progress import Progress


@dataclass(frozen=True)
class Request:
    """What the caller of `read_orders` asked for."""

    currency: str | None
    rates: Mapping[str, float]
    time_zone: str
    as_of: date | None
    counting: Counting
    latest: datetime  # no order may be later
    progress: Progress | None = None


class Misread(Exception):  # noqa: N818  (no error: the reader looks again)
    """A text turned out to be in another encoding than its samples showed."""


def assemble(tables: Sequence[Recognised], request: Request, wanted: Engine, *, careful: bool, typed: bool) -> Orders:
    """Read the tables once, apply the shop-wide rules, and give account of every row.

    Raises `Misread`, unless `careful` already, when the bytes tell another encoding than was thought, and `Mistyped`
    when a column that was read as numbers or moments (only where `typed`) holds something else.
    """
    engine = tables[0].opened.engine
    with watched(engine, request.progress, _("Reading orders")):
        kept = keep(engine, [_found(number, table, request) for number, table in enumerate(tables)])
    if not careful and any(one.opened.misread() for one in tables):
        raise Misread
    if typed and any(one.opened.mistyped() for one in tables):
        raise Mistyped
    seen = _seen(engine, kept)
    rules = _rules(tables, request, seen)
    table = engine.keep(settled(kept, rules), "settled")
    tally = tallies(engine, table)
    broken = [one.opened.broken() for one in tables]
    account = account_of(tally, _files(engine, kept, tables, broken), sum(broken), notes_of(tables, rules, seen, tally))
    counted = next((one for one in tally if one["trouble"] is None), None)
    if counted is None:
        raise nothing_counted(account)
    as_of = request.as_of or counted["last_on"]
    named = any({"email", "name"} & set(one.lines.names) for one in tables)
    return Orders(
        engine=wanted,
        orders=_seen_through(engine, wanted, orders_of(table)),
        refunds=_give(engine, wanted, refunds_of(table, as_of), "refunds"),
        people=_give(engine, wanted, people_of(table, named=named), "people"),
        currency=rules.currency,
        as_of=as_of,
        time_zone=request.time_zone,
        counting=request.counting,
        account=account,
        source=Rows(tables, table, engine, request.latest),
    )


def _found(number: int, table: Recognised, request: Request) -> ibis.Table:
    grouped = group(table.table, table.lines, request.latest, in_utc=request.time_zone == "UTC")
    currency = table.currency or request.currency
    return found(number, table.layout, grouped, currency, Wish(request.counting.unpaid))


def _seen(engine: Engine, kept: ibis.Table) -> list[dict[str, Any]]:
    """Per currency: how many orders, and between which moments."""
    usable = kept.filter(kept.ordered_at.notnull() & kept.trouble.isnull())
    counts = usable.group_by("currency").aggregate(
        orders=usable.count(), first=usable.ordered_at.min(), last=usable.ordered_at.max(), zoned=usable.aware.max()
    )
    rows: list[dict[str, Any]] = engine.run(counts).to_pylist()
    return sorted(rows, key=lambda row: (-row["orders"], row["currency"]))


def _rules(tables: Sequence[Recognised], request: Request, seen: Sequence[Mapping[str, Any]]) -> Rules:
    names = [set(one.lines.names) for one in tables]
    reachable = any({"email", "phone"} & columns for columns in names)
    return Rules(
        currency=request.currency or next((row["currency"] for row in seen), NO_CURRENCY),
        rates=request.rates,
        time_zone=request.time_zone,
        counting=request.counting,
        as_of=request.as_of,
        several_files=len(tables) > 1,
        guests_have_addresses=reachable,
        ids_and_addresses=reachable and any("customer_id" in columns for columns in names),
        first=min((row["first"] for row in seen), default=request.latest),
        last=request.latest,
    )


def _files(engine: Engine, kept: ibis.Table, tables: Sequence[Recognised], broken: Sequence[int]) -> list[FileRead]:
    if len(tables) == 1:
        counts = {0: engine.run(kept.aggregate(rows=kept.rows.sum())).to_pylist()[0]["rows"] or 0}
    else:
        rows = engine.run(kept.group_by("file").aggregate(rows=kept.rows.sum())).to_pylist()
        counts = {row["file"]: row["rows"] for row in rows}
    return [
        FileRead(
            one.opened.name,
            one.layout.name,
            one.opened.encoding,
            one.opened.delimiter,
            int(counts.get(number, 0)) + broken[number],
        )
        for number, one in enumerate(tables)
    ]


def _seen_through(engine: Engine, wanted: Engine, orders: ibis.Table) -> ibis.Table:
    """The orders, not copied where the table that they are a part of is in the wanted engine already."""
    return orders if wanted is engine else _give(engine, wanted, orders, "orders")


def _give(engine: Engine, wanted: Engine, table: ibis.Table, name: str) -> ibis.Table:
    if wanted is engine or wanted.name == engine.name:
        return wanted.keep(table, name)
    return wanted.bring(engine.run(table), name)
