"""What the present knows of what a file tells, as the comparison asks for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from joren.imports.facts import Who


@dataclass(slots=True)
class Said:
    """What somebody said of a channel."""

    at_us: int
    is_granted: bool
    has_proof: bool


@dataclass(slots=True)
class Person:
    """Somebody as the present knows them, asked for by the strongest id of a row."""

    linked: set[int] = field(default_factory=set)
    """The weaker ids that were seen with it."""
    traits: dict[str, tuple[Any, int]] = field(default_factory=dict)
    """Trait → (value, when it was said), over all ids of the person."""
    words: dict[str, list[Said]] = field(default_factory=dict)
    """Channel → every word on it, over all ids of the person."""


@dataclass(slots=True)
class KnownRefund:
    """A refund of an order."""

    total: int
    revenue: int
    told_us: int


@dataclass(slots=True)
class KnownOrder:
    """An order as the present knows it. `is_told` is false for one of which only a refund or its end is known."""

    is_told: bool
    told_us: int
    placed_us: int
    who: Who | None
    said: dict[str, Any]
    cancelled_us: int | None
    refunds: dict[str, KnownRefund] = field(default_factory=dict)


@dataclass(slots=True)
class KnownProduct:
    """A product or variant as the present knows it."""

    is_catalogued: bool
    told_us: int
    said: dict[str, Any]
    stock: int | None
    stock_us: int
    deleted_us: int | None


class Known(Protocol):
    """Answers for many at once."""

    #: Whether something was taken in that has not landed: then the present does not show everything.
    is_behind: bool

    def people(self, who: Sequence[Who]) -> dict[int, Person]:
        """By the number of the strongest id, those that are known."""
        ...

    def orders(self, order_ids: Collection[str]) -> dict[str, KnownOrder]:
        """By order id, those that are known."""
        ...

    def products(self, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], KnownProduct]:
        """By product and variant id, those that are known."""
        ...

    def messages(self, ids: Collection[str], first_us: int, last_us: int) -> set[str]:
        """The message ids among these of events that happened between the two moments."""
        ...


class Nothing:
    """A present in which nothing is known."""

    is_behind = False

    def people(self, who: Sequence[Who]) -> dict[int, Person]:  # noqa: ARG002
        """Nobody."""
        return {}

    def orders(self, order_ids: Collection[str]) -> dict[str, KnownOrder]:  # noqa: ARG002
        """None."""
        return {}

    def products(self, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], KnownProduct]:  # noqa: ARG002
        """None."""
        return {}

    def messages(self, ids: Collection[str], first_us: int, last_us: int) -> set[str]:  # noqa: ARG002
        """None."""
        return set()
