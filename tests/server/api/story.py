"""A small shop of two people, told as events: in the present and in the lake."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

#: What tells who Hanako is. Nobody without the right to personal data may meet any of it.
SECRETS = ("Hanako", "hanako@example.com", "+819012345678", "1-2-3 Ginza", "customer-secret", "secret-token")

GOODS = [{"product_id": "tea", "sku": "T-1", "name": "Green tea", "price": 1200, "quantity": 2, "currency": "JPY"}]


def told(name: str, minute: int, /, **given: Any) -> dict[str, Any]:
    who = {each: given.pop(each) for each in ("userId", "anonymousId", "type", "traits", "context") if each in given}
    call = {"type": "track", "event": name, "messageId": f"{name}-{uuid4().hex}"}
    return call | who | {"timestamp": f"2026-03-01T10:{minute:02}:00Z", "properties": given}


STORY = [
    told(
        "identify", 0, type="identify", userId="customer-secret", anonymousId="laptop",
        traits={"email": "Hanako@example.com", "phone": "+81 90-1234-5678", "name": "Hanako", "country": "JP",
                "address": {"street": "1-2-3 Ginza", "country": "JP"}},
    ),
    told("page", 1, type="page", anonymousId="laptop", url="https://shop.example/?for=hanako@example.com", path="/"),
    told("product_viewed", 2, userId="customer-secret", **GOODS[0]),
    told("cart_updated", 3, userId="customer-secret", cart_id="k1", currency="JPY", total=2400, products=GOODS,
         url="https://shop.example/cart?secret-token"),
    told("order_completed", 4, userId="customer-secret", order_id="A-1", number="#1", cart_id="k1", currency="JPY",
         total=2640, revenue=2400, tax=240, products=GOODS, email="hanako@example.com"),
    told("order_refunded", 5, userId="customer-secret", order_id="A-1", refund_id="r1", currency="JPY", total=1320,
         revenue=1200),
    told("consent_changed", 6, userId="customer-secret", channel="email", state="granted", basis="opt_in",
         source="checkout", url="https://shop.example/?hanako@example.com", ip="198.51.100.9"),
    told("order_completed", 7, anonymousId="phone-of-taro", email="taro@example.com", order_id="B-1", currency="JPY",
         total=500, revenue=500, products=[]),
    told("order_cancelled", 8, anonymousId="phone-of-taro", email="taro@example.com", order_id="B-1",
         reason="Hanako +819012345678"),
    told("product_updated", 9, product_id="tea", sku="T-1", name="Green tea", price=1300, currency="JPY", stock=4),
    told("coupon_updated", 9, coupon="SPRING", kind="percent", value=10),
]  # fmt: skip


def tell(calls: list[dict[str, Any]] | None = None) -> None:
    """Let the story happen: what landing does."""
    from django.conf import settings
    from django.db import transaction

    from joren.lake import EventLake
    from joren.server.ingest.present import apply
    from tests.server.present.conftest import rows_of

    rows = rows_of(STORY if calls is None else calls)
    with transaction.atomic():
        apply(rows)
    EventLake.at(settings.OPTIONS.lake).append(rows, spool=uuid4().hex, after=0, upto=1, lease=1)
