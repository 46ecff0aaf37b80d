"""Reads the nodes of the GraphQL Admin API that `documents` asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from joren.server.connectors.records import Address, Consent, Coupon, Customer, Line, Order, Product, Refund
from joren.server.connectors.shopify import words
from joren.server.connectors.shopify.amounts import Sums, came_to, goods_of_refund
from joren.server.connectors.values import ZERO, amount, amount_or_none, gid, moment, text, whole

Node = Mapping[str, Any]


def order_of(node: Node, lines: Sequence[Node]) -> Order:
    """An order with all its lines."""
    included = bool(node.get("taxesIncluded"))
    refunds = tuple(_refunds(node, included=included))
    sent = nodes(node, "shippingLines")
    came = came_to(
        _sums(node, "total", "subtotal"), _sums(node, "currentTotal", "currentSubtotal"), refunds,
        shipping=_money(node, "totalShippingPriceSet"),
        shipping_tax=sum((_taxes(each) for each in sent), ZERO),
        line_tax=sum((_taxes(each) for each in lines), ZERO), taxes_included=included,
    )  # fmt: skip
    placed = moment(node.get("processedAt")) or moment(node.get("createdAt")) or ""
    currency = text(node.get("currencyCode")) or ""
    return Order(
        id=gid(node["id"]) or "",
        number=text(node.get("name")) or "",
        customer=_customer_of_order(node),
        currency=currency,
        total=came.total, revenue=came.revenue, tax=came.tax, shipping=came.shipping, discount=came.discount,
        placed_at=placed,
        updated_at=moment(node.get("updatedAt")) or placed,
        financial_status=words.financial(node.get("displayFinancialStatus")),
        fulfilment_status=words.fulfilment(node.get("displayFulfillmentStatus")),
        cancelled_at=moment(node.get("cancelledAt")),
        cancel_reason=(text(node.get("cancelReason")) or "").lower() or None,
        coupons=tuple(filter(None, map(text, node.get("discountCodes") or []))),
        test=bool(node.get("test")),
        taxes_included=included,
        lines=tuple(map(_line, lines)),
        refunds=refunds,
        more=_seen_by_customer(node, currency),
    )  # fmt: skip


def customer_of(node: Node) -> Customer:
    """A customer."""
    updated = moment(node.get("updatedAt"))
    email, phone = _map(node, "defaultEmailAddress"), _map(node, "defaultPhoneNumber")
    consents = (_consent("email", email, updated), _consent("sms", phone, updated))
    return Customer(
        id=gid(node.get("id")),
        email=text(email.get("emailAddress")),
        phone=text(phone.get("phoneNumber")) or text(_map(node, "defaultAddress").get("phone")),
        first_name=text(node.get("firstName")),
        last_name=text(node.get("lastName")),
        language=words.language(node.get("locale")),
        created_at=moment(node.get("createdAt")),
        updated_at=updated,
        address=_address(node.get("defaultAddress")),
        tags=tuple(node.get("tags") or ()),
        consents=tuple(each for each in consents if each is not None),
    )


def product_of(node: Node, currency: str | None) -> Product:
    """What can be bought: a variant with its product."""
    product = _map(node, "product")
    title, name = text(node.get("title")), text(product.get("title"))
    preview = _map(_map(_map(product, "featuredMedia"), "preview"), "image")
    # The product's name and state are told with the variant, and have a time of their own.
    times = [each for each in (moment(node.get("updatedAt")), moment(product.get("updatedAt"))) if each]
    return Product(
        product_id=gid(product.get("id")) or "",
        variant_id=gid(node.get("id")),
        updated_at=max(times, default=""),
        currency=currency,
        sku=text(node.get("sku")),
        name=name if title in {None, "Default Title"} else f"{name} – {title}",
        category=text(product.get("productType")),
        brand=text(product.get("vendor")),
        price=amount_or_none(node.get("price")),
        stock=whole(node.get("inventoryQuantity")) if _map(node, "inventoryItem").get("tracked") else None,
        url=text(product.get("onlineStoreUrl")),
        image_url=text(_map(node, "image").get("url")) or text(preview.get("url")),
        active=product.get("status") == "ACTIVE",
    )


def coupons_of(node: Node, currency: str | None) -> Iterator[Coupon]:
    """The codes of a discount. Those whose kind we have no word for (buy X get Y, an app's own) are left out."""
    said = _map(node, "codeDiscount")
    kind, value, of = _worth(said)
    if kind is None:
        return
    least = _map(_map(said, "minimumRequirement"), "greaterThanOrEqualToSubtotal")
    for each in nodes(said, "codes"):
        yield Coupon(
            code=text(each.get("code")) or "",
            kind=kind,
            value=value,
            currency=of or text(least.get("currencyCode")) or (currency if kind == "amount" else None),
            minimum=amount_or_none(least.get("amount")),
            starts_at=moment(said.get("startsAt")),
            ends_at=moment(said.get("endsAt")),
            limit=whole(said.get("usageLimit")),
            used=whole(each.get("asyncUsageCount")),
            updated_at=moment(said.get("updatedAt")) or moment(said.get("startsAt")) or "",
        )


def is_refund_of_money(node: Node) -> bool:
    """Whether money went back: goods that came back or were taken out make a refund too."""
    return _money(node, "totalRefundedSet") > 0


def nodes(node: Node, field: str) -> list[Node]:
    """The nodes of a connection."""
    found = _map(node, field).get("nodes")
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def _worth(said: Node) -> tuple[str | None, Decimal | None, str | None]:
    """Kind, value and currency of a discount. Shopify writes a percentage as a share of one."""
    if said.get("__typename") == "DiscountCodeFreeShipping":
        return "free_shipping", None, None
    value = _map(_map(said, "customerGets"), "value")
    if value.get("__typename") == "DiscountPercentage":
        return "percent", amount(value.get("percentage")) * 100, None
    if value.get("__typename") == "DiscountAmount":
        money = _map(value, "amount")
        return "amount", amount(money.get("amount")), text(money.get("currencyCode"))
    return None, None, None


def _line(item: Node) -> Line:
    product = _map(item, "product")
    allocations = item.get("discountAllocations") or []
    return Line(
        quantity=whole(item.get("quantity")) or 0,
        price=_money(item, "originalUnitPriceSet"),
        discount=sum((_money(each, "allocatedAmountSet") for each in allocations), ZERO),
        tax=_taxes(item) or None,
        product_id=gid(product.get("id")),
        variant_id=gid(_map(item, "variant").get("id")),
        sku=text(item.get("sku")),
        name=text(item.get("title")),
        category=text(product.get("productType")),
        brand=text(item.get("vendor")),
    )


def _refunds(order: Node, *, included: bool) -> Iterator[Refund]:
    for each in filter(is_refund_of_money, order.get("refunds") or []):
        items, sent = nodes(each, "refundLineItems"), nodes(each, "refundShippingLines")
        total = _money(each, "totalRefundedSet")
        yield Refund(
            id=gid(each["id"]) or "",
            at=moment(each.get("createdAt")) or "",
            total=total,
            revenue=goods_of_refund(
                total,
                lines=sum((_money(item, "subtotalSet") for item in items), ZERO),
                line_tax=sum((_money(item, "totalTaxSet") for item in items), ZERO),
                shipping=sum((_money(item, "subtotalAmountSet") for item in sent), ZERO),
                shipping_tax=sum((_money(item, "taxAmountSet") for item in sent), ZERO),
                taxes_included=included,
            ),
            reason=text(each.get("note")),
            lines=tuple(_line({**_map(item, "lineItem"), "quantity": item.get("quantity")}) for item in items),
        )


def _customer_of_order(node: Node) -> Customer:
    account, place = _map(node, "customer"), _map(node, "billingAddress")
    return Customer(
        id=gid(account.get("id")),
        email=text(node.get("email")) or text(_map(account, "defaultEmailAddress").get("emailAddress")),
        phone=text(node.get("phone"))
        or text(_map(account, "defaultPhoneNumber").get("phoneNumber"))
        or text(place.get("phone")),
        first_name=text(account.get("firstName")) or text(place.get("firstName")),
        last_name=text(account.get("lastName")) or text(place.get("lastName")),
        language=words.language(node.get("customerLocale")),
        address=_address(place),
    )


def _consent(channel: str, contact: Node, otherwise: str | None) -> Consent | None:
    granted = words.granted(contact.get("marketingState"))
    at = moment(contact.get("marketingUpdatedAt")) or otherwise
    if granted is None or at is None:
        return None
    return Consent(
        channel=channel, granted=granted, at=at, basis=words.basis(granted, contact.get("marketingOptInLevel"))
    )


def _address(said: Any) -> Address | None:
    if not isinstance(said, Mapping):
        return None
    street = " ".join(filter(None, (text(said.get("address1")), text(said.get("address2")))))
    found = Address(
        country=text(said.get("countryCodeV2")), region=text(said.get("province")), city=text(said.get("city")),
        postal_code=text(said.get("zip")), street=street or None,
    )  # fmt: skip
    return found if found != Address() else None


def _sums(node: Node, total: str, subtotal: str) -> Sums:
    return Sums(
        total=_money(node, f"{total}PriceSet"), subtotal=_money(node, f"{subtotal}PriceSet"),
        tax=_money(node, f"{total}TaxSet"), discount=_money(node, f"{total}DiscountsSet"),
    )  # fmt: skip


def _seen_by_customer(node: Node, currency: str) -> dict[str, Any]:
    presentment = text(node.get("presentmentCurrencyCode"))
    if presentment in {None, currency}:
        return {}
    seen = _map(_map(node, "totalPriceSet"), "presentmentMoney")
    return {"presentment_currency": presentment, "presentment_total": amount(seen.get("amount"))}


def _money(node: Node, field: str) -> Decimal:
    return amount(_map(_map(node, field), "shopMoney").get("amount"))


def _taxes(node: Node) -> Decimal:
    return sum((_money(each, "priceSet") for each in node.get("taxLines") or []), ZERO)


def _map(node: Node, field: str) -> Node:
    found = node.get(field)
    return found if isinstance(found, Mapping) else {}
