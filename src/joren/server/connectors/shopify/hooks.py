"""Shopify's webhooks: proved by X-Shopify-Hmac-SHA256, the HMAC of the body under the app's client secret.

https://shopify.dev/docs/apps/build/webhooks/verify-deliveries and
https://shopify.dev/docs/apps/build/webhooks/delivery-structure
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from joren.server.connectors import calls
from joren.server.connectors.calls import Call
from joren.server.connectors.records import Customer
from joren.server.connectors.shop import Hook, HookRefusedError, Opened, Privacy, Received
from joren.server.connectors.shopify import payloads
from joren.server.connectors.signatures import check_base64_sha256
from joren.server.connectors.values import identity, moment, text

#: Shopify tries again for four hours at most; nothing honest comes later.
_WINDOW = timedelta(days=2)
_AHEAD = timedelta(minutes=10)
NAME = "shopify"


def receive(hook: Hook, connection: Opened) -> Received:
    """Check a webhook and read it."""
    check_base64_sha256(
        hook.body, hook.headers.get("x-shopify-hmac-sha256", ""),
        (connection.secrets.get("client_secret", ""), connection.secrets.get("former_client_secret", "")),
    )  # fmt: skip
    # One app's secret signs for all shops that use it.
    if hook.headers.get("x-shopify-shop-domain", "").lower() != connection.address:
        raise HookRefusedError("the webhook is of another shop")
    _check_time(hook)
    payload = json.loads(hook.body)
    topic = hook.headers.get("x-shopify-topic", "")
    delivery = text(hook.headers.get("x-shopify-webhook-id"))
    if not isinstance(payload, dict):
        return Received(topic=topic, delivery=delivery, known=False)
    return read(topic, delivery, payload, connection, hook.received_at)


def read(topic: str, delivery: str | None, payload: dict[str, Any], connection: Opened, now: datetime) -> Received:
    """What a webhook of a topic tells."""
    at = moment(payload.get("updated_at"))
    if topic in _PRIVACY:
        return Received(topic=topic, delivery=delivery, privacy=[_privacy(topic, payload)])
    if topic == "app/uninstalled":
        return Received(topic=topic, delivery=delivery, at=at, closed="The app was removed from the shop.")
    if topic in _FETCHED:
        kind, field = _FETCHED[topic]
        thing = identity(payload.get(field))
        return Received(topic=topic, delivery=delivery, at=at, fetches=[(kind, thing)] if thing else [])
    reader = _READ.get(topic)
    if reader is None:
        return Received(topic=topic, delivery=delivery, known=False)
    found = list(reader(payload, connection, now))
    return Received(topic=topic, delivery=delivery, at=at, calls=found)


def _check_time(hook: Hook) -> None:
    """The header is not signed; the times in the body are, and are looked at by whoever takes the calls in."""
    triggered = moment(hook.headers.get("x-shopify-triggered-at"))
    if triggered is None:
        return
    age = hook.received_at - datetime.fromisoformat(triggered)
    if age > _WINDOW or age < -_AHEAD:
        raise HookRefusedError("the webhook is too old, or of the future")


def _order_placed(payload: Mapping[str, Any], _connection: Opened, _now: datetime) -> Iterator[Call]:
    yield from calls.placed(NAME, payloads.order_of(payload))


def _order_changed(payload: Mapping[str, Any], _connection: Opened, now: datetime) -> Iterator[Call]:
    yield from calls.changed_order(NAME, payloads.order_of(payload), now)


def _customer(payload: Mapping[str, Any], _connection: Opened, _now: datetime) -> Iterator[Call]:
    yield from calls.customer(NAME, payloads.customer_of(payload))


def _customer_deleted(payload: Mapping[str, Any], _connection: Opened, now: datetime) -> Iterator[Call]:
    who = Customer(id=identity(payload.get("id")))
    if who.id is not None:
        at = moment(payload.get("updated_at")) or moment(now.isoformat()) or ""
        yield calls.track(f"{NAME}-customer-{who.id}-deleted", "customer_deleted", at, who, {})


def _consent(channel: str) -> Callable[[Mapping[str, Any], Opened, datetime], Iterator[Call]]:
    def read_consent(payload: Mapping[str, Any], _connection: Opened, now: datetime) -> Iterator[Call]:
        who = Customer(
            id=identity(payload.get("customer_id")), email=text(payload.get("email_address")),
            phone=text(payload.get("phone")),
        )  # fmt: skip
        said = payload.get(f"{channel}_marketing_consent")
        given = payloads.consent_of(channel, said, moment(now.isoformat()))
        if given is not None and (who.id or who.email or who.phone):
            yield calls.consent(NAME, who, given)

    return read_consent


def _product(payload: Mapping[str, Any], connection: Opened, _now: datetime) -> Iterator[Call]:
    for each in payloads.products_of(payload, text(connection.settings.get("currency"))):
        yield from calls.product(NAME, each)


def _product_deleted(payload: Mapping[str, Any], _connection: Opened, now: datetime) -> Iterator[Call]:
    yield calls.product_deleted(NAME, str(payload["id"]), moment(now.isoformat()) or "")


def _checkout(payload: Mapping[str, Any], _connection: Opened, _now: datetime) -> Iterator[Call]:
    held = payloads.cart_of(payload)
    if held is not None:
        yield from calls.cart(NAME, held)


_READ: dict[str, Callable[[Mapping[str, Any], Opened, datetime], Iterator[Call]]] = {
    "orders/create": _order_placed,
    **dict.fromkeys(
        ("orders/updated", "orders/paid", "orders/cancelled", "orders/fulfilled", "orders/partially_fulfilled"),
        _order_changed,
    ),
    "customers/create": _customer, "customers/update": _customer, "customers/enable": _customer,
    "customers/disable": _customer, "customers/delete": _customer_deleted,
    "customers_email_marketing_consent/update": _consent("email"),
    "customers_marketing_consent/update": _consent("sms"),
    "products/create": _product, "products/update": _product, "products/delete": _product_deleted,
    "checkouts/create": _checkout, "checkouts/update": _checkout,
}  # fmt: skip

#: Topics whose payload only names something, or lacks whose it is.
_FETCHED = {
    "refunds/create": ("orders", "order_id"),
    "inventory_levels/update": ("inventory", "inventory_item_id"),
    "inventory_levels/connect": ("inventory", "inventory_item_id"),
    "discounts/create": ("discounts", "admin_graphql_api_id"),
    "discounts/update": ("discounts", "admin_graphql_api_id"),
}

#: https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance
_PRIVACY = {"customers/data_request": "show", "customers/redact": "forget", "shop/redact": "forget_shop"}


def _privacy(topic: str, payload: Mapping[str, Any]) -> Privacy:
    who = payload.get("customer") if isinstance(payload.get("customer"), Mapping) else {}
    asked = payload.get("data_request")
    orders = payload.get("orders_requested") or payload.get("orders_to_redact") or []
    number = asked.get("id") if isinstance(asked, Mapping) else None
    return Privacy(
        wish=_PRIVACY[topic],
        reference=text(number) or text((who or {}).get("id")) or text(payload.get("shop_id")) or "",
        customer_id=identity((who or {}).get("id")) or "",
        email=text((who or {}).get("email")) or "",
        phone=text((who or {}).get("phone")) or "",
        orders=[str(each) for each in orders],
    )
