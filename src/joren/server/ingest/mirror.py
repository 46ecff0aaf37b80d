"""Brings the lake's mirror in step with the database: what the batches since the last time changed, row by row."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
from django.db.models import Model

from joren.lake import LakeBusyError
from joren.lake.columns import CARTS, IDS, MIRRORED, ORDERS, PEOPLE, PRODUCTS
from joren.lake.lake import Lake
from joren.server.commerce.models import Cart, Order, Product, Refund
from joren.server.ingest.actions import continue_after, note_mirror
from joren.server.ingest.changed import Changed, united
from joren.server.ingest.models import Batch
from joren.server.ingest.queries import current_batch, mirrored_number
from joren.server.jobs.actions import Held, hold_lease
from joren.server.lookup import rows_where
from joren.server.profiles.models import Identifier, Profile
from joren.server.upsert import AT_ONCE, some_at_a_time

log = logging.getLogger(__name__)

#: So many batches are mirrored in one go.
_BATCHES = 50


class Mirror:
    """Follows the database under one lease."""

    def __init__(self, lake: Lake, lease: Held) -> None:
        self._lake, self._lease = lake, lease
        self._number = mirrored_number()
        if max(lake.mirror(name).number() for name in MIRRORED) > current_batch():
            log.warning("mirror: the database is older than the lake; mirroring everything anew")
            self.refresh()

    def step(self) -> bool:
        """Mirror what the next batches changed; returns whether there was anything to do."""
        rows = (
            Batch.objects.filter(number__gt=self._number).order_by("number").values_list("number", "changed")[:_BATCHES]
        )
        batches = list(rows)
        if not batches:
            return False
        number = batches[-1][0]
        hold_lease(self._lease)
        try:
            self._write(united(bytes(changed) for _number, changed in batches), number)
        except LakeBusyError as error:
            log.info("mirror: %s", error)
            return True
        self._number = number
        note_mirror(number)
        return True

    def refresh(self) -> None:
        """Mirror every row anew: after a rebuild, or when an older database was put back."""
        number = max(current_batch(), *(self._lake.mirror(name).number() for name in MIRRORED))
        continue_after(number)
        for name in MIRRORED:
            self._lake.mirror(name).clear(number=number, lease=self._lease.number)
        for some in everything():
            hold_lease(self._lease)
            for name, rows, gone in tables_of(some):
                if rows.num_rows:
                    self._lake.mirror(name).append(rows, gone.slice(0, 0), number=number, lease=self._lease.number)
        self.tidy()
        self._number = number
        note_mirror(number)

    def tidy(self) -> None:
        """Write tables together where it is due."""
        for name in MIRRORED:
            hold_lease(self._lease)
            self._lake.mirror(name).compact_if_due(lease=self._lease.number)

    def _write(self, changed: Changed, number: int) -> None:
        for name, rows, gone in tables_of(changed):
            table = self._lake.mirror(name)
            if (rows.num_rows or gone.num_rows) and table.number() < number:
                table.append(rows, gone, number=number, lease=self._lease.number)


def everything() -> Iterator[Changed]:
    """The keys of all rows, some at a time."""
    for field, model, columns in (
        ("profiles", Profile, ("number",)),
        ("ids", Identifier, ("number",)),
        ("orders", Order, ("order_id",)),
        ("carts", Cart, ("key",)),
        ("products", Product, ("product_id", "variant_id")),
    ):
        rows = model.objects.order_by("pk").values_list(*columns).iterator(chunk_size=AT_ONCE)
        for part in some_at_a_time(rows):
            yield Changed(**{field: part if len(columns) > 1 else [each for (each,) in part]})


def tables_of(changed: Changed) -> list[tuple[str, pa.Table, pa.Table]]:
    """For each mirrored table the rows of these keys as they are now, and the keys that have none (any more)."""
    return [
        _table("people", _people(changed.profiles), [(each,) for each in changed.profiles]),
        _table("ids", _ids(changed.ids), [(each,) for each in changed.ids]),
        _table("orders", _orders(changed.orders), [(each,) for each in changed.orders]),
        _table("carts", _carts(changed.carts), [(each,) for each in changed.carts]),
        _table("products", _products(changed.products), changed.products),
    ]


def _table(name: str, rows: list[dict[str, Any]], keys: Iterable[Sequence[Any]]) -> tuple[str, pa.Table, pa.Table]:
    columns, count = MIRRORED[name]
    key = columns.names[:count]
    there = {tuple(row[each] for each in key) for row in rows}
    gone = [dict(zip(key, each, strict=True)) for each in keys if tuple(each) not in there]
    return (
        name,
        pa.Table.from_pylist(rows, columns),
        pa.Table.from_pylist(gone, pa.schema([columns.field(each) for each in key])),
    )


def _people(profiles: Iterable[int]) -> list[dict[str, Any]]:
    rows = _rows(Profile, PEOPLE, "number", profiles, renamed={"profile": "number"})
    for row in rows:
        row["birthday"] = _date(row["birthday"])
        for name in ("spent", "consents", "traits"):
            row[name] = row[name] if isinstance(row[name], str) else json.dumps(row[name], ensure_ascii=False)
    return rows


def _ids(numbers: Iterable[int]) -> list[dict[str, Any]]:
    """Only ids that are somebody else's: the rest is its own profile."""
    rows = rows_where(Identifier, "number, profile", "number", numbers, "number <> profile")
    return [dict(zip(IDS.names, row, strict=True)) for row in rows]


