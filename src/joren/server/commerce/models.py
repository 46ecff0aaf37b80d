"""Orders, carts, products, codes and visits as they are now.

Each row follows from the events that tell of it, whatever their order: of two that say different things the later by
its own time wins. Such times (`*_us`) are whole microseconds since 1970; `*_tie` decides between equal times. Amounts
are whole minor units of `currency`.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Order(models.Model):
    """An order as it was last told of."""

    order_id = models.CharField(max_length=255, unique=True)
    subject = models.BigIntegerField(null=True, db_index=True)
    """The id that ordered; whose it is says `profiles`."""
    number = models.CharField(max_length=255, null=True)
    """What the shop and the customer call it."""
    placed_at = models.DateTimeField(db_index=True)
    currency = models.CharField(max_length=3, null=True)
    total = models.BigIntegerField(null=True)
    """What the customer pays in all."""
    revenue = models.BigIntegerField(null=True)
    """Paid for goods after discounts, without tax and shipping."""
    tax = models.BigIntegerField(null=True)
    shipping = models.BigIntegerField(null=True)
    discount = models.BigIntegerField(null=True)
    coupon = models.CharField(max_length=255, null=True)
    cart_id = models.CharField(max_length=255, null=True, db_index=True)
    financial_status = models.CharField(max_length=20, default="paid")
    fulfilment_status = models.CharField(max_length=20, null=True)
    is_test = models.BooleanField(default=False)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=255, null=True)
    lines = models.JSONField(default=list)
    """What was ordered: product_id, variant_id, sku, name, category, brand, price, quantity, discount of each line."""
    refunded = models.BigIntegerField(default=0)
    """All that went back."""
    refunded_revenue = models.BigIntegerField(default=0)
    """What of it was paid for goods."""
    told_us = models.BigIntegerField(default=0)
    told_tie = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.order_id


class Refund(models.Model):
    """Money that went back. It may be told of before its order is."""

    order_id = models.CharField(max_length=255)
    refund_id = models.CharField(max_length=255)
    refunded_at = models.DateTimeField()
    currency = models.CharField(max_length=3, null=True)
    total = models.BigIntegerField(null=True)
    revenue = models.BigIntegerField(null=True)
    lines = models.JSONField(default=list)
    """What came back."""
    told_us = models.BigIntegerField(default=0)
    told_tie = models.BigIntegerField(default=0)

    class Meta:
        """One row per refund."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["order_id", "refund_id"], name="commerce_refund_once")]

    def __str__(self) -> str:
        return f"{self.refund_id} of {self.order_id}"


class Cart(models.Model):
    """What somebody put into a cart. Its state follows from its times and the present moment (`queries.cart_state`)."""

    key = models.CharField(max_length=300, unique=True)
    """`cart:` and the shop's id of the cart; where events have none, `of:` and the subject."""
    subject = models.BigIntegerField(null=True, db_index=True)
    currency = models.CharField(max_length=3, null=True)
    items = models.JSONField(default=list)
    """What lies in it: product_id, variant_id, sku, name, price, quantity, url, image_url of each."""
    total = models.BigIntegerField(null=True)
    url = models.TextField(null=True)
    """Where the shop shows it again."""
    started_at = models.DateTimeField()
    last_activity_at = models.DateTimeField(db_index=True)
    checkout_at = models.DateTimeField(null=True)
    ordered_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    longest_pause_seconds = models.IntegerField(default=0)
    """The longest time without activity before the last one, in this filling."""
    history = models.TextField(default="[]")
    """The events it follows from, as JSON, back to the last order; orders stand in their own table."""

    def __str__(self) -> str:
        return self.key


class Product(models.Model):
    """A product or one variant of it, as the shop's catalogue has it; else as events mentioned it."""

    product_id = models.CharField(max_length=255)
    variant_id = models.CharField(max_length=255, default="")
    sku = models.CharField(max_length=255, null=True)
    name = models.CharField(max_length=500, null=True)
    category = models.CharField(max_length=255, null=True)
    brand = models.CharField(max_length=255, null=True)
    price = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, null=True)
    url = models.TextField(null=True)
    image_url = models.TextField(null=True)
    is_active = models.BooleanField(default=True)
    is_catalogued = models.BooleanField(default=False)
    """The catalogue has described it; what events mention no longer counts then."""
    stock = models.IntegerField(null=True)
    deleted_at = models.DateTimeField(null=True)
    told_us = models.BigIntegerField(default=0)
    told_tie = models.BigIntegerField(default=0)
    stock_us = models.BigIntegerField(default=0)

    class Meta:
        """One row per variant."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product_id", "variant_id"], name="commerce_product_once")
        ]

    def __str__(self) -> str:
        return self.name or self.product_id


class Coupon(models.Model):
    """A discount code of the shop."""

    code = models.CharField(max_length=255, unique=True)
    kind = models.CharField(max_length=20, null=True)
    """`percent`, `amount` or `free_shipping`."""
    value = models.FloatField(null=True)
    """Per cent, or major units of `currency`."""
    currency = models.CharField(max_length=3, null=True)
    minimum = models.FloatField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    limit = models.IntegerField(null=True)
    used = models.IntegerField(null=True)
    deleted_at = models.DateTimeField(null=True)
    told_us = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.code


class Visit(models.Model):
    """Somebody's visit: events of one device with less than half an hour between. The last 30 days are kept."""

    device = models.BigIntegerField()
    """The id of the device; where none is known, the subject."""
    subject = models.BigIntegerField(db_index=True)
    """The strongest id of its last event; whose it is says `profiles`."""
    started_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    views = models.IntegerField(default=0)
    landing_path = models.TextField(null=True)
    referrer = models.TextField(null=True)
    source = models.CharField(max_length=255, null=True)
    medium = models.CharField(max_length=255, null=True)
    campaign = models.CharField(max_length=255, null=True)

    class Meta:
        """One visit at a time."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "started_at"], name="commerce_visit_once")]

    def __str__(self) -> str:
        return f"{self.subject} at {self.started_at:%Y-%m-%d %H:%M}"
