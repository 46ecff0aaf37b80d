"""Writing to the shop, for the layers below the connectors: they ask here for what the connectors have offered.

Each change carries a key of the caller's. Asked for again under the same key, it is made once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class NewDiscount:
    """A code to be made in the shop."""

    key: str
    """The caller's key. It is the code's own name in the shop too, so that people find it."""
    code: str
    kind: str
    """percent, amount or free_shipping."""
    value: Decimal = Decimal(0)
    """Per cent, or major units of `currency`."""
    currency: str = ""
    minimum: Decimal | None = None
    """The least that the goods must cost."""
    starts_at: str | None = None
    ends_at: str | None = None
    limit: int | None = 1
    """How often it may be used in all; None for no limit."""
    once_per_customer: bool = True
    email: str | None = None
    """The only address it is for, where the shop can hold it to that."""
    customer_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """What becomes of a line of an order, or a line that is added."""

    variant_id: str
    quantity: int
    """How many there are to be; 0 takes them out."""
    product_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class OrderEdit:
    """A change of an order after it was placed."""

    key: str
    order_id: str
    lines: Sequence[LineChange] = ()
    note: str = ""
    """Why, for the shop's staff."""
    notify: bool = False
    """Whether the shop tells the customer."""


class CannotWriteError(Exception):
    """The shop cannot do this at all. The text says what; the caller makes a task for a person of it."""


class ShopWriting(Protocol):
    """What can be written. Raises `joren.errors.JorenError` when the shop is away or says no."""

    def tag_customer(self, customer_id: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Change a customer's tags. Raises `CannotWriteError` where customers have none."""
        ...

    def tag_order(self, order_id: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Change an order's tags. Raises `CannotWriteError` where orders have none."""
        ...

    def create_discount(self, discount: NewDiscount) -> str:
        """Make a code, or find the one that was made under this key; the shop's id of it."""
        ...

    def edit_order(self, edit: OrderEdit) -> None:
        """Change an order, unless it was under this key. Raises `CannotWriteError` for what the shop cannot change."""
        ...


Way = Callable[[], AbstractContextManager[ShopWriting | None]]
_offered: list[Way] = []


def offer(way: Way) -> None:
    """Say what gives the way to the shop. The connectors call this at the start."""
    _offered[:] = [way]


def shop_writing() -> AbstractContextManager[ShopWriting | None]:
    """The way to write to the shop, open for as long as the `with` block that it is given to.

    None when no shop is connected that can be written to.
    """
    return _offered[0]() if _offered else nullcontext()
