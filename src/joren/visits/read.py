"""Reading any shop's events into the canonical table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb
import ibis

from joren.clock import Clock, SystemClock
from joren.engine import Engine
from joren.errors import InputError
from joren.language import gettext as _
from joren.money import NO_CURRENCY, minor_units
from joren.visits.columns import columns_of
from joren.visits.kinds import adding, by_kind, updating
from joren.visits.sources import open_events
from joren.visits.table import EVENTS, EventAccount, Events

#: More different names than this are no names but texts; those beyond it are left out, and counted.
_MOST_NAMES = 10_000
_EARLIEST = datetime(1990, 1, 1)  # noqa: DTZ001  (without zone, as the column is)
#: A browser that says so is a machine. What pretends to be a person is not told apart.
_MACHINES = ("bot/", "bot;", "bot)", "crawler", "spider", "headlesschrome", "phantomjs", "python-requests", "curl/")


@dataclass(frozen=True)
class _Raw:
    """A table as it came, and which of its columns is what."""

    table: ibis.Table
    column: dict[str, str]
    names: list[str]
    currency: str

    def get(self, meant: str) -> Any:
        return self.table[self.column[meant]] if meant in self.column else None

    def text(self, meant: str) -> Any:
        value = self.get(meant)
        return ibis.null("string") if value is None else value.cast("string").nullif("")


def read_events(
    source: Any,
    *,
    who: Any = None,
    map: Mapping[str, str] | None = None,  # noqa: A002  (as `read_orders` has it)
    currency: str | None = None,
    time_zone: str = "UTC",
    engine: Engine | None = None,
    clock: Clock = SystemClock(),  # noqa: B008  (has no state)
) -> Events:
    """Read what people did in a shop.

    `source` is a Parquet or CSV file (or several), a pandas data frame, an Arrow table or an Ibis table. Needed are a
    time, a name and somebody (`subject`, `customer_id` or `anonymous_id`); page, referrer, campaign, order, cart and
    amounts are used where they are there. Columns are recognised by their names, the lake's and those of public
    clickstreams; `map` says which is which where they are not: `{"occurred_at": "When", "name": "What"}`.

    `who` is whose an event is: a column's name or an Ibis expression over the table (`_.subject.cast("string")`). By
    default it is `subject`, else `customer_id`, else the one customer who was seen on the device, else
    `anonymous_id`. Amounts in whole-number columns are minor units, as in the lake; others are major units.
    `currency` is that of the figures (default: the most frequent one); `time_zone` decides what a day is.

    Every row is accounted for in `Events.account`. Raises `InputError` for what cannot be read, and when nothing in
    it tells of a visit.
    """
    _check_zone(time_zone)
    table, home, files = open_events(source, engine)
    if who is not None:
        table = table.mutate(subject=table[who] if isinstance(who, str) else who)
    column = columns_of(table.columns, map or {}, somebody=who is not None) | (
        {} if who is None else {"subject": "subject"}
    )
    try:
        names = _names(table, column["name"], home)
        raw = _Raw(table, column, names, currency or _most_frequent(table, column, home))
        return _canonical(raw, home, files, time_zone, clock)
    except duckdb.Error as error:
        raise InputError(
            _("The events cannot be read: {reason}").format(reason=str(error).split("\n", maxsplit=1)[0]),
            code="events.unreadable",
        ) from error


def _canonical(raw: _Raw, engine: Engine, files: tuple[str, ...], zone: str, clock: Clock) -> Events:
    latest = clock.now().astimezone(UTC).replace(tzinfo=None) + timedelta(days=1)
    rows = _rows(_stitched(raw, engine))
    in_time = ((rows.occurred_at >= _EARLIEST) & (rows.occurred_at <= latest)).fill_null(False)
    told, named, human = rows.kind.notnull(), rows.who.notnull(), ~rows.machine
    good = told & in_time & named & human
    counted = engine.run(
        rows.agg(
            rows_read=rows.count(),
            rows_used=rows.count(where=good),
            other_names=rows.count(where=~told),
            bad_time=rows.count(where=told & ~in_time),
            nobody=rows.count(where=told & in_time & ~named),
            bots=rows.count(where=told & in_time & named & ~human),
            first=rows.occurred_at.min(where=good),
            last=rows.occurred_at.max(where=good),
        )
    ).to_pylist()[0]
    first, last = counted.pop("first"), counted.pop("last")
    if not counted["rows_used"]:
        raise InputError(
            _("Nothing in the events tells of a visit. Their names are: {names}.").format(
                names=", ".join(sorted(raw.names)[:10]) or "–"
            ),
            code="events.none",
        )
    used = rows.filter(good)
    return Events(
        engine=engine,
        events=used.select(**{name: used[name].cast(kind.copy(nullable=True)) for name, kind in EVENTS.items()}),
        currency=raw.currency,
        first_day=first.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date(),
        as_of=last.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date(),
        time_zone=zone,
        names=files,
        account=EventAccount(**counted),
        extent=(first.replace(tzinfo=None), last.replace(tzinfo=None)),
    )


def _rows(raw: _Raw) -> ibis.Table:
    name = raw.table[raw.column["name"]]
    at = _moment(raw.table[raw.column["occurred_at"]])
    adds, updates = name.isin(adding(raw.names)), name.isin(updating(raw.names))
    total = _amount(raw, "total")
    agent = raw.get("user_agent")
    machine = ibis.literal(False)
    if agent is not None:
        agent = agent.cast("string").lower().fill_null("")
        machine = ibis.or_(*(agent.contains(word) for word in _MACHINES))
    return raw.table.select(
        who=raw.text("subject"),
        occurred_at=at,
        second=at.truncate("s").epoch_seconds().cast("int64"),  # DuckDB's has fractions, Spark's has none
        kind=_kind(name, raw.names),
        fills=(adds | (updates & (total.fill_null(1) > 0))).fill_null(False),
        whole=updates.fill_null(False),
        page=raw.text("page"),
        referrer=raw.text("referrer"),
        source=raw.text("source"),
        medium=raw.text("medium"),
        order_id=raw.text("order_id"),
        cart_id=raw.text("cart_id"),
        value=_value(raw, name, updates, total),
        machine=machine,
    )


def _kind(name: Any, names: list[str]) -> Any:
    cases = [(name.isin(group), kind) for kind, group in by_kind(names).items()]
    return ibis.cases(*cases, else_=ibis.null("string")) if cases else ibis.null("string")


def _value(raw: _Raw, name: Any, updates: Any, total: Any) -> Any:
    quantity = raw.get("quantity")
    each = _amount(raw, "price")
    pieces = 1 if quantity is None else quantity.cast("float64").fill_null(1)
    line = (each * pieces).round().cast("int64")
    orders = name.isin(by_kind(raw.names).get("order", []))
    value = ibis.cases(
        (orders, ibis.coalesce(_amount(raw, "revenue"), total, line)),
        (updates, total),
        else_=ibis.coalesce(line, total),
    )
    currency = raw.get("currency")
    if currency is None:
        return value
    return ibis.ifelse(currency.fill_null(raw.currency) == raw.currency, value, ibis.null("int64"))


def _amount(raw: _Raw, meant: str) -> Any:
    value = raw.get(meant)
    if value is None:
        return ibis.null("int64")
    if value.type().is_integer():
        return value.cast("int64")
    if value.type().is_string():
        value = value.try_cast("float64")
    return (value.cast("float64") * minor_units(raw.currency)).round().cast("int64")


def _moment(at: Any) -> Any:
    """Any way to write a time, as UTC without zone; what cannot be read is null."""
    kind = at.type()
    if kind.is_timestamp():
        return at.cast("timestamp")
    if kind.is_numeric():
        whole = at.cast("int64")
        return ibis.ifelse(whole < 100_000_000_000, whole, whole // 1000).as_timestamp("s").cast("timestamp")
    if kind.is_date():
        return at.cast("timestamp")
    return at.cast("string").re_replace(" ?UTC$", "").try_cast("timestamp")


def _stitched(raw: _Raw, engine: Engine) -> _Raw:
    """The table with `subject` as a column: who somebody is where the data does not say it in one."""
    if "subject" in raw.column:
        return raw
    customer, device = raw.text("customer_id"), raw.text("anonymous_id")
    if "customer_id" not in raw.column or "anonymous_id" not in raw.column:
        table = raw.table.mutate(subject=ibis.coalesce(customer, device))
    else:
        seen = raw.table.select(customer=customer, device=device)
        seen = seen.filter(seen.customer.notnull() & seen.device.notnull())
        owners = seen.group_by("device").agg(owner=seen.customer.min(), last=seen.customer.max())
        # A device that several customers used belongs to none of them.
        owners = engine.keep(owners.filter(owners.owner == owners["last"]).drop("last"), "owners")
        table = raw.table.mutate(joren_device=device)
        table = table.left_join(owners, table.joren_device == owners.device)
        theirs = table[raw.column["customer_id"]].cast("string").nullif("")
        table = table.mutate(subject=ibis.coalesce(theirs, table.owner, table.joren_device))
    return _Raw(table, raw.column | {"subject": "subject"}, raw.names, raw.currency)


def _names(table: ibis.Table, column: str, engine: Engine) -> list[str]:
    found = engine.run(table.select(name=table[column].cast("string")).distinct().limit(_MOST_NAMES))
    return [name for name in found["name"].to_pylist() if name is not None]


def _most_frequent(table: ibis.Table, column: dict[str, str], engine: Engine) -> str:
    if "currency" not in column:
        return NO_CURRENCY
    code = table[column["currency"]]
    counted = table.filter(code.notnull()).group_by(code=code).agg(events=lambda rows: rows.count())
    rows = engine.run(counted).to_pylist()
    return min(rows, key=lambda row: (-row["events"], row["code"]))["code"] if rows else NO_CURRENCY


def _check_zone(time_zone: str) -> None:
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(
            _("There is no time zone called “{zone}”. Zones are called like Europe/London or Asia/Tokyo.").format(
                zone=time_zone
            ),
            code="orders.unknown_zone",
        ) from None
