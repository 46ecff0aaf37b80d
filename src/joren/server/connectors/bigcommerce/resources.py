"""Reads BigCommerce's resources.

https://github.com/bigcommerce/docs, `reference/`: orders.v2.oas2.yml, orders.v3.yml, customers.v3.yml,
subscribers.v3.yml, catalog/products_catalog.v3.yml, marketing.v2.yml, carts.v3.yml. V2 writes amounts as text with four
decimals and times as in e-mail. An order's amounts are in the currency that is paid (`default_currency_code`); the one
that was shown (`currency_code`) stays beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from joren.server.connectors.records import Address, Cart, Consent, Coupon, Customer, Line, Order, Product, Refund
from joren.server.connectors.values import ZERO, amount, amount_or_none, identity, moment, text, whole

Resource = Mapping[str, Any]

#: By status_id: how it is paid, and how far it was sent.
_STATES = {
    1: ("pending", "unfulfilled"), 2: ("paid", "fulfilled"), 3: ("paid", "partial"), 4: ("refunded", None),
    5: ("voided", "unfulfilled"), 6: ("voided", "unfulfilled"), 7: ("pending", "unfulfilled"),
    8: ("paid", "unfulfilled"), 9: ("paid", "unfulfilled"), 10: ("paid", "fulfilled"), 11: ("paid", "unfulfilled"),
    12: ("pending", "unfulfilled"), 13: ("paid", None), 14: ("partially_refunded", None),
}  # fmt: skip
_INCOMPLETE, _CANCELLED, _DECLINED = 0, 5, 6


def is_order(resource: Resource) -> bool:
    """Whether somebody has ordered: an incomplete one only reached the page of payment."""
    return resource.get("status_id") != _INCOMPLETE


def order_of(
    resource: Resource, items: Sequence[Resource], coupons: Sequence[Resource] = (), refunds: Sequence[Resource] = ()
) -> Order:
    """An order with its products, codes and refunds, which are resources of their own."""
    status = whole(resource.get("status_id")) or 0
    financial, fulfilment = _STATES.get(status, ("pending", "unfulfilled"))
    total = amount(resource.get("total_inc_tax"))
    shipping = amount(resource.get("shipping_cost_ex_tax")) + amount(resource.get("handling_cost_ex_tax"))
    revenue = amount(resource.get("total_ex_tax")) - shipping
    placed = moment(resource.get("date_created")) or ""
    changed = moment(resource.get("date_modified")) or placed
    off = status in {_CANCELLED, _DECLINED}
    back = amount(resource.get("refunded_amount"))
    if back > 0 and financial == "paid":
        financial = "refunded" if back >= total else "partially_refunded"
    lines = {str(each.get("id")): each for each in items}
    return Order(
        id=str(resource["id"]),
        number=str(resource["id"]),
        customer=_customer_of_order(resource),
        currency=text(resource.get("default_currency_code")) or text(resource.get("currency_code")) or "",
        total=total, revenue=revenue, tax=amount(resource.get("total_tax")), shipping=shipping,
        discount=amount(resource.get("discount_amount")) + amount(resource.get("coupon_discount")),
        placed_at=placed,
        updated_at=changed,
        financial_status=financial,
        fulfilment_status=fulfilment,
        # BigCommerce keeps no time of it: the change to this status was the last one.
        cancelled_at=changed if off else None,
        cancel_reason="declined" if status == _DECLINED else "cancelled" if off else None,
        coupons=tuple(filter(None, (text(each.get("code")) for each in coupons))),
        cart_id=text(resource.get("cart_id")),
        lines=tuple(map(_line, items)),
        refunds=tuple(_refund(each, lines, revenue=revenue, total=total) for each in refunds),
        more=_seen_by_customer(resource),
    )  # fmt: skip


def customer_of(resource: Resource) -> Customer:
    """Somebody with an account (V3)."""
    address = next(iter(_list(resource, "addresses")), {})
    return Customer(
        id=identity(resource.get("id")),
        email=text(resource.get("email")),
        phone=text(resource.get("phone")) or text(address.get("phone")),
        first_name=text(resource.get("first_name")),
        last_name=text(resource.get("last_name")),
        created_at=moment(resource.get("date_created")),
        updated_at=moment(resource.get("date_modified")),
        address=_address(
            address, street=("address1", "address2"), region="state_or_province", postal="postal_code",
            country="country_code",
        ),
    )  # fmt: skip


def subscriber_of(resource: Resource) -> Customer | None:
    """Somebody who takes the newsletter, known by their e-mail address (V3)."""
    email = text(resource.get("email"))
    at = moment(resource.get("date_created"))
    if email is None or at is None:
        return None
    return Customer(
        email=email,
        first_name=text(resource.get("first_name")),
        last_name=text(resource.get("last_name")),
        created_at=at,
        updated_at=moment(resource.get("date_modified")) or at,
        consents=(Consent(channel="email", granted=True, at=at, basis="opt_in"),),
    )


def products_of(
    resource: Resource, currency: str | None, site: str, brands: Mapping[int, str], categories: Mapping[int, str]
) -> Iterator[Product]:
    """What can be bought of a product (V3): one for each variant."""
    image = resource.get("primary_image")
    main = text(image.get("url_standard")) if isinstance(image, Mapping) else None
    path = resource.get("custom_url")
    url = f"{site}{path.get('url')}" if site and isinstance(path, Mapping) and path.get("url") else None
    known = [categories[each] for each in resource.get("categories") or [] if each in categories]
    for variant in _list(resource, "variants") or [{}]:
        labels = ", ".join(filter(None, (text(each.get("label")) for each in _list(variant, "option_values"))))
        yield Product(
            product_id=str(resource["id"]),
            variant_id=identity(variant.get("id")),
            updated_at=moment(resource.get("date_modified")) or "",
            currency=currency,
            sku=text(variant.get("sku")) or text(resource.get("sku")),
            name=" – ".join(filter(None, (text(resource.get("name")), labels))) or None,
            category=known[0] if known else None,
            brand=brands.get(whole(resource.get("brand_id")) or 0),
            price=_first(variant.get("price"), resource.get("price")),
            stock=_stock(resource, variant),
            url=url,
            image_url=text(variant.get("image_url")) or main,
            active=bool(resource.get("is_visible"))
            and resource.get("availability") != "disabled"
            and not variant.get("purchasing_disabled"),
        )


def coupon_of(resource: Resource, currency: str | None) -> Coupon | None:
    """A code (V2); None for one of the kind that only a promotion explains."""
    kinds = {
        "percentage_discount": "percent", "per_item_discount": "amount", "per_total_discount": "amount",
        "free_shipping": "free_shipping",
    }  # fmt: skip
    kind = kinds.get(str(resource.get("type")))
    code = text(resource.get("code"))
    if kind is None or code is None:
        return None
    least = amount(resource.get("min_purchase"))
    made = moment(resource.get("date_created"))
    return Coupon(
        code=code,
        kind=kind,
        value=None if kind == "free_shipping" else amount(resource.get("amount")),
        currency=currency if kind == "amount" or least else None,
        minimum=least or None,
        starts_at=made,
        ends_at=moment(resource.get("expires")),
        limit=whole(resource.get("max_uses")) or None,
        used=whole(resource.get("num_uses")),
        updated_at=made or "",
    )


def cart_of(resource: Resource) -> Cart | None:
    """A cart (V3) whose owner is known."""
    who = Customer(id=identity(resource.get("customer_id")), email=text(resource.get("email")))
    if not (who.id or who.email):
        return None
    goods = resource.get("line_items")
    goods = goods if isinstance(goods, Mapping) else {}
    items = [each for kind in ("physical_items", "digital_items", "custom_items") for each in _list(goods, kind)]
    money = resource.get("currency")
    return Cart(
        id=str(resource["id"]),
        updated_at=moment(resource.get("updated_time")) or moment(resource.get("created_time")) or "",
        customer=who,
        currency=(text(money.get("code")) if isinstance(money, Mapping) else None) or "",
        total=amount(resource.get("cart_amount")),
        lines=tuple(
            Line(
                quantity=whole(each.get("quantity")) or 0,
                price=_first(each.get("list_price"), each.get("sale_price")) or ZERO,
                discount=amount(each.get("discount_amount")),
                product_id=identity(each.get("product_id")), variant_id=identity(each.get("variant_id")),
                sku=text(each.get("sku")), name=text(each.get("name")), brand=text(each.get("brand")),
            )
            for each in items
        ),
    )  # fmt: skip


def order_consent(resource: Resource, order: Order) -> Consent | None:
    """Whoever ticked the box for the newsletter at the checkout allowed it then."""
    if not resource.get("is_email_opt_in"):
        return None
    return Consent(channel="email", granted=True, at=order.placed_at, basis="opt_in")


def _refund(resource: Resource, lines: Mapping[str, Resource], *, revenue: Decimal, total: Decimal) -> Refund:
    items, back = _list(resource, "items"), amount(resource.get("total_amount"))
    came = [(lines[str(each["item_id"])], each) for each in items if str(each.get("item_id")) in lines]
    goods = [(line, each) for line, each in came if each.get("item_type") == "PRODUCT"]
    net = sum((_net_of_one(line) * (whole(each.get("quantity")) or 0) for line, each in goods), ZERO)
    loose = sum((amount(each.get("requested_amount")) for each in items if each.get("item_type") == "ORDER"), ZERO)
    if resource.get("uses_merchant_override_values") or not items:
        net, loose = ZERO, back
    # An amount without goods: as much of it was for goods as in the whole order.
    net += (loose * revenue / total).quantize(Decimal("0.0001")) if total else ZERO
    return Refund(
        id=str(resource["id"]),
        at=moment(resource.get("created")) or "",
        total=back,
        revenue=min(max(net, ZERO), back),
        reason=text(resource.get("reason")),
        lines=tuple(
            _line({**line, "quantity": each.get("quantity"), "applied_discounts": [], "total_tax": None})
            for line, each in goods
        ),
    )


def _line(item: Resource) -> Line:
    return Line(
        quantity=whole(item.get("quantity")) or 0,
        price=amount(item.get("price_ex_tax")),
        discount=sum((amount(each.get("amount")) for each in _list(item, "applied_discounts")), ZERO),
        tax=amount(item.get("total_tax")) or None,
        product_id=identity(item.get("product_id")),
        variant_id=identity(item.get("variant_id")),
        sku=text(item.get("sku")),
        name=text(item.get("name")),
        brand=text(item.get("brand")),
    )


def _net_of_one(item: Resource) -> Decimal:
    quantity = whole(item.get("quantity")) or 1
    off = sum((amount(each.get("amount")) for each in _list(item, "applied_discounts")), ZERO)
    return amount(item.get("price_ex_tax")) - off / quantity


def _customer_of_order(order: Resource) -> Customer:
    billing = order.get("billing_address")
    billing = billing if isinstance(billing, Mapping) else {}
    return Customer(
        id=identity(order.get("customer_id")),
        email=text(billing.get("email")),
        phone=text(billing.get("phone")),
        first_name=text(billing.get("first_name")),
        last_name=text(billing.get("last_name")),
        language=(text(order.get("customer_locale")) or "").partition("-")[0] or None,
        address=_address(
            billing, street=("street_1", "street_2"), region="state", postal="zip", country="country_iso2"
        ),
    )


def _address(said: Resource, *, street: tuple[str, str], region: str, postal: str, country: str) -> Address | None:
    way = " ".join(filter(None, (text(said.get(each)) for each in street)))
    found = Address(
        country=text(said.get(country)), region=text(said.get(region)), city=text(said.get("city")),
        postal_code=text(said.get(postal)), street=way or None,
    )  # fmt: skip
    return found if found != Address() else None


def _stock(product: Resource, variant: Resource) -> int | None:
    counted = product.get("inventory_tracking")
    if counted == "variant":
        return whole(variant.get("inventory_level"))
    return whole(product.get("inventory_level")) if counted == "product" else None


def _seen_by_customer(order: Resource) -> dict[str, Any]:
    shown, paid = text(order.get("currency_code")), text(order.get("default_currency_code"))
    return {"presentment_currency": shown} if shown and paid and shown != paid else {}


def _first(*said: Any) -> Decimal | None:
    return next((found for each in said if (found := amount_or_none(each)) is not None), None)


def _list(resource: Resource, field: str) -> list[Resource]:
    found = resource.get(field)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
