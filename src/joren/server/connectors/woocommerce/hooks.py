"""WooCommerce's webhooks: proved by X-WC-Webhook-Signature, the HMAC of the body under the webhook's secret.

https://github.com/woocommerce/woocommerce-rest-api-docs/blob/trunk/source/includes/wp-api-v3/_webhooks.md
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from joren.server.connectors import calls
from joren.server.connectors.calls import Call
from joren.server.connectors.records import Customer
from joren.server.connectors.shop import Hook, Opened, Received
from joren.server.connectors.signatures import check_base64_sha256
from joren.server.connectors.values import identity, moment, text
from joren.server.connectors.woocommerce import resources

NAME = "woocommerce"
#: What is sent, unsigned, when a webhook is made. It must be answered well, or the webhook is not kept.
_PING = re.compile(rb"webhook_id=\d+")


def receive(hook: Hook, connection: Opened) -> Received:
    """Check a webhook and read it."""
    if _PING.fullmatch(hook.body):
        return Received(topic="ping")
    check_base64_sha256(
        hook.body, hook.headers.get("x-wc-webhook-signature", ""),
        (connection.secrets.get("webhook_secret", ""), connection.secrets.get("former_webhook_secret", "")),
    )  # fmt: skip
    topic = hook.headers.get("x-wc-webhook-topic", "")
    # The code says the first, the documents the second.
    delivery = hook.headers.get("x-wc-webhook-delivery-id") or hook.headers.get("x-wc-delivery-id")
    payload = json.loads(hook.body)
    if not isinstance(payload, dict):
        return Received(topic=topic, delivery=text(delivery), known=False)
    return read(topic, text(delivery), payload, connection, hook.received_at)


def read(topic: str, delivery: str | None, payload: dict[str, Any], connection: Opened, now: datetime) -> Received:
    """What a webhook of a topic tells."""
    resource, _, event = topic.partition(".")
    at = moment(payload.get("date_modified_gmt"))
    thing = identity(payload.get("id"))
    kind = {"order": "orders", "product": "products", "coupon": "coupons", "customer": "customers"}.get(resource)
    if kind is None or thing is None or event not in {"created", "updated", "deleted", "restored"}:
        return Received(topic=topic, delivery=delivery, known=False)
    if event in {"deleted", "restored"}:
        told, fetches = _gone(kind, thing, event, now), ([(kind, thing)] if kind in {"orders", "coupons"} else [])
        return Received(topic=topic, delivery=delivery, at=at, calls=list(told), fetches=fetches)
    fetches = [(kind, thing)] if _lacks_something(kind, payload) else []
    currency = text(connection.settings.get("currency"))
    return Received(
        topic=topic, delivery=delivery, at=at, fetches=fetches, calls=list(_told(kind, event, payload, currency, now))
    )


def _told(kind: str, event: str, payload: Mapping[str, Any], currency: str | None, now: datetime) -> Iterator[Call]:
    if kind == "customers":
        yield from calls.customer(NAME, resources.customer_of(payload))
    elif kind == "coupons":
        yield from calls.coupon(NAME, resources.coupon_of(payload, currency))
    elif kind == "products":
        if not _lacks_something(kind, payload):
            yield from calls.product(NAME, resources.product_of(payload, currency))
    elif resources.is_order(payload):
        order = resources.order_of(payload)
        yield from calls.placed(NAME, order) if event == "created" else calls.changed_order(NAME, order, now)
        yield from payment_failed(payload)


def payment_failed(order: Mapping[str, Any]) -> Iterator[Call]:
    """A payment did not go through: the order waits as failed."""
    if order.get("status") == "failed":
        made = resources.order_of(order)
        yield calls.track(
            f"{NAME}-order-{made.id}-failed-{made.updated_at}", "payment_failed", made.updated_at, made.customer,
            {"order_id": made.id, "currency": made.currency, "total": made.total,
             "reason": text(order.get("payment_method"))},
        )  # fmt: skip


def _lacks_something(kind: str, payload: Mapping[str, Any]) -> bool:
    """Whether the payload leaves out what has to be told: the goods of refunds, the variations of a product."""
    if kind == "orders":
        return resources.has_refunds(payload)
    return kind == "products" and (resources.needs_variations(payload) or payload.get("type") == "variation")


def _gone(kind: str, thing: str, event: str, now: datetime) -> Iterator[Call]:
    """Only the id is sent of what was deleted. An order or code is in the trash, and can still be asked for."""
    if event != "deleted":
        return
    at = moment(now.isoformat()) or ""
    if kind == "products":
        yield calls.product_deleted(NAME, thing, at)
    elif kind == "customers":
        yield calls.track(f"{NAME}-customer-{thing}-deleted", "customer_deleted", at, Customer(id=thing), {})
