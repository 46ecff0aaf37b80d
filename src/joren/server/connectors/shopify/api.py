"""Speaks GraphQL with one Shopify shop: within the budget of query costs, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from joren.language import gettext as _
from joren.server.connectors import calls
from joren.server.connectors.asking import Asking, read_json
from joren.server.connectors.calls import Call
from joren.server.connectors.errors import AccessLostError, RefusedByShopError, ShopError
from joren.server.connectors.records import Order
from joren.server.connectors.shop import Opened, Page
from joren.server.connectors.shopify import documents, nodes
from joren.server.connectors.shopify.writing import ShopifyWriting
from joren.server.connectors.values import text

NAME = "shopify"
#: Things per page. An order is dear: its lines and refunds are asked for with it.
_SIZES = {"products": 100, "discounts": 20, "customers": 100, "orders": 5}
_ATTEMPTS = 8
#: What is subscribed to. The topics of privacy law are set in the app's own settings instead.
TOPICS = (
    "ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_CANCELLED", "CUSTOMERS_CREATE", "CUSTOMERS_UPDATE", "CUSTOMERS_DELETE",
    "CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE", "CUSTOMERS_MARKETING_CONSENT_UPDATE", "PRODUCTS_CREATE",
    "PRODUCTS_UPDATE", "PRODUCTS_DELETE", "INVENTORY_LEVELS_UPDATE", "CHECKOUTS_CREATE", "CHECKOUTS_UPDATE",
    "DISCOUNTS_CREATE", "DISCOUNTS_UPDATE", "APP_UNINSTALLED",
)  # fmt: skip


class ShopifyApi:
    """One shop's Admin API."""

    def __init__(self, connection: Opened, asking: Asking, *, base: str | None = None) -> None:
        """`base` is where the shop is asked, if not at its own address."""
        self._connection = connection
        self._asking = asking
        self._base = base or f"https://{connection.address}"
        self._token = connection.secrets.get("access_token", "")
        self._sizes = dict(_SIZES)

    def about(self) -> dict[str, Any]:
        """What the shop says of itself."""
        shop = self.ask(documents.SHOP)["shop"]
        return {"name": shop["name"], "currency": shop["currencyCode"], "time_zone": shop["ianaTimezone"]}

    def page(self, kind: str, cursor: Mapping[str, Any] | None, since: str) -> Page:
        """One page, oldest change first where Shopify can: what changes meanwhile comes once more at the end."""
        found = self._ask_page(kind, (cursor or {}).get("after"), since)
        told = [call for node in found["nodes"] for call in self._told(kind, node, since)]
        more = found["pageInfo"]
        return Page(
            calls=told, things=len(found["nodes"]), next={"after": more["endCursor"]} if more["hasNextPage"] else None
        )

    def fetch(self, kind: str, thing: str) -> Sequence[Call]:
        """What one order, inventory item or discount tells."""
        document, field, type_ = _ONE[kind]
        found = self.ask(document, {"id": thing if thing.startswith("gid:") else f"gid://shopify/{type_}/{thing}"})
        node = found[field]
        if node is None:
            return ()
        if kind == "orders":
            return list(calls.changed_order(NAME, self._order(node), self._asking.now()))
        if kind == "inventory":
            variant = node.get("variant")
            return list(self._told("products", variant)) if variant else ()
        return list(self._told(kind, node))

    def subscribe(self, address: str) -> list[str]:
        """Subscribe to what is not subscribed to yet."""
        known = {each["topic"] for each in self._webhooks() if each["uri"] == address}
        for topic in TOPICS:
            if topic not in known:
                self.change(
                    documents.CREATE_WEBHOOK, "webhookSubscriptionCreate",
                    {"topic": topic, "webhookSubscription": {"uri": address, "format": "JSON"}},
                )  # fmt: skip
        return list(TOPICS)

    def unsubscribe(self, address: str) -> int:
        """Unsubscribe from everything that is sent to the address."""
        ours = [each["id"] for each in self._webhooks() if each["uri"] == address]
        for each in ours:
            self.change(documents.DELETE_WEBHOOK, "webhookSubscriptionDelete", {"id": each})
        return len(ours)

    def writing(self) -> ShopifyWriting:
        """What writes to the shop."""
        return ShopifyWriting(self)

    def close(self) -> None:
        """Close the connections."""
        self._asking.close()

    def change(self, document: str, field: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The payload of a mutation. Raises `RefusedByShopError` with what Shopify says against it."""
        payload: dict[str, Any] = self.ask(document, variables, repeatable=False)[field]
        if errors := payload.get("userErrors"):
            said = "; ".join(str(each.get("message")) for each in errors)
            raise RefusedByShopError(_("The shop said no: {why}").format(why=said))
        return payload

    def ask(
        self, document: str, variables: Mapping[str, Any] | None = None, *, repeatable: bool = True
    ) -> dict[str, Any]:
        """The data of an answer. Waits for the budget; raises `ShopError`."""
        renewed = False
        for _attempt in range(_ATTEMPTS):
            try:
                answer = self._post(document, variables or {}, repeatable=repeatable)
            except AccessLostError:
                if renewed or not self._can_renew():
                    raise
                self._token, renewed = "", True
                continue
            errors = answer.get("errors")
            cost = (answer.get("extensions") or {}).get("cost") or {}
            self._note_cost(cost)
            if not errors:
                return dict(answer.get("data") or {})
            if not _is_throttled(errors):
                raise _error_of(errors)
            self._wait_for(cost)
        raise ShopError(_("The shop does not answer as it should: {why}").format(why="THROTTLED"))

    def _ask_page(self, kind: str, after: str | None, since: str) -> dict[str, Any]:
        """A page of as many things as one question may cost."""
        document, field = _WALKS[kind]
        query = f"updated_at:>='{since}'" if since and kind != "discounts" else None
        while True:
            try:
                variables = {"first": self._sizes[kind], "after": after, "query": query}
                return dict(self.ask(document, variables)[field])
            except TooDearError:
                if self._sizes[kind] == 1:
                    raise
                self._sizes[kind] = max(1, self._sizes[kind] // 2)

    def _post(self, document: str, variables: Mapping[str, Any], *, repeatable: bool) -> dict[str, Any]:
        answer = self._asking.ask(
            "POST", f"{self._base}/admin/api/{documents.VERSION}/graphql.json",
            headers={"X-Shopify-Access-Token": self._token or self._new_token()},
            json={"query": document, "variables": dict(variables)}, repeatable=repeatable,
        )  # fmt: skip
        found = read_json(answer)
        return found if isinstance(found, dict) else {}

    def _can_renew(self) -> bool:
        return bool(self._connection.secrets.get("client_id") and self._connection.secrets.get("client_secret"))

    def _new_token(self) -> str:
        """A token of a day for an app of the shop's own (client credentials grant).

        https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant
        """
        if not self._can_renew():
            raise AccessLostError(_("There is no token for this shop. Give it one: joren connect renew"))
        answer = self._asking.ask(
            "POST", f"{self._base}/admin/oauth/access_token",
            data={
                "grant_type": "client_credentials", "client_id": self._connection.secrets["client_id"],
                "client_secret": self._connection.secrets["client_secret"],
            },
            accept=frozenset({400}),
        )  # fmt: skip
        token = text((read_json(answer) or {}).get("access_token"))
        if token is None:
            raise AccessLostError(_("The shop gives no token for this client id and secret."))
        self._token = token
        return token

    def _note_cost(self, cost: Mapping[str, Any]) -> None:
        """Before the budget is spent, wait until the next question of this size fits."""
        status = cost.get("throttleStatus") or {}
        left, rate = float(status.get("currentlyAvailable") or 0), float(status.get("restoreRate") or 0)
        needed = float(cost.get("requestedQueryCost") or 0)
        if rate > 0 and cost.get("actualQueryCost") is not None and left < needed:
            self._asking.pause((needed - left) / rate)

    def _wait_for(self, cost: Mapping[str, Any]) -> None:
        status = cost.get("throttleStatus") or {}
        left, rate = float(status.get("currentlyAvailable") or 0), float(status.get("restoreRate") or 0) or 50.0
        needed = float(cost.get("requestedQueryCost") or 0)
        self._asking.pause(max(1.0, (needed - left) / rate))

    def _webhooks(self) -> Iterator[Mapping[str, Any]]:
        after = None
        while True:
            found = self.ask(documents.WEBHOOKS, {"after": after})["webhookSubscriptions"]
            yield from found["nodes"]
            if not found["pageInfo"]["hasNextPage"]:
                return
            after = found["pageInfo"]["endCursor"]

    def _told(self, kind: str, node: Mapping[str, Any], since: str = "") -> Iterator[Call]:
        currency = text(self._connection.settings.get("currency"))
        if kind == "orders":
            yield from calls.whole_order(NAME, self._order(node), since)
        elif kind == "customers":
            yield from calls.customer(NAME, nodes.customer_of(node))
        elif kind == "products":
            yield from calls.product(NAME, nodes.product_of(node, currency))
        else:
            for each in nodes.coupons_of(node, currency):
                yield from calls.coupon(NAME, each)

    def _order(self, node: Mapping[str, Any]) -> Order:
        """The order with all its lines and what its refunds were of."""
        lines = [
            *nodes.nodes(node, "lineItems"),
            *self._more(documents.MORE_LINES, node["id"], "order", "lineItems", node.get("lineItems") or {}),
        ]
        refunds = [self._refund(each) for each in node.get("refunds") or [] if nodes.is_refund_of_money(each)]
        return nodes.order_of({**node, "refunds": refunds}, lines)

    def _refund(self, node: Mapping[str, Any]) -> dict[str, Any]:
        found = self.ask(documents.REFUND, {"id": node["id"], "after": None})["refund"] or {}
        items = found.get("refundLineItems") or {}
        more = self._more(documents.REFUND, node["id"], "refund", "refundLineItems", items)
        return {**node, **found, "refundLineItems": {"nodes": [*items.get("nodes", ()), *more]}}

    def _more(
        self, document: str, thing: str, field: str, connection: str, first: Mapping[str, Any]
    ) -> Iterator[Mapping[str, Any]]:
        """What follows the first page of a connection of one thing."""
        more = first.get("pageInfo") or {}
        while more.get("hasNextPage"):
            found = self.ask(document, {"id": thing, "after": more["endCursor"]})[field][connection]
            yield from found["nodes"]
            more = found["pageInfo"]


class TooDearError(RefusedByShopError):
    """One question asks for more than one question may cost."""


_WALKS = {
    "products": (documents.VARIANTS, "productVariants"), "discounts": (documents.DISCOUNTS, "codeDiscountNodes"),
    "customers": (documents.CUSTOMERS, "customers"), "orders": (documents.ORDERS, "orders"),
}  # fmt: skip
_ONE = {
    "orders": (documents.ORDER, "order", "Order"), "inventory": (documents.INVENTORY, "inventoryItem", "InventoryItem"),
    "discounts": (documents.DISCOUNT, "codeDiscountNode", "DiscountCodeNode"),
}  # fmt: skip


def _is_throttled(errors: Any) -> bool:
    return any((each.get("extensions") or {}).get("code") == "THROTTLED" for each in errors if isinstance(each, dict))


def _error_of(errors: Any) -> ShopError:
    found = errors if isinstance(errors, list) else [{"message": errors}]
    said = "; ".join(str(each.get("message")) for each in found if isinstance(each, dict))
    codes = {(each.get("extensions") or {}).get("code") for each in found if isinstance(each, dict)}
    if codes & {"ACCESS_DENIED", "SHOP_INACTIVE"}:
        return AccessLostError(_("The shop does not allow this: {why}").format(why=said))
    if "MAX_COST_EXCEEDED" in codes:
        return TooDearError(_("The shop said no: {why}").format(why=said))
    if "INTERNAL_SERVER_ERROR" in codes:
        return ShopError(_("The shop does not answer as it should: {why}").format(why=said))
    return RefusedByShopError(_("The shop said no: {why}").format(why=said))
