"""What the rows of a file tell, in one form whatever the file was.

Moments (`*_us`) are whole microseconds since 1970, amounts whole minor units.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from joren.identity import Kind, Known

#: Bases that are a proof by themselves: the address answered.
_PROVING_BASES = frozenset({"double_opt_in"})


@dataclass(frozen=True, slots=True)
class Who:
    """By what somebody is known; e-mail address and telephone number in their normal form."""

    customer_id: str | None = None
    email: str | None = None
    phone: str | None = None
    anonymous_id: str | None = None

    def __bool__(self) -> bool:
        return bool(self.customer_id or self.email or self.phone or self.anonymous_id)

    @property
    def ids(self) -> list[Known]:
        """The ids, strongest first, as landing orders them."""
        given = (
            (Kind.CUSTOMER, self.customer_id),
            (Kind.EMAIL, self.email),
            (Kind.PHONE, self.phone),
            (Kind.ANONYMOUS, self.anonymous_id),
        )
        return [Known(kind, value) for kind, value in given if value]

    @property
    def shown(self) -> str:
        """How a person reads it."""
        return self.customer_id or self.email or self.phone or self.anonymous_id or ""


@dataclass(slots=True)
class Word:
    """What somebody allowed or refused. `at_us` is None where the file does not say when."""

    channel: str
    is_granted: bool
    at_us: int | None = None
    basis: str | None = None
    source: str | None = None
    text: str | None = None
    url: str | None = None
    ip: str | None = None

    @property
    def has_proof(self) -> bool:
        """Whether it carries something by which it can be shown that the person said it."""
        return has_proof(self.basis, self.text, self.url, self.ip)


def has_proof(basis: str | None, text: str | None, url: str | None, ip: str | None) -> bool:
    """Whether a consent came with the words shown, the page, the address it was given from, or a confirmed address."""
    return bool(text or url or ip or basis in _PROVING_BASES)


@dataclass(slots=True)
class Customer:
    """What a file says of somebody, as of `told_us`."""

    who: Who
    told_us: int
    traits: dict[str, Any] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """How a person reads it."""
        return self.who.shown


@dataclass(slots=True)
class Back:
    """Money that went back of an order."""

    refund_id: str
    at_us: int
    total: int
    revenue: int
    lines: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Order:
    """An order as it was at `told_us`. `said` has only what the file says."""

    order_id: str
    who: Who
    placed_us: int
    told_us: int
    said: dict[str, Any] = field(default_factory=dict)
    is_order: bool = True
    """Otherwise only its refunds count."""
    refunds: list[Back] = field(default_factory=list)
    """Refunds of which the file tells one by one."""
    refunded: tuple[int, int] | None = None
    """All that went back, and its goods part, where the file tells only that."""
    refunded_us: int | None = None
    cancelled_us: int | None = None
    cancel_reason: str | None = None
    has_own_time: bool = False
    """`told_us` is the order's own, not the file's."""

    @property
    def shown(self) -> str:
        """How a person reads it."""
        return str(self.said.get("number") or self.order_id)


@dataclass(slots=True)
class Product:
    """A product or a variant of it, as of `told_us`."""

    product_id: str
    variant_id: str
    told_us: int
    said: dict[str, Any] = field(default_factory=dict)
    stock: int | None = None
    deleted_us: int | None = None

    @property
    def shown(self) -> str:
        """How a person reads it."""
        return str(self.said.get("sku") or self.product_id)


@dataclass(slots=True)
class Happening:
    """An event: the whole call, with its message id."""

    call: dict[str, Any]
    at_us: int

    @property
    def shown(self) -> str:
        """How a person reads it."""
        return str(self.call["messageId"])


Fact = Customer | Order | Product | Happening
