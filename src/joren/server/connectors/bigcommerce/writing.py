"""Writes to a BigCommerce store: codes, edits of orders, and tags in metafields."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Protocol

import httpx

from joren.server.connectors.asking import read_json
from joren.server.connectors.values import identity
from joren.server.shop_writing import CannotWriteError, LineChange, NewDiscount, OrderEdit

_KINDS = {"percent": "percentage_discount", "amount": "per_total_discount", "free_shipping": "free_shipping"}


class Asks(Protocol):
    """The part of the API that writing needs."""

    def get(self, path: str, **params: Any) -> Any:
        """What the store answers."""
        ...

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Ask for a path of the store."""
        ...


class BigCommerceWriting:
    """What can be written."""

    def __init__(self, api: Asks) -> None:
        self._api = api

    def tag_customer(self, customer_id: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Change a customer's tags, which are kept in the metafield `joren.tags`."""
        self._tag(f"v3/customers/{customer_id}/metafields", add, remove)

    def tag_order(self, order_id: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Change an order's tags, which are kept in the metafield `joren.tags`."""
        self._tag(f"v3/orders/{order_id}/metafields", add, remove)

    def create_discount(self, discount: NewDiscount) -> str:
        """Make a code. One that is there under the same key is the same."""
        there = self._api.get("v2/coupons", code=discount.code)
        if there:
            if there[0].get("name") != discount.key:
                raise CannotWriteError(f"the code {discount.code} is taken")
            return str(there[0]["id"])
        made = self._api.ask("POST", "v2/coupons", json=_coupon(discount), repeatable=False)
        return str(read_json(made)["id"])

    def edit_order(self, edit: OrderEdit) -> None:
        """Change an order. Lines and the key of the change, in the staff's notes, go in one request."""
        order = self._api.get(f"v2/orders/{edit.order_id}")
        mark, notes = f"[joren {edit.key}]", str(order.get("staff_notes") or "")
        if mark in notes:
            return
        items = self._api.get(f"v2/orders/{edit.order_id}/products", limit=250)
        given = {
            "products": [_changed_line(items, each) for each in edit.lines],
            "staff_notes": "\n".join(filter(None, (notes, f"{edit.note} {mark}".strip()))),
        }  # fmt: skip
        self._api.ask("PUT", f"v2/orders/{edit.order_id}", json=given)

    def _tag(self, path: str, add: Sequence[str], remove: Sequence[str]) -> None:
        found = self._api.get(path, namespace="joren", key="tags").get("data") or []
        before = [str(each) for each in json.loads(found[0]["value"])] if found else []
        after = [each for each in dict.fromkeys([*before, *add]) if each not in set(remove)]
        if after == before:
            return
        given = {"namespace": "joren", "key": "tags", "value": json.dumps(after), "permission_set": "app_only"}
        if found:
            self._api.ask("PUT", f"{path}/{found[0]['id']}", json=given)
        else:
            self._api.ask("POST", path, json=given, repeatable=False)


def _coupon(discount: NewDiscount) -> dict[str, Any]:
    if discount.kind not in _KINDS:
        raise CannotWriteError(f"there is no discount of the kind {discount.kind}")
    if discount.starts_at is not None:
        raise CannotWriteError("a code is good from the moment it is made")
    given = {
        "name": discount.key, "code": discount.code, "type": _KINDS[discount.kind], "amount": str(discount.value),
        "enabled": True, "applies_to": {"entity": "categories", "ids": [0]},
        "min_purchase": str(discount.minimum) if discount.minimum else None, "max_uses": discount.limit,
        "max_uses_per_customer": 1 if discount.once_per_customer else None,
        "expires": format_datetime(datetime.fromisoformat(discount.ends_at)) if discount.ends_at else None,
    }  # fmt: skip
    return {name: value for name, value in given.items() if value is not None}


def _changed_line(items: Sequence[Mapping[str, Any]], wanted: LineChange) -> dict[str, Any]:
    for item in items:
        if wanted.variant_id in {identity(item.get("variant_id")), identity(item.get("product_id"))}:
            return {"id": item["id"], "quantity": wanted.quantity}
    if wanted.quantity <= 0:
        raise CannotWriteError(f"the order has no line of {wanted.variant_id}")
    if wanted.product_id is None:
        return {"product_id": int(wanted.variant_id), "quantity": wanted.quantity}
    return {
        "product_id": int(wanted.product_id), "variant_id": int(wanted.variant_id), "quantity": wanted.quantity
    }  # fmt: skip
