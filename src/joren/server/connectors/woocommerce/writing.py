"""Writes to a WooCommerce shop: codes, edits of orders, and tags in meta data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

import httpx

from joren.server.connectors.asking import read_json
from joren.server.connectors.values import amount, identity, whole
from joren.server.connectors.woocommerce import resources
from joren.server.shop_writing import CannotWriteError, LineChange, NewDiscount, OrderEdit

_KEY, _EDITS = "_joren_key", "_joren_edits"
_KEYS_KEPT = 50


class Asks(Protocol):
    """The part of the API that writing needs."""

    def get(self, path: str, **params: Any) -> Any:
        """What the shop answers."""
        ...

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Ask for a path below the API."""
        ...


class WooCommerceWriting:
    """What can be written."""

    def __init__(self, api: Asks) -> None:
        self._api = api

    def tag_customer(self, customer_id: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Change a customer's tags, which are kept in the field `joren_tags` of the meta data."""
        self._tag(f"customers/{customer_id}", add, remove)

    def tag_order(self, order_id: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Change an order's tags, which are kept in the field `joren_tags` of the meta data."""
        self._tag(f"orders/{order_id}", add, remove)

    def create_discount(self, discount: NewDiscount) -> str:
        """Make a code. One that is there under the same key is the same."""
        there = self._api.get("coupons", code=discount.code)
        if there:
            if resources.meta(there[0], _KEY) != discount.key:
                raise CannotWriteError(f"the code {discount.code} is taken")
            return str(there[0]["id"])
        if discount.starts_at is not None:
            raise CannotWriteError("a code is good from the moment it is made")
        made = self._api.ask("POST", "coupons", json=_coupon(discount), repeatable=False)
        return str(read_json(made)["id"])

    def edit_order(self, edit: OrderEdit) -> None:
        """Change an order. Lines and the key of the change go in one request: both are there or neither."""
        order = self._api.get(f"orders/{edit.order_id}")
        keys = resources.meta(order, _EDITS) or []
        if edit.key in keys:
            return
        lines = [_changed_line(order, each) for each in edit.lines]
        meta = [{"key": _EDITS, "value": [*keys, edit.key][-_KEYS_KEPT:]}]
        self._api.ask("PUT", f"orders/{edit.order_id}", json={"line_items": lines, "meta_data": meta})
        if edit.note:
            note = {"note": edit.note, "customer_note": edit.notify}
            self._api.ask("POST", f"orders/{edit.order_id}/notes", json=note, repeatable=False)

    def _tag(self, path: str, add: Sequence[str], remove: Sequence[str]) -> None:
        kept = resources.meta(self._api.get(path), resources.TAGS)
        before = [str(each) for each in kept] if isinstance(kept, list) else []
        after = [each for each in dict.fromkeys([*before, *add]) if each not in set(remove)]
        if after != before:
            self._api.ask("PUT", path, json={"meta_data": [{"key": resources.TAGS, "value": after}]})


def _coupon(discount: NewDiscount) -> dict[str, Any]:
    kinds = {"percent": "percent", "amount": "fixed_cart", "free_shipping": "fixed_cart"}
    if discount.kind not in kinds:
        raise CannotWriteError(f"there is no discount of the kind {discount.kind}")
    given = {
        "code": discount.code, "discount_type": kinds[discount.kind],
        "amount": "0" if discount.kind == "free_shipping" else str(discount.value),
        "free_shipping": discount.kind == "free_shipping", "individual_use": True, "usage_limit": discount.limit,
        "usage_limit_per_user": 1 if discount.once_per_customer else None,
        "date_expires_gmt": (discount.ends_at or "").removesuffix("Z") or None,
        "minimum_amount": str(discount.minimum) if discount.minimum else None,
        "email_restrictions": [discount.email] if discount.email else None, "description": discount.key,
        "meta_data": [{"key": _KEY, "value": discount.key}],
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


def _changed_line(order: Mapping[str, Any], wanted: LineChange) -> dict[str, Any]:
    """The change of a line as WooCommerce takes it: it keeps the sums of a line unless it is given new ones."""
    for line in order.get("line_items") or []:
        if wanted.variant_id in {identity(line.get("variation_id")), identity(line.get("product_id"))}:
            number = whole(line.get("quantity")) or 1
            subtotal, total = (amount(line.get(name)) * wanted.quantity / number for name in ("subtotal", "total"))
            sums = {"subtotal": _money(subtotal), "total": _money(total)} if wanted.quantity else {}
            return {"id": line["id"], "quantity": wanted.quantity, **sums}
    if wanted.quantity <= 0:
        raise CannotWriteError(f"the order has no line of {wanted.variant_id}")
    if wanted.product_id is None or wanted.product_id == wanted.variant_id:
        return {"product_id": int(wanted.variant_id), "quantity": wanted.quantity}
    return {
        "product_id": int(wanted.product_id), "variation_id": int(wanted.variant_id), "quantity": wanted.quantity
    }  # fmt: skip


def _money(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01")))
