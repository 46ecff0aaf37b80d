"""Reads the resources of WooCommerce's REST API v3, which webhooks send in the same shape.

https://woocommerce.github.io/woocommerce-rest-api-docs/. Amounts of lines are without tax, whatever the shop shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from joren.server.connectors.records import Address, Coupon, Customer, Line, Order, Product, Refund
from joren.server.connectors.values import ZERO, amount, amount_or_none, identity, moment, text, whole

Resource = Mapping[str, Any]

_PAID = frozenset({"processing", "completed"})
_UNPAID = frozenset({"pending", "on-hold"})
_OFF = frozenset({"cancelled", "failed", "trash"})
#: Not yet orders: the block checkout writes one while somebody types.
_DRAFTS = frozenset({"checkout-draft", "auto-draft"})


def is_order(resource: Resource) -> bool:
    """Whether somebody has ordered."""
    return resource.get("status") not in _DRAFTS


def order_of(resource: Resource, refunds: Sequence[Resource] | None = None) -> Order:
    """An order. Its own list of refunds has neither time nor goods: those come from `refunds`."""
    status = (text(resource.get("status")) or "").removeprefix("wc-")
    total, tax, shipping = (amount(resource.get(name)) for name in ("total", "total_tax", "shipping_total"))
    placed = moment(resource.get("date_created_gmt")) or ""
    changed = moment(resource.get("date_modified_gmt")) or placed
    revenue = total - tax - shipping
    off = status in {"cancelled", "trash"}
    return Order(
        id=str(resource["id"]),
        number=text(resource.get("number")) or str(resource["id"]),
        customer=_customer_of_order(resource),
        currency=text(resource.get("currency")) or "",
        total=total, revenue=revenue, tax=tax, shipping=shipping, discount=amount(resource.get("discount_total")),
        placed_at=placed,
        updated_at=changed,
        financial_status=_financial(status, resource, total),
        fulfilment_status="fulfilled" if status == "completed" else "unfulfilled",
        # WooCommerce keeps no time of it: the change to this status was the last one.
        cancelled_at=changed if off else None,
        cancel_reason=status if off else None,
        coupons=tuple(filter(None, (text(each.get("code")) for each in _list(resource, "coupon_lines")))),
        lines=tuple(map(_line, _list(resource, "line_items"))),
        refunds=tuple(_refund(each, revenue=revenue, total=total) for each in refunds or ()),
    )  # fmt: skip


def has_refunds(resource: Resource) -> bool:
    """Whether money went back."""
    return bool(_list(resource, "refunds"))


def customer_of(resource: Resource) -> Customer:
    """Somebody with an account."""
    billing = _map(resource, "billing")
    return Customer(
        id=identity(resource.get("id")),
        email=text(resource.get("email")) or text(billing.get("email")),
        phone=text(billing.get("phone")),
        first_name=text(resource.get("first_name")) or text(billing.get("first_name")),
        last_name=text(resource.get("last_name")) or text(billing.get("last_name")),
        created_at=moment(resource.get("date_created_gmt")),
        updated_at=moment(resource.get("date_modified_gmt")) or moment(resource.get("date_created_gmt")),
        address=_address(billing),
        tags=_tags(resource),
    )


def needs_variations(resource: Resource) -> bool:
    """Whether what can be bought are the product's variations, which have to be asked for."""
    return resource.get("type") in {"variable", "variable-subscription"}


def product_of(resource: Resource, currency: str | None, parent: Resource | None = None) -> Product:
    """What can be bought: a product, or a variation of `parent` (or of the product that its own `parent_id` names)."""
    of = parent if parent is not None else resource
    varies = parent is not None or resource.get("type") == "variation"
    choices = [text(each.get("option")) for each in _list(resource, "attributes")] if parent is not None else []
    image = _map(resource, "image") or next(iter(_list(resource, "images")), {})
    main = next(iter(_list(of, "images")), {})
    return Product(
        product_id=str(of["id"] if parent is not None else (identity(resource.get("parent_id")) or resource["id"])),
        variant_id=str(resource["id"]) if varies else None,
        updated_at=moment(resource.get("date_modified_gmt")) or moment(of.get("date_modified_gmt")) or "",
        currency=currency,
        sku=text(resource.get("sku")),
        name=" – ".join(filter(None, (text(of.get("name")), ", ".join(filter(None, choices))))) or None,
        category=next(filter(None, (text(each.get("name")) for each in _list(of, "categories"))), None),
        brand=next(filter(None, (text(each.get("name")) for each in _list(of, "brands"))), None),
        price=amount_or_none(resource.get("price")),
        stock=_stock(resource),
        url=text(resource.get("permalink")),
        image_url=text(image.get("src")) or text(main.get("src")),
        active=resource.get("status") == "publish" and of.get("status") == "publish",
    )


