"""What can be imported and exported."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """A kind of thing that a file tells of."""

    ORDERS = "orders"
    CUSTOMERS = "customers"
    PRODUCTS = "products"
    EVENTS = "events"
    CONSENTS = "consents"
