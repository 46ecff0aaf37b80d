"""Offers the connected shop's writing to the layers below."""

from __future__ import annotations

from joren.server.connectors.opening import open_api
from joren.server.connectors.queries import connections_that_are_well
from joren.server.shop_writing import ShopWriting


def writer_of_the_shop() -> ShopWriting | None:
    """The way to write to the shop: of the first connection that can be written to."""
    for connection in connections_that_are_well():
        api = open_api(connection)
        writing = api.writing() if api else None
        if writing is not None:
            return writing
    return None
