"""Writes to a Shopify shop: tags, discount codes, edits of orders."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from joren.server.connectors.shopify import documents
from joren.server.connectors.values import gid
from joren.server.shop_writing import CannotWriteError, LineChange, NewDiscount, OrderEdit

_KEYS_KEPT = 50


class Asks(Protocol):
    """The part of the API that writing needs."""

    def ask(
        self, document: str, variables: Mapping[str, Any] | None = None, *, repeatable: bool = True
    ) -> dict[str, Any]:
        """The data of an answer."""
        ...

    def change(self, document: str, field: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The payload of a mutation."""
        ...


class ShopifyWriting:
    """What can be written."""

    def __init__(self, api: Asks) -> None:
        self._api = api

    def tag_customer(self, customer_id: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Change a customer's tags."""
        self._tag(f"gid://shopify/Customer/{customer_id}", add, remove)

    def tag_order(self, order_id: str, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Change an order's tags."""
        self._tag(f"gid://shopify/Order/{order_id}", add, remove)

    def create_discount(self, discount: NewDiscount) -> str:
        """Make a code. One that is there under the same key is the same."""
        there = self._api.ask(documents.DISCOUNT_BY_CODE, {"code": discount.code})["codeDiscountNodeByCode"]
        if there is not None:
            if there["codeDiscount"].get("title") != discount.key:
                raise CannotWriteError(f"the code {discount.code} is taken")
            return str(there["id"])
        if discount.kind == "free_shipping":
            given = {**_common(discount), "destination": {"all": True}}
            made = self._api.change(documents.CREATE_FREE_SHIPPING, "discountCodeFreeShippingCreate", {"input": given})
        else:
            given = {**_common(discount), "customerGets": {"value": _value(discount), "items": {"all": True}}}
            made = self._api.change(documents.CREATE_DISCOUNT, "discountCodeBasicCreate", {"input": given})
        return str(made["codeDiscountNode"]["id"])

    def edit_order(self, edit: OrderEdit) -> None:
        """Change an order. The keys of changes stand in a metafield of the order."""
        order = f"gid://shopify/Order/{edit.order_id}"
        keys = self._keys(order)
        if edit.key in keys:
            return
        begun = self._api.change(documents.BEGIN_EDIT, "orderEditBegin", {"id": order})["calculatedOrder"]
        for each in edit.lines:
            self._change_line(begun, each)
        # Before the commit: an edit that is remembered and not made is seen by a person, one made twice costs money.
        self._remember(order, [*keys, edit.key])
        self._api.change(
            documents.COMMIT_EDIT, "orderEditCommit",
            {"id": begun["id"], "notifyCustomer": edit.notify, "staffNote": edit.note or None},
        )  # fmt: skip

    def _tag(self, thing: str, add: Sequence[str], remove: Sequence[str]) -> None:
        if add:
            self._api.change(documents.ADD_TAGS, "tagsAdd", {"id": thing, "tags": list(add)})
        if remove:
            self._api.change(documents.REMOVE_TAGS, "tagsRemove", {"id": thing, "tags": list(remove)})

    def _keys(self, order: str) -> list[str]:
        found = self._api.ask(documents.EDITED, {"id": order})["order"]
        if found is None:
            raise CannotWriteError("there is no such order")
        kept = found.get("metafield")
        return [str(key) for key in json.loads(kept["value"])] if kept else []

    def _remember(self, order: str, keys: Sequence[str]) -> None:
        field = {
            "ownerId": order, "namespace": "joren", "key": "edits", "type": "json",
            "value": json.dumps(list(keys)[-_KEYS_KEPT:]),
        }  # fmt: skip
        self._api.change(documents.REMEMBER_EDIT, "metafieldsSet", {"metafields": [field]})

    def _change_line(self, begun: Mapping[str, Any], wanted: LineChange) -> None:
        lines = [
            line for line in begun["lineItems"]["nodes"]
            if line.get("variant") and gid(line["variant"]["id"]) == wanted.variant_id
        ]  # fmt: skip
        if lines:
            self._api.change(
                documents.SET_QUANTITY, "orderEditSetQuantity",
                {"id": begun["id"], "lineItemId": lines[0]["id"], "quantity": wanted.quantity},
            )  # fmt: skip
        elif wanted.quantity > 0:
            variant = f"gid://shopify/ProductVariant/{wanted.variant_id}"
            self._api.change(
                documents.ADD_VARIANT, "orderEditAddVariant",
                {"id": begun["id"], "variantId": variant, "quantity": wanted.quantity},
            )  # fmt: skip
        else:
            raise CannotWriteError(f"the order has no line of the variant {wanted.variant_id}")


def _common(discount: NewDiscount) -> dict[str, Any]:
    who = {"customers": {"add": [f"gid://shopify/Customer/{discount.customer_id}"]}} if discount.customer_id else None
    least = {"subtotal": {"greaterThanOrEqualToSubtotal": str(discount.minimum)}} if discount.minimum else None
    return {
        "title": discount.key, "code": discount.code, "startsAt": discount.starts_at, "endsAt": discount.ends_at,
        "usageLimit": discount.limit, "appliesOncePerCustomer": discount.once_per_customer,
        "context": who or {"all": "ALL"}, "minimumRequirement": least,
    }  # fmt: skip


def _value(discount: NewDiscount) -> dict[str, Any]:
    if discount.kind == "percent":
        return {"percentage": float(discount.value) / 100}
    if discount.kind == "amount":
        return {"discountAmount": {"amount": str(discount.value), "appliesOnEachItem": False}}
    raise CannotWriteError(f"there is no discount of the kind {discount.kind}")
