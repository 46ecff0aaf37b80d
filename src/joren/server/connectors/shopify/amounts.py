"""What an order came to, from the sums that both of Shopify's shapes give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from joren.server.connectors.records import Refund
from joren.server.connectors.values import ZERO


@dataclass(frozen=True, kw_only=True)
class Sums:
    """An order's sums: as it was placed, or as it is after edits, returns and refunds."""

    total: Decimal
    subtotal: Decimal
    """The goods after discounts; with their tax where prices hold it."""
    tax: Decimal
    discount: Decimal


@dataclass(frozen=True, kw_only=True)
class Came:
    """What an order came to."""

    total: Decimal
    revenue: Decimal
    tax: Decimal
    shipping: Decimal
    discount: Decimal


def came_to(
    placed: Sums, now: Sums | None, refunds: Sequence[Refund], *, shipping: Decimal, shipping_tax: Decimal,
    line_tax: Decimal, taxes_included: bool,
) -> Came:  # fmt: skip
    """What the customer pays, before anything went back.

    While no money has gone back, the sums of now are it: an edit that nobody had paid for is no refund. Afterwards they
    have the refunds taken off, which are told apart; then the sums before returns count.
    """
    if now is None or refunds:
        chosen, tax_of_lines = placed, line_tax
    else:
        # The lines' tax is known for the placed order; what an edit changed of it, the sum of taxes shows.
        chosen, tax_of_lines = now, max(ZERO, line_tax + now.tax - placed.tax)
    return Came(
        total=chosen.total,
        revenue=chosen.subtotal - tax_of_lines if taxes_included else chosen.subtotal,
        tax=chosen.tax,
        shipping=shipping - shipping_tax if taxes_included else shipping,
        discount=chosen.discount,
    )


def goods_of_refund(
    total: Decimal, *, lines: Decimal, line_tax: Decimal, shipping: Decimal, shipping_tax: Decimal, taxes_included: bool
) -> Decimal:
    """The goods' part of what went back.

    `lines` and `shipping` are what Shopify counted for them. What was paid back beyond that (goodwill), or less
    (a fee kept), is the goods'.
    """
    net, gross = (lines - line_tax, lines) if taxes_included else (lines, lines + line_tax)
    sent = shipping if taxes_included else shipping + shipping_tax
    return min(max(net + total - gross - sent, ZERO), total)
