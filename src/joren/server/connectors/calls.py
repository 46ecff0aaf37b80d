"""From records to the calls that travel through Joren. Pure: the same record always gives the same calls.

A `messageId` is made of what the call tells of, so that it may be taken in any number of times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from joren.events.limits import EVENT_BYTES, ID_CHARACTERS
from joren.server.connectors.recent import is_recent
from joren.server.connectors.records import Cart, Consent, Coupon, Customer, Line, Order, Product, Refund
from joren.server.connectors.values import compact

Call = dict[str, Any]

#: What a line keeps when an order is so long that its event would be refused.
_LEAN = ("product_id", "variant_id", "sku", "price", "quantity", "discount")
#: Bytes that a full line takes at most, more or less, and a lean one.
_LINE_BYTES, _LEAN_BYTES = 400, 130
_MOST_LINES = (EVENT_BYTES - 6_000) // _LEAN_BYTES


def placed(shop: str, order: Order) -> Iterator[Call]:
    """An order was placed."""
    yield from _guest(shop, order)
    yield _order_call(shop, order, "order_completed", "placed", order.placed_at)


def updated(shop: str, order: Order) -> Iterator[Call]:
    """An order is no longer as it was: all of it, as it is now."""
    yield _order_call(shop, order, "order_updated", f"{order.updated_at}-updated", order.updated_at)


def cancelled(shop: str, order: Order) -> Iterator[Call]:
    """An order was called off, if it was."""
    if order.cancelled_at is not None:
        yield track(
            f"{shop}-order-{order.id}-cancelled", "order_cancelled", order.cancelled_at, order.customer,
            {"order_id": order.id, "reason": order.cancel_reason},
        )  # fmt: skip


def refunded(shop: str, order: Order, refunds: Iterable[Refund] | None = None) -> Iterator[Call]:
    """Money went back: each of the order's refunds, or of those given."""
    for refund in order.refunds if refunds is None else refunds:
        properties = {
            "order_id": order.id, "refund_id": refund.id, "currency": order.currency, "total": refund.total,
            "revenue": refund.revenue, "reason": refund.reason, "test": order.test or None,
            "products": _lines(refund.lines),
        }  # fmt: skip
        yield track(f"{shop}-refund-{refund.id}", "order_refunded", refund.at, order.customer, properties)


def whole_order(shop: str, order: Order, since: str = "") -> Iterator[Call]:
    """All that an order tells, for a back-fill; what happened before `since` was told by an earlier one."""
    if order.placed_at >= since:
        yield from placed(shop, order)
    if order.updated_at != order.placed_at:
        yield from updated(shop, order)
    if (order.cancelled_at or "") >= since:
        yield from cancelled(shop, order)
    yield from refunded(shop, order, [each for each in order.refunds if each.at >= since])


def changed_order(shop: str, order: Order, now: datetime) -> Iterator[Call]:
    """The order as it is, and what happened to it lately, for a webhook. What happened long ago was told then."""
    yield from updated(shop, order)
    if is_recent(order.cancelled_at, now):
        yield from cancelled(shop, order)
    yield from refunded(shop, order, [each for each in order.refunds if is_recent(each.at, now)])


def customer(shop: str, who: Customer) -> Iterator[Call]:
    """Who somebody is, and what they allowed. Nobody can be told from nothing: then there are no calls."""
    if not (who.id or who.email or who.phone):
        return
    moment = who.updated_at or who.created_at
    yield compact({
        "type": "identify", "messageId": _id(f"{shop}-customer-{who.id or who.email or who.phone}-{moment}"),
        "userId": who.id, "timestamp": moment, "traits": _traits(who),
    })  # fmt: skip
    for each in who.consents:
        yield consent(shop, who, each)


def consent(shop: str, who: Customer, given: Consent) -> Call:
    """Somebody allowed or forbade something."""
    state = "granted" if given.granted else "denied"
    key = f"{shop}-consent-{who.id or who.email or who.phone}-{given.channel}-{state}-{given.at}"
    properties = {"channel": given.channel, "state": state, "basis": given.basis, "source": shop}
    return track(key, "consent_changed", given.at, who, properties)


def product(shop: str, thing: Product) -> Iterator[Call]:
    """What something that can be bought is like now."""
    properties = {
        "product_id": thing.product_id, "variant_id": thing.variant_id, "sku": thing.sku, "name": thing.name,
        "category": thing.category, "brand": thing.brand, "price": thing.price, "currency": thing.currency,
        "url": thing.url, "image_url": thing.image_url, "active": thing.active,
    }  # fmt: skip
    key = f"{shop}-product-{thing.product_id}-{thing.variant_id or ''}-{thing.updated_at}"
    call = track(key, "product_updated", thing.updated_at, None, properties)
    call["properties"]["stock"] = thing.stock  # null says that it is not counted
    yield call


