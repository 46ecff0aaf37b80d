"""Products and stock: as the catalogue has them; where no catalogue speaks, as events mention them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from joren.events import Event
from joren.lake.rows import events_of
from joren.server.commerce.actions.lines import lines_of, number_of, properties_of, text_of, tie_of
from joren.server.commerce.models import Product
from joren.server.upsert import moments, upsert, us_of

#: The events that describe products …
NAMES = ("product_updated", "product_deleted", "stock_changed")
#: … and those that only mention them.
MENTIONS = ("product_viewed", "product_added", "order_completed")

_COLUMNS = ("sku", "name", "category", "brand", "price", "currency", "url", "image_url", "is_active")
_MOST = {"name": 500, "url": 2000, "image_url": 2000}

Key = tuple[str, str]


def record_catalogue(events: Iterable[Event]) -> set[Key]:
    """Take over what the catalogue says of products, their end and their stock; returns (product, variant) of each."""
    told: dict[Key, tuple[tuple[int, int], dict[str, Any]]] = {}
    stock: dict[Key, tuple[tuple[int, int], int]] = {}
    deleted: dict[Key, tuple[int, int]] = {}
    for event in events:
        said = properties_of(event)
        key = _key(event.product_id, said)
        if key is None:
            continue
        when = (us_of(event.occurred_at), tie_of(event))
        count = number_of(said.get("stock"))
        if count is not None and abs(count) < 2**31 and (key not in stock or when > stock[key][0]):
            stock[key] = (when, int(count))
        if event.name == "product_deleted":
            deleted[key] = max(deleted.get(key, when), when)
        if event.name == "product_updated" and (key not in told or when > told[key][0]):
            told[key] = (when, _description(event, said))
    _tell(told, is_catalogued=True)
    _stock(stock)
    _delete(deleted)
    return set(told) | set(stock) | set(deleted)


def newest_mentions(events: pa.Table) -> list[Event]:
    """The newest event that mentions each product, and every order: thousands of views say the same of one product."""
    newest: dict[tuple[str, str | None], int] = {}
    places: dict[tuple[str, str | None], list[int]] = {}
    orders: list[int] = []
    columns = (events["occurred_at"].cast(pa.int64()), events["product_id"], events["sku"], events["order_id"])
    for place, (us, product, sku, order) in enumerate(zip(*(each.to_pylist() for each in columns), strict=True)):
        if product is None:
            orders += [place] if order else []
        elif (held := newest.get((product, sku))) is None or us > held:
            newest[product, sku], places[product, sku] = us, [place]
        elif us == held:
            places[product, sku].append(place)
    chosen = sorted([*orders, *(place for several in places.values() for place in several)])
    return events_of(events.take(pa.array(chosen, pa.int64())))


def record_mentions(events: Iterable[Event]) -> set[Key]:
    """Take over how events name the products that no catalogue has described; returns (product, variant) of each."""
    told: dict[Key, tuple[tuple[int, int], dict[str, Any]]] = {}
    for event in events:
        said = properties_of(event)
        when = (us_of(event.occurred_at), tie_of(event))
        if event.name == "order_completed":
            mentioned = [
                (_key(line.get("product_id"), line), line | {"currency": event.currency})
                for line in lines_of(said.get("products"), event.currency)
            ]
        else:
            mentioned = [(_key(event.product_id, said), _description(event, said))]
        for key, description in mentioned:
            if key is not None and (key not in told or when > told[key][0]):
                told[key] = (when, {**dict.fromkeys(_COLUMNS), "is_active": True, **description})
    _tell(told, is_catalogued=False)
    return set(told)


def _key(product_id: object, said: dict[str, Any]) -> Key | None:
    product = text_of(product_id)
    return (product, text_of(said.get("variant_id") or said.get("variant")) or "") if product else None


def _description(event: Event, said: dict[str, Any]) -> dict[str, Any]:
    given = {**said, "sku": event.sku, "category": event.category, "brand": event.brand, "url": event.page_url}
    described: dict[str, Any] = {name: text_of(given.get(name), _MOST.get(name, 255)) for name in _COLUMNS}
    return {**described, "price": event.price, "currency": event.currency, "is_active": said.get("active") is not False}


def _tell(told: dict[Key, tuple[tuple[int, int], dict[str, Any]]], *, is_catalogued: bool) -> None:
    rows = [
        (*key, *(description[name] for name in _COLUMNS), is_catalogued, *when, 0)
        for key, (when, description) in sorted(told.items())
    ]
    changed = (*_COLUMNS, "is_catalogued", "told_us", "told_tie")
    # What the catalogue says goes over what is only mentioned, whenever that was.
    surer = "(new.is_catalogued, new.told_us, new.told_tie) > (old.is_catalogued, old.told_us, old.told_tie)"
    upsert(
        Product,
        ["product_id", "variant_id", *changed, "stock_us"],
        rows,
        key=["product_id", "variant_id"],
        changes={name: f"new.{name}" for name in changed},
        where=surer,
    )


def _stock(stock: dict[Key, tuple[tuple[int, int], int]]) -> None:
    rows = [(*key, count, when[0], True, False, 0, 0) for key, (when, count) in sorted(stock.items())]
    upsert(
        Product,
        ["product_id", "variant_id", "stock", "stock_us", "is_active", "is_catalogued", "told_us", "told_tie"],
        rows,
        key=["product_id", "variant_id"],
        changes={"stock": "new.stock", "stock_us": "new.stock_us"},
        where="new.stock_us > old.stock_us OR (new.stock_us = old.stock_us AND new.stock < old.stock)",
    )


def _delete(deleted: dict[Key, tuple[int, int]]) -> None:
    """A product that is described again after its end has come back: `queries.products` compares the two times."""
    moment = moments()
    rows = [(*key, moment(when[0]), True, False, 0, 0, 0) for key, when in sorted(deleted.items())]
    upsert(
        Product,
        ["product_id", "variant_id", "deleted_at", "is_active", "is_catalogued", "told_us", "told_tie", "stock_us"],
        rows,
        key=["product_id", "variant_id"],
        changes={"deleted_at": "new.deleted_at"},
        where="old.deleted_at IS NULL OR new.deleted_at > old.deleted_at",
    )
