"""The kinds of files we know, by what they tell of: one file each. The first layout that recognises a file reads it."""

from __future__ import annotations

from collections.abc import Sequence

from joren.imports.kinds import Kind
from joren.imports.layouts.base import Layout
from joren.imports.layouts.consents import CONSENTS
from joren.imports.layouts.customers import CUSTOMERS, WITH_CONSENT
from joren.imports.layouts.events import EVENTS
from joren.imports.layouts.products import PRODUCTS

#: Orders are read by `joren.orders`, but for our own export of them (`joren.imports.own_orders`).
LAYOUTS: dict[Kind, tuple[Layout, ...]] = {
    Kind.CUSTOMERS: CUSTOMERS,
    Kind.PRODUCTS: PRODUCTS,
    Kind.EVENTS: EVENTS,
    Kind.CONSENTS: (*CONSENTS, *WITH_CONSENT),
}


def layout_of(kind: Kind, headers: Sequence[str]) -> tuple[Layout, dict[str, str]] | None:
    """The layout with these headers, and which column is which of its words; None when none has."""
    for layout in LAYOUTS[kind]:
        found = layout.find(headers)
        if found is not None:
            return layout, found
    return None