def product_deleted(shop: str, product_id: str, at: str, variant_id: str | None = None) -> Call:
    """Something can no longer be bought."""
    return track(
        f"{shop}-product-{product_id}-{variant_id or ''}-deleted", "product_deleted", at, None,
        {"product_id": product_id, "variant_id": variant_id},
    )  # fmt: skip


def coupon(shop: str, code: Coupon) -> Iterator[Call]:
    """What a code takes off now."""
    properties = {
        "coupon": code.code, "kind": code.kind, "value": code.value, "currency": code.currency,
        "minimum": code.minimum, "starts_at": code.starts_at, "ends_at": code.ends_at, "limit": code.limit,
        "used": code.used,
    }  # fmt: skip
    key = f"{shop}-coupon-{code.code}-{code.updated_at}-{code.used or 0}"
    yield track(key, "coupon_updated", code.updated_at, None, properties)


def cart(shop: str, held: Cart) -> Iterator[Call]:
    """What lies in a cart now; and, once its owner is known, that they are at the checkout."""
    properties = {
        "cart_id": held.id, "currency": held.currency, "total": held.total, "url": held.url,
        "products": _lines(held.lines),
    }  # fmt: skip
    key = f"{shop}-cart-{held.id}-{held.updated_at}"
    yield track(key, "cart_updated", held.updated_at, held.customer, properties)
    if held.checkout_id is not None:
        yield track(
            f"{shop}-checkout-{held.checkout_id}", "checkout_started", held.updated_at, held.customer,
            {**properties, "checkout_id": held.checkout_id},
        )  # fmt: skip


def track(key: str, event: str, at: str, who: Customer | None, properties: Mapping[str, Any]) -> Call:
    """A track call: `who` is known by the shop's id, else by e-mail address or telephone."""
    call: Call = {"type": "track", "messageId": _id(key), "event": event, "timestamp": at}
    if who is not None:
        if who.id is not None:
            call["userId"] = who.id
        if contact := compact({"email": who.email, "phone": who.phone}):
            call["context"] = {"traits": contact}
    return {**call, "properties": compact(properties)}


def _order_call(shop: str, order: Order, event: str, key: str, at: str) -> Call:
    properties = {
        "order_id": order.id, "number": order.number, "currency": order.currency, "total": order.total,
        "revenue": order.revenue, "tax": order.tax, "shipping": order.shipping, "discount": order.discount,
        "coupon": order.coupons[0] if order.coupons else None,
        "coupons": list(order.coupons) if len(order.coupons) > 1 else None,
        "cart_id": order.cart_id, "checkout_id": order.checkout_id,
        "email": order.customer.email, "phone": order.customer.phone,
        "financial_status": order.financial_status, "fulfilment_status": order.fulfilment_status,
        "test": order.test or None, "taxes_included": order.taxes_included or None, "placed_at": order.placed_at,
        "products": _lines(order.lines), "lines_left_out": max(0, len(order.lines) - _MOST_LINES) or None,
        **order.more,
    }  # fmt: skip
    return track(f"{shop}-order-{order.id}-{key}", event, at, order.customer, properties)


def _guest(shop: str, order: Order) -> Iterator[Call]:
    """A guest has no account that would tell who they are: the order does."""
    who = order.customer
    if who.id is None and (who.email or who.phone):
        yield compact({
            "type": "identify", "messageId": _id(f"{shop}-order-{order.id}-guest"), "timestamp": order.placed_at,
            "traits": _traits(who),
        })  # fmt: skip


def _traits(who: Customer) -> dict[str, Any]:
    address = who.address
    name = " ".join(filter(None, (who.first_name, who.last_name)))
    traits = compact({
        "email": who.email, "phone": who.phone, "name": name or None, "first_name": who.first_name,
        "last_name": who.last_name, "language": who.language, "created_at": who.created_at,
        "address": compact(vars(address)) if address else None,
    })  # fmt: skip
    if who.tags is not None:
        traits["tags"] = list(who.tags)
    return traits


def _lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The lines: those of a very long order lose their names, then the last ones are left out."""
    full = [
        compact({
            "product_id": line.product_id, "variant_id": line.variant_id, "sku": line.sku, "name": line.name,
            "category": line.category, "brand": line.brand, "price": line.price, "quantity": line.quantity,
            "discount": line.discount or None, "tax": line.tax,
        })
        for line in lines
    ]  # fmt: skip
    if len(full) * _LINE_BYTES <= EVENT_BYTES - 6_000:
        return full
    return [{name: line[name] for name in _LEAN if name in line} for line in full[:_MOST_LINES]]


def _id(key: str) -> str:
    return key[:ID_CHARACTERS]