def coupon_of(resource: Resource, currency: str | None) -> Coupon:
    """A code."""
    value = amount(resource.get("amount"))
    if value == 0 and resource.get("free_shipping"):
        kind, worth = "free_shipping", None
    else:
        kind, worth = ("percent" if resource.get("discount_type") == "percent" else "amount"), value
    least = amount(resource.get("minimum_amount"))
    return Coupon(
        code=text(resource.get("code")) or "",
        kind=kind,
        value=worth,
        currency=currency if kind == "amount" or least else None,
        minimum=least or None,
        starts_at=moment(resource.get("date_created_gmt")),
        ends_at=moment(resource.get("date_expires_gmt")),
        limit=whole(resource.get("usage_limit")),
        used=whole(resource.get("usage_count")),
        updated_at=moment(resource.get("date_modified_gmt")) or moment(resource.get("date_created_gmt")) or "",
    )


def meta(resource: Resource, key: str) -> Any:
    """A value of the resource's meta data; None when there is none."""
    return next((each.get("value") for each in _list(resource, "meta_data") if each.get("key") == key), None)


def _financial(status: str, order: Resource, total: Decimal) -> str:
    if status == "refunded":
        return "refunded"
    if status in _OFF:
        return "voided"
    back = -sum((amount(each.get("total")) for each in _list(order, "refunds")), ZERO)
    if back > 0:
        return "refunded" if back >= total else "partially_refunded"
    # Plugins add statuses of their own: whether money came, the date of payment says.
    paid = status in _PAID or (status not in _UNPAID and order.get("date_paid_gmt"))
    return "paid" if paid else "pending"


def _refund(resource: Resource, *, revenue: Decimal, total: Decimal) -> Refund:
    lines, fees = _list(resource, "line_items"), _list(resource, "fee_lines")
    back = amount(resource.get("amount"))
    goods = -sum((amount(each.get("total")) for each in [*lines, *fees]), ZERO)
    if not lines and not fees and not _list(resource, "shipping_lines"):
        # An amount without goods: of what was paid, as much was for goods as in the whole order.
        goods = (back * revenue / total).quantize(Decimal("0.0001")) if total else ZERO
    return Refund(
        id=str(resource["id"]),
        at=moment(resource.get("date_created_gmt")) or "",
        total=back,
        revenue=min(max(goods, ZERO), back),
        reason=text(resource.get("reason")),
        lines=tuple(map(_line, lines)),
    )


def _line(item: Resource) -> Line:
    """Goods. Those of refunds are counted below zero."""
    quantity = abs(whole(item.get("quantity")) or 0)
    before, after = abs(amount(item.get("subtotal"))), abs(amount(item.get("total")))
    return Line(
        quantity=quantity,
        price=(before / quantity).quantize(Decimal("0.0001")) if quantity else before,
        discount=max(before - after, ZERO),
        tax=abs(amount(item.get("total_tax"))) or None,
        product_id=identity(item.get("product_id")),
        variant_id=identity(item.get("variation_id")),
        sku=text(item.get("sku")),
        name=text(item.get("name")),
    )


def _customer_of_order(order: Resource) -> Customer:
    billing = _map(order, "billing")
    return Customer(
        id=identity(order.get("customer_id")),
        email=text(billing.get("email")),
        phone=text(billing.get("phone")),
        first_name=text(billing.get("first_name")),
        last_name=text(billing.get("last_name")),
        address=_address(billing),
    )


def _address(said: Resource) -> Address | None:
    street = " ".join(filter(None, (text(said.get("address_1")), text(said.get("address_2")))))
    found = Address(
        country=text(said.get("country")), region=text(said.get("state")), city=text(said.get("city")),
        postal_code=text(said.get("postcode")), street=street or None,
    )  # fmt: skip
    return found if found != Address() else None


def _stock(resource: Resource) -> int | None:
    if resource.get("stock_status") == "outofstock":
        return 0
    return whole(resource.get("stock_quantity")) if resource.get("manage_stock") is True else None


def _tags(resource: Resource) -> tuple[str, ...] | None:
    """WooCommerce's customers have no tags: ours stand in a field of their own."""
    kept = meta(resource, TAGS)
    return tuple(map(str, kept)) if isinstance(kept, list) else None


#: The field of meta data that holds tags.
TAGS = "joren_tags"


def _map(resource: Resource, field: str) -> Resource:
    found = resource.get(field)
    return found if isinstance(found, Mapping) else {}


def _list(resource: Resource, field: str) -> list[Resource]:
    found = resource.get(field)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
