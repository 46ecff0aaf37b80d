"""One event as it is stored: who, what, when, and the values of commerce in columns of their own."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple


class Event(NamedTuple):
    """A fact about what somebody did. Times are UTC; amounts are whole minor units of `currency`.

    The fields are the columns of the lake's table of events, in its order.
    """

    day: date
    occurred_at: datetime
    received_at: datetime
    record: int
    """Number of the spool's record that it came with."""
    position: int
    """Its place in that record, from 0."""
    call: str
    name: str
    message_id: str
    subject: int | None
    """Whose it is: the number of the strongest id it came with (`joren.identity`). None: nobody's, as a product's."""
    customer_id: str | None
    anonymous_id: str | None
    previous_id: str | None
    group_id: str | None
    source: str
    """`customer`: what a shopper did; `system`: what we did."""
    write_key: str
    """Which write key it came with, by the key's public name."""
    order_id: str | None
    checkout_id: str | None
    cart_id: str | None
    product_id: str | None
    sku: str | None
    category: str | None
    brand: str | None
    coupon: str | None
    quantity: float | None
    currency: str | None
    price: int | None
    revenue: int | None
    total: int | None
    tax: int | None
    shipping: int | None
    discount: int | None
    page_url: str | None
    page_path: str | None
    page_title: str | None
    page_referrer: str | None
    campaign_source: str | None
    campaign_medium: str | None
    campaign_name: str | None
    properties: str | None
    """What else the caller gave, as JSON: properties, or traits of an identify or group call."""
    context: str | None
    """Where it happened (library, browser, locale …), as JSON, but for what stands in columns above."""