def _orders(order_ids: Sequence[str]) -> list[dict[str, Any]]:
    rows = _rows(Order, ORDERS, "order_id", order_ids, left_out={"refunds"}, renamed={"is_told": "told_us"})
    refunds: dict[str, list[dict[str, Any]]] = {}
    for order_id, refunded_at, total, revenue in rows_where(
        Refund, "order_id, refunded_at, total, revenue", "order_id", order_ids
    ):
        refunds.setdefault(order_id, []).append({"refunded_at": _time(refunded_at), "total": total, "revenue": revenue})
    for row in rows:
        row["is_told"], row["is_test"] = row["is_told"] > 0, bool(row["is_test"])
        row["lines"] = _lines(row["lines"])
        row["refunds"] = sorted(refunds.get(row["order_id"], []), key=lambda each: each["refunded_at"])
    return rows


def _carts(keys: Iterable[str]) -> list[dict[str, Any]]:
    rows = _rows(Cart, CARTS, "key", keys)
    for row in rows:
        row["items"] = _lines(row["items"])
    return rows


def _products(keys: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    wanted = set(keys)
    rows = _rows(Product, PRODUCTS, "product_id", {product for product, _variant in wanted})
    for row in rows:
        row["is_active"] = bool(row["is_active"])
    return [row for row in rows if (row["product_id"], row["variant_id"]) in wanted]


def _rows(
    model: type[Model],
    columns: pa.Schema,
    column: str,
    values: Iterable[Any],
    *,
    renamed: dict[str, str] | None = None,
    left_out: Collection[str] = (),
) -> list[dict[str, Any]]:
    """Rows of a table of the database under the names of the mirror's columns, with moments that Arrow takes."""
    names = [name for name in columns.names if name not in left_out]
    times = {each.name for each in columns if pa.types.is_timestamp(each.type)}
    stored = ", ".join(f'"{(renamed or {}).get(name, name)}"' for name in names)
    return [
        {name: _time(value) if name in times else value for name, value in zip(names, row, strict=True)}
        for row in rows_where(model, stored, column, values)
    ]


def _lines(lines: Any) -> list[dict[str, Any]]:
    return json.loads(lines) if isinstance(lines, str) else lines  # type: ignore[no-any-return]


def _time(value: Any) -> Any:
    """SQLite hands moments out as text."""
    if not isinstance(value, str):
        return value
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _date(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value
