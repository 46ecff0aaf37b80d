"""Which rows of the present a batch changed: kept with the batch until the lake's mirror has them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Changed(msgspec.Struct, omit_defaults=True):
    """Keys of rows, table by table."""

    profiles: list[int] = []
    ids: list[int] = []
    """Ids that changed hands."""
    orders: list[str] = []
    carts: list[str] = []
    products: list[tuple[str, str]] = []

    def pack(self) -> bytes:
        """The bytes that are stored."""
        return _pack(self)


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Changed).decode


def united(packed: Iterable[bytes]) -> Changed:
    """What several batches changed, each row once."""
    profiles: set[int] = set()
    ids: set[int] = set()
    orders: set[str] = set()
    carts: set[str] = set()
    products: set[tuple[str, str]] = set()
    for each in map(_unpack, packed):
        profiles.update(each.profiles)
        ids.update(each.ids)
        orders.update(each.orders)
        carts.update(each.carts)
        products.update(each.products)
    return Changed(sorted(profiles), sorted(ids), sorted(orders), sorted(carts), sorted(products))
