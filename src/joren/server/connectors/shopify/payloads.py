"""Reads the payloads of webhooks, which have the shape of the REST Admin API's resources.

https://shopify.dev/docs/api/admin-rest/2026-10/resources/order and its neighbours. Amounts are those of the shop's own
currency (`shop_money`), so that a shop's orders add up; what the customer saw stays beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from joren.server.connectors.records import Address, Cart, Consent, Customer, Line, Order, Product, Refund
from joren.server.connectors.shopify import words
from joren.server.connectors.shopify.amounts import Sums, came_to, goods_of_refund
from joren.server.connectors.values import ZERO, amount, amount_or_none, identity, moment, text, whole

Payload = Mapping[str, Any]


def order_of(payload: Payload) -> Order:
    """The order that the topics orders/… send."""
    currency = text(payload.get("currency")) or ""
    included = bool(payload.get("taxes_included"))
    lines = [line for line in _list(payload, "line_items") if not line.get("removed")]
    refunds = tuple(_refunds(payload, currency, included=included))
    sent = _list(payload, "shipping_lines")
    came = came_to(
        _sums(payload, ""), _sums(payload, "current_") if "current_total_price" in payload else None, refunds,
        shipping=_money(payload, "total_shipping_price"),
        shipping_tax=sum((_taxes(each) for each in sent), ZERO),
        line_tax=sum((_taxes(each) for each in lines), ZERO), taxes_included=included,
    )  # fmt: skip
    placed = moment(payload.get("processed_at")) or moment(payload.get("created_at")) or ""
    return Order(
        id=str(payload["id"]),
        number=text(payload.get("name")) or str(payload["id"]),
        customer=_customer_of_order(payload),
        currency=currency,
        total=came.total, revenue=came.revenue, tax=came.tax, shipping=came.shipping, discount=came.discount,
        placed_at=placed,
        updated_at=moment(payload.get("updated_at")) or placed,
        financial_status=words.financial(payload.get("financial_status")),
        fulfilment_status=words.fulfilment(payload.get("fulfillment_status")),
        cancelled_at=moment(payload.get("cancelled_at")),
        cancel_reason=text(payload.get("cancel_reason")),
        coupons=tuple(filter(None, (text(each.get("code")) for each in _list(payload, "discount_codes")))),
        cart_id=text(payload.get("cart_token")),
        checkout_id=identity(payload.get("checkout_id")),
        test=bool(payload.get("test")),
        taxes_included=included,
        lines=tuple(map(line_of, lines)),
        refunds=refunds,
        more=_seen_by_customer(payload, currency),
    )  # fmt: skip


def line_of(item: Payload) -> Line:
    """Goods in an order, checkout or refund."""
    return Line(
        quantity=whole(item.get("quantity")) or 0,
        price=_money(item, "price"),
        discount=sum((_money(each, "amount") for each in _list(item, "discount_allocations")), ZERO),
        tax=_taxes(item) or None,
        product_id=identity(item.get("product_id")),
        variant_id=identity(item.get("variant_id")),
        sku=text(item.get("sku")),
        name=text(item.get("title")) or text(item.get("name")),
        brand=text(item.get("vendor")),
    )


def customer_of(payload: Payload) -> Customer:
    """The customer of customers/create and customers/update."""
    updated = moment(payload.get("updated_at"))
    address = payload.get("default_address")
    return Customer(
        id=identity(payload.get("id")),
        email=text(payload.get("email")),
        phone=text(payload.get("phone")) or (text(address.get("phone")) if isinstance(address, Mapping) else None),
        first_name=text(payload.get("first_name")),
        last_name=text(payload.get("last_name")),
        language=words.language(payload.get("locale")),
        created_at=moment(payload.get("created_at")),
        updated_at=updated,
        address=address_of(address),
        tags=_tags(payload.get("tags")),
        consents=tuple(
            found
            for channel, field in (("email", "email_marketing_consent"), ("sms", "sms_marketing_consent"))
            if (found := consent_of(channel, payload.get(field), updated)) is not None
        ),
    )


def consent_of(channel: str, said: Any, otherwise: str | None) -> Consent | None:
    """What a state of marketing consent says; `otherwise` is the time of one that has none."""
    if not isinstance(said, Mapping) or (granted := words.granted(said.get("state"))) is None:
        return None
    at = moment(said.get("consent_updated_at")) or otherwise
    if at is None:
        return None
    return Consent(channel=channel, granted=granted, at=at, basis=words.basis(granted, said.get("opt_in_level")))


def products_of(payload: Payload, currency: str | None) -> Iterator[Product]:
    """What can be bought of products/create and products/update: one for each variant."""
    images = {each.get("id"): text(each.get("src")) for each in _list(payload, "images")}
    main = payload.get("image")
    for variant in _list(payload, "variants"):
        title = text(variant.get("title"))
        name = text(payload.get("title"))
        yield Product(
            product_id=str(payload["id"]),
            variant_id=identity(variant.get("id")),
            updated_at=moment(variant.get("updated_at")) or moment(payload.get("updated_at")) or "",
            currency=currency,
            sku=text(variant.get("sku")),
            name=name if title in {None, "Default Title"} else f"{name} – {title}",
            category=text(payload.get("product_type")),
            brand=text(payload.get("vendor")),
            price=amount_or_none(variant.get("price")),
            stock=whole(variant.get("inventory_quantity")) if variant.get("inventory_management") else None,
            image_url=images.get(variant.get("image_id"))
            or (text(main.get("src")) if isinstance(main, Mapping) else None),
            active=payload.get("status") == "active",
        )


def cart_of(payload: Payload) -> Cart | None:
    """The cart of checkouts/create and checkouts/update, once its owner is known and until it is bought."""
    who = _customer_of_order(payload)
    if payload.get("completed_at") or not (who.id or who.email or who.phone):
        return None
    return Cart(
        id=text(payload.get("cart_token")) or text(payload.get("token")) or str(payload["id"]),
        updated_at=moment(payload.get("updated_at")) or moment(payload.get("created_at")) or "",
        customer=who,
        # A checkout's figures are in the currency that the customer sees.
        currency=text(payload.get("presentment_currency")) or text(payload.get("currency")) or "",
        total=amount(payload.get("total_price")),
        url=text(payload.get("abandoned_checkout_url")),
        checkout_id=str(payload["id"]),
        lines=tuple(map(line_of, _list(payload, "line_items"))),
    )


def address_of(said: Any) -> Address | None:
    """An address."""
    if not isinstance(said, Mapping):
        return None
    street = " ".join(filter(None, (text(said.get("address1")), text(said.get("address2")))))
    found = Address(
        country=text(said.get("country_code")), region=text(said.get("province")), city=text(said.get("city")),
        postal_code=text(said.get("zip")), street=street or None,
    )  # fmt: skip
    return found if found != Address() else None


def _customer_of_order(payload: Payload) -> Customer:
    """Who ordered: the account if there is one, with the contact that the order itself was given."""
    account = payload.get("customer")
    account = account if isinstance(account, Mapping) else {}
    place = payload.get("billing_address") or payload.get("shipping_address") or {}
    email = payload.get("contact_email") or payload.get("email") or account.get("email")
    return Customer(
        id=identity(account.get("id")),
        email=text(email),
        phone=text(payload.get("phone")) or text(account.get("phone")) or text(place.get("phone")),
        first_name=text(account.get("first_name")) or text(place.get("first_name")),
        last_name=text(account.get("last_name")) or text(place.get("last_name")),
        language=words.language(payload.get("customer_locale")),
        address=address_of(place),
    )


def _refunds(order: Payload, currency: str, *, included: bool) -> Iterator[Refund]:
    for each in _list(order, "refunds"):
        items = _list(each, "refund_line_items")
        lines = sum((_money(item, "subtotal") for item in items), ZERO)
        line_tax = sum((_money(item, "total_tax") for item in items), ZERO)
        adjusted = [item for item in _list(each, "order_adjustments") if item.get("kind") == "shipping_refund"]
        shipping = -sum((_money(item, "amount") for item in adjusted), ZERO)
        shipping_tax = -sum((_money(item, "tax_amount") for item in adjusted), ZERO)
        counted = lines + shipping if included else lines + line_tax + shipping + shipping_tax
        total = _paid_back(_list(each, "transactions"), currency, counted)
        if total <= 0:
            continue  # goods came back or were taken out, and no money moved
        yield Refund(
            id=str(each["id"]),
            at=moment(each.get("processed_at")) or moment(each.get("created_at")) or "",
            total=total,
            revenue=goods_of_refund(
                total, lines=lines, line_tax=line_tax, shipping=shipping, shipping_tax=shipping_tax,
                taxes_included=included,
            ),
            reason=text(each.get("note")),
            lines=tuple(
                line_of({**(item.get("line_item") or {}), "quantity": item.get("quantity"), "discount_allocations": []})
                for item in items
            ),
        )  # fmt: skip


def _paid_back(transactions: Sequence[Payload], currency: str, counted: Decimal) -> Decimal:
    """The money that moved. Where it moved in another currency, Shopify's count in the shop's stands for it."""
    moved = [
        each for each in transactions
        if each.get("kind") in {"refund", "void"} and each.get("status") in {"success", None}
    ]  # fmt: skip
    if not moved:
        return ZERO
    if all((text(each.get("currency")) or currency) == currency for each in moved):
        return sum((amount(each.get("amount")) for each in moved), ZERO)
    return counted


def _sums(payload: Payload, prefix: str) -> Sums:
    return Sums(
        total=_money(payload, f"{prefix}total_price"), subtotal=_money(payload, f"{prefix}subtotal_price"),
        tax=_money(payload, f"{prefix}total_tax"), discount=_money(payload, f"{prefix}total_discounts"),
    )  # fmt: skip


def _seen_by_customer(payload: Payload, currency: str) -> dict[str, Any]:
    presentment = text(payload.get("presentment_currency"))
    if presentment in {None, currency}:
        return {}
    seen = (payload.get("total_price_set") or {}).get("presentment_money") or {}
    return {"presentment_currency": presentment, "presentment_total": amount(seen.get("amount"))}


def _money(item: Payload, field: str) -> Decimal:
    """An amount in the shop's currency: of its set where there is one, else the bare one, which is the same."""
    both = item.get(f"{field}_set")
    if isinstance(both, Mapping) and isinstance(shop := both.get("shop_money"), Mapping):
        return amount(shop.get("amount"))
    return amount(item.get(field))


def _taxes(item: Payload) -> Decimal:
    return sum((_money(each, "price") for each in _list(item, "tax_lines")), ZERO)


def _tags(said: Any) -> tuple[str, ...] | None:
    """REST writes tags in one text with commas between."""
    if said is None:
        return None
    given = said if isinstance(said, list) else str(said).split(",")
    return tuple(tag.strip() for tag in given if str(tag).strip())


def _list(payload: Payload, field: str) -> list[Payload]:
    found = payload.get(field)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
