"""Oscar's orders, customers and baskets as Joren's calls, signed by the Standard Webhooks scheme.

All that another shop written in Django has to do. A shop in earnest keeps the calls in a table of its own first, and
sends them from there until they are answered with 200.
"""

import json
import uuid
from datetime import UTC, datetime

import httpx
from django.conf import settings
from django.db import transaction
from standardwebhooks.webhooks import Webhook

PAID = {"Pending": "pending", "Paid": "paid", "Sent": "paid", "Cancelled": "voided"}
SENT = {"Sent": "fulfilled"}


def order_was_placed(sender, order, user=None, **kwargs):
    told = [call(order, "order_completed", "placed", order.date_placed)]
    if order.user is None:
        address = order.shipping_address
        traits = {"email": order.email, "first_name": address.first_name, "last_name": address.last_name,
                  "address": {"country": address.country.iso_3166_1_a2, "city": address.line4,
                              "postal_code": address.postcode, "street": address.line1}}
        told.insert(0, {"type": "identify", "messageId": f"oscar-order-{order.number}-guest",
                        "timestamp": order.date_placed.isoformat(), "traits": traits})
    tell(told)


def order_has_changed(sender, order, old_status, new_status, **kwargs):
    moment = datetime.now(UTC)
    told = [call(order, "order_updated", f"{new_status}-updated", moment)]
    if new_status == "Cancelled":
        told.append({**call(order, "order_cancelled", "cancelled", moment),
                     "properties": {"order_id": order.number, "reason": "cancelled"}})
    tell(told)


def somebody_registered(sender, request, user, **kwargs):
    tell([{"type": "identify", "userId": str(user.pk), "messageId": f"oscar-user-{user.pk}-registered",
           "timestamp": user.date_joined.isoformat(),
           "traits": {"email": user.email, "first_name": user.first_name, "last_name": user.last_name}}])


def basket_has_changed(sender, product, user, request, **kwargs):
    basket = request.basket
    if not user.is_authenticated:
        return
    lines = [{"product_id": str(each.product_id), "name": each.product.get_title(), "quantity": each.quantity,
              "price": float(each.price_excl_tax)} for each in basket.all_lines()]
    moment = datetime.now(UTC).isoformat()
    tell([{"type": "track", "event": "cart_updated", "userId": str(user.pk), "timestamp": moment,
           "messageId": f"oscar-basket-{basket.pk}-{moment}",
           "properties": {"cart_id": str(basket.pk), "currency": basket.currency, "products": lines,
                          "total": float(basket.total_excl_tax)}}])


def call(order, event, key, moment):
    who = {"userId": str(order.user_id)} if order.user_id else {}
    goods = sum(each.line_price_excl_tax for each in order.lines.all())
    codes = [each.voucher_code for each in order.discounts.all() if each.voucher_code]
    properties = {
        "order_id": order.number, "number": order.number, "currency": order.currency,
        "total": float(order.total_incl_tax), "revenue": float(goods),
        "tax": float(order.total_incl_tax - order.total_excl_tax), "shipping": float(order.shipping_excl_tax),
        "discount": float(order.total_discount_excl_tax), "coupon": codes[0] if codes else None,
        "cart_id": str(order.basket_id), "email": order.email, "placed_at": order.date_placed.isoformat(),
        "financial_status": PAID[order.status], "fulfilment_status": SENT.get(order.status, "unfulfilled"),
        "products": [{"product_id": str(each.product_id), "sku": each.partner_sku, "name": each.title,
                      "price": float(each.line_price_before_discounts_excl_tax / each.quantity),
                      "quantity": each.quantity} for each in order.lines.all()],
    }
    return {"type": "track", "event": event, "messageId": f"oscar-order-{order.number}-{key}", **who,
            "timestamp": moment.isoformat(), "context": {"traits": {"email": order.email}}, "properties": properties}


def tell(calls):
    """Send once the shop's own transaction is on the disk: what was rolled back is not told."""
    transaction.on_commit(lambda: send(calls))


def send(calls):
    body, moment, number = json.dumps({"batch": calls}), datetime.now(UTC), f"msg_{uuid.uuid4().hex}"
    headers = {
        "webhook-id": number, "webhook-timestamp": str(int(moment.timestamp())), "content-type": "application/json",
        "webhook-signature": Webhook(settings.JOREN_SECRET).sign(number, moment, body),
    }
    for _attempt in range(3):
        answer = httpx.post(settings.JOREN_ADDRESS, content=body, headers=headers, timeout=10)
        if answer.status_code != 503:
            break
    answer.raise_for_status()
