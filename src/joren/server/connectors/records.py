"""What shops tell of, in one shape for all of them. Amounts are in major units, times ISO 8601 with a zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where somebody lives."""

    country: str | None = None
    """ISO 3166, two letters."""
    region: str | None = None
    city: str | None = None
    postal_code: str | None = None
    street: str | None = None


@dataclass(frozen=True, kw_only=True)
class Consent:
    """What somebody allowed or forbade."""

    channel: str
    granted: bool
    at: str
    basis: str
    """opt_in, double_opt_in, unsubscribed …"""


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Somebody who buys: with an account (`id`) or as a guest."""

    id: str | None = None
    email: str | None = None
    phone: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    language: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    address: Address | None = None
    tags: tuple[str, ...] | None = None
    """None when the shop does not say; empty when there are none."""
    consents: tuple[Consent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Line:
    """Goods in an order, refund or cart."""

    quantity: float
    price: Decimal
    """Of one, before discounts, as the shop shows it."""
    discount: Decimal = Decimal(0)
    """Off the whole line."""
    tax: Decimal | None = None
    product_id: str | None = None
    variant_id: str | None = None
    sku: str | None = None
    name: str | None = None
    category: str | None = None
    brand: str | None = None


@dataclass(frozen=True, kw_only=True)
class Refund:
    """Money that went back."""

    id: str
    at: str
    total: Decimal
    revenue: Decimal
    """The goods' part of it, without tax and shipping."""
    reason: str | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order as it is now."""

    id: str
    number: str
    customer: Customer
    currency: str
    total: Decimal
    revenue: Decimal
    tax: Decimal
    shipping: Decimal
    discount: Decimal
    placed_at: str
    updated_at: str
    financial_status: str
    fulfilment_status: str | None = None
    cancelled_at: str | None = None
    cancel_reason: str | None = None
    coupons: tuple[str, ...] = ()
    cart_id: str | None = None
    checkout_id: str | None = None
    test: bool = False
    taxes_included: bool = False
    """Whether the lines' prices hold their tax. `revenue` never does."""
    lines: tuple[Line, ...] = ()
    refunds: tuple[Refund, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    """What else is worth keeping, such as the currency that the customer saw."""


@dataclass(frozen=True, kw_only=True)
class Product:
    """One thing that can be bought: a variant, or a product without any."""

    product_id: str
    updated_at: str
    currency: str | None
    variant_id: str | None = None
    sku: str | None = None
    name: str | None = None
    category: str | None = None
    brand: str | None = None
    price: Decimal | None = None
    stock: int | None = None
    """None when the shop does not count it."""
    url: str | None = None
    image_url: str | None = None
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class Coupon:
    """A code that takes something off."""

    code: str
    kind: str
    """percent, amount or free_shipping."""
    updated_at: str
    value: Decimal | None = None
    currency: str | None = None
    minimum: Decimal | None = None
    starts_at: str | None = None
    ends_at: str | None = None
    limit: int | None = None
    used: int | None = None


@dataclass(frozen=True, kw_only=True)
class Cart:
    """What somebody has put together and not bought."""

    id: str
    updated_at: str
    customer: Customer
    currency: str
    total: Decimal
    url: str | None = None
    checkout_id: str | None = None
    """Set once they were asked who they are."""
    lines: tuple[Line, ...] = ()
