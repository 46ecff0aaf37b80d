"""Offers the connected shop's writing to the layers below."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from joren.server.connectors.opening import open_api
from joren.server.connectors.queries import connections_that_are_well
from joren.server.shop_writing import ShopWriting


@contextmanager
def way_to_the_shop() -> Iterator[ShopWriting | None]:
    """The way to write to the shop: of the first connection that can be written to."""
    for connection in connections_that_are_well():
        api = open_api(connection)
        if api is not None:
            try:
                yield api.writing()
            finally:
                api.close()
            return
    yield None
