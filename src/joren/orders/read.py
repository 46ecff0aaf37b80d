"""Reading any shop's order export into the canonical tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb
import pyarrow as pa

from joren.clock import Clock, SystemClock
from joren.engine import Engine
from joren.errors import InputError
from joren.language import gettext as _
from joren.orders.assemble import Misread, Request, assemble
from joren.orders.files.typed import Mistyped
from joren.orders.recognise import layout_of, recognised
from joren.orders.sources import open_sources
from joren.orders.table import Counting, Orders
from joren.progress import Progress

#: A path, a list of paths, a pandas data frame, an Arrow table or an Ibis table.
Source = Any


def read_orders(
    source: Source,
    *,
    map: Mapping[str, str] | None = None,  # noqa: A002  (as users write it)
    currency: str | None = None,
    rates: Mapping[str, float] | None = None,
    time_zone: str = "UTC",
    as_of: date | None = None,
    counting: Counting = Counting(),  # noqa: B008  (frozen)
    engine: Engine | None = None,
    progress: Progress | None = None,
    clock: Clock = SystemClock(),  # noqa: B008  (has no state)
) -> Orders:
    """Read a shop's orders.

    `source` is a path or a list of paths (CSV in any encoding and with any delimiter, XLSX, Parquet; packed with gzip
    or not), a pandas data frame, an Arrow table or an Ibis table. Layouts are recognised by their columns; `map` says
    which column is which where they are not: `{"customer": "Buyer e-mail", "date": "Bought", "amount": "Sum"}`.

    `currency` is the report's (default: that of most orders); `rates` are units of it for one unit of others.
    `time_zone` is the shop's: dates that do not say theirs are in it, and its calendar days count. Orders after `as_of`
    are left out (default: the last day in the data). `counting` says what counts as an order and as money.

    Every row is accounted for in `Orders.account`. Raises `InputError` for what cannot be read at all, and when
    nothing in it can be counted.
    """
    _check_options(time_zone, currency, rates)
    request = Request(
        currency=currency,
        rates=dict(rates or {}),
        time_zone=time_zone,
        as_of=as_of,
        counting=counting,
        progress=progress,
        latest=clock.now().astimezone(UTC).replace(tzinfo=None) + timedelta(days=1),
    )
    try:
        return _read(source, map, request, engine)
    except (duckdb.Error, pa.ArrowException) as error:
        raise InputError(
            _("The orders cannot be read: {reason}").format(reason=str(error).split("\n")[0]), code="orders.unreadable"
        ) from error


def _read(source: Source, wish: Mapping[str, str] | None, request: Request, engine: Engine | None) -> Orders:
    """Read, and read again where what was not looked at shows another encoding, or a column that is not so clean."""
    careful, typed = False, True
    while True:
        opened, wanted = open_sources(source, engine, lambda headers: layout_of(headers) is not None, careful=careful)
        tables = [recognised(one, wish, typed=typed) for one in opened]
        try:
            return assemble(tables, request, wanted, careful=careful, typed=typed)
        except Misread:
            careful = True
        except Mistyped:
            typed = False


def _check_options(time_zone: str, currency: str | None, rates: Mapping[str, float] | None) -> None:
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(
            _("There is no time zone called “{zone}”. Zones are called like Europe/London or Asia/Tokyo.").format(
                zone=time_zone
            ),
            code="orders.unknown_zone",
        ) from None
    for code in [currency, *(rates or {})]:
        if code is not None and not (len(code) == 3 and code.isascii() and code.isupper() and code.isalpha()):
            raise InputError(
                _("“{code}” is no currency code. Currencies are called by three letters, such as USD or JPY.").format(
                    code=code
                ),
                code="orders.unknown_currency",
            )
    for code, rate in (rates or {}).items():
        if not 0 < rate < 1e9:
            raise InputError(
                _("The rate of {code} must be a number above zero.").format(code=code), code="orders.bad_rate"
            )
