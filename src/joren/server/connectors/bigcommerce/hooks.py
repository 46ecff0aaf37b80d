"""BigCommerce's webhooks. They are not signed: a header that we set when we make them holds a secret.

https://github.com/bigcommerce/docs, `reference/webhooks.v3.yml` and `docs/webhooks/callbacks/_all.yml`. They name what
changed and tell nothing of it: everything is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from joren.server.connectors import calls
from joren.server.connectors.calls import Call
from joren.server.connectors.records import Customer
from joren.server.connectors.shop import Hook, HookRefusedError, Opened, Received
from joren.server.connectors.signatures import check_secret
from joren.server.connectors.values import identity, moment, text

NAME = "bigcommerce"
HEADER = "X-Joren-Secret"
#: BigCommerce tries again for two days at most.
_WINDOW = timedelta(days=3)

#: What is asked for when something of a scope happens.
FETCHED = {
    "store/order/created": "placed", "store/order/updated": "orders", "store/order/statusUpdated": "orders",
    "store/order/refund/created": "orders", "store/customer/created": "customers",
    "store/customer/updated": "customers", "store/product/created": "products", "store/product/updated": "products",
    "store/product/inventory/updated": "products", "store/cart/created": "carts", "store/cart/updated": "carts",
    "store/subscriber/created": "subscribers", "store/subscriber/updated": "subscribers",
}  # fmt: skip
DELETED = ("store/customer/deleted", "store/product/deleted")
UNINSTALLED = "store/app/uninstalled"
SCOPES = (*FETCHED, *DELETED, UNINSTALLED)


def receive(hook: Hook, connection: Opened) -> Received:
    """Check a webhook and read it."""
    check_secret(
        hook.headers.get(HEADER.lower(), ""),
        (connection.secrets.get("webhook_secret", ""), connection.secrets.get("former_webhook_secret", "")),
    )
    payload = json.loads(hook.body)
    if not isinstance(payload, dict) or payload.get("producer") != f"stores/{connection.address}":
        raise HookRefusedError("the webhook is of another store")
    made = moment(payload.get("created_at"))
    if made is not None and hook.received_at - datetime.fromisoformat(made) > _WINDOW:
        raise HookRefusedError("the webhook is too old")
    scope = text(payload.get("scope")) or ""
    # The hash is the same for the same event; two events of one thing differ by their time.
    delivery = f"{payload['hash']}-{payload.get('created_at')}" if payload.get("hash") else None
    data = payload.get("data")
    thing = identity(data.get("orderId") or data.get("cartId") or data.get("id")) if isinstance(data, dict) else None
    if scope == "store/order/refund/created" and isinstance(data, dict):
        thing = identity(data.get("id"))
    if scope == UNINSTALLED:
        return Received(topic=scope, delivery=delivery, closed="The app was removed from the shop.")
    if scope in FETCHED and thing is not None:
        return Received(topic=scope, delivery=delivery, fetches=[(FETCHED[scope], thing)])
    if scope in DELETED and thing is not None:
        return Received(topic=scope, delivery=delivery, calls=list(_gone(scope, thing, hook.received_at)))
    return Received(topic=scope, delivery=delivery, known=False)


def _gone(scope: str, thing: str, now: datetime) -> Iterator[Call]:
    at = moment(now.isoformat()) or ""
    if scope == "store/product/deleted":
        yield calls.product_deleted(NAME, thing, at)
    else:
        yield calls.track(f"{NAME}-customer-{thing}-deleted", "customer_deleted", at, Customer(id=thing), {})
