"""Shopify's GraphQL Admin API as its published schema has it, over things that a test puts in.

Questions are checked against `tests/data/connectors/shopify/schema.graphql` by graphql-core, as Shopify checks them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from graphql import build_schema, graphql_sync

from tests.server.connectors.wire.local import Answer, Asked, LocalShop

SCHEMA = build_schema((Path(__file__).parents[3] / "data/connectors/shopify/schema.graphql").read_text("utf-8"))
TOKEN = "shpat_good"  # noqa: S105
Json = dict[str, Any]


class LocalShopify(LocalShop):
    def __init__(self) -> None:
        super().__init__()
        self.tokens = {TOKEN}
        self.clients: dict[str, str] = {}
        self.things: dict[str, list[Json]] = {name: [] for name in ("orders", "customers", "variants", "discounts")}
        self.refunds: dict[str, Json] = {}
        self.webhooks: list[Json] = []
        self.changes: list[tuple[str, Json]] = []
        self.metafields: dict[str, str] = {}
        #: Called with what is asked after each page: lets a test change things while they are walked.
        self.after_page: Callable[[str], None] = lambda _field: None
        self.dearest = 1_000_000

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/admin/oauth/access_token":
            return self._grant(dict(pair.split("=") for pair in asked.body.decode().split("&")))
        assert asked.path == "/admin/api/2026-10/graphql.json", asked.path
        if asked.headers.get("x-shopify-access-token") not in self.tokens:
            return Answer(401, {"errors": "[API] Invalid API key or access token"})
        given = asked.json()
        first = (given.get("variables") or {}).get("first") or 0
        if first > self.dearest:
            return Answer(200, {"errors": [{"message": "too dear", "extensions": {"code": "MAX_COST_EXCEEDED"}}]})
        done = graphql_sync(SCHEMA, given["query"], root_value=self._root(), variable_values=given.get("variables"))
        assert not done.errors, done.errors
        status = {"maximumAvailable": 2000.0, "currentlyAvailable": 1900.0, "restoreRate": 100.0}
        cost = {"requestedQueryCost": 100, "actualQueryCost": 40, "throttleStatus": status}
        return Answer(200, {"data": done.data, "extensions": {"cost": cost}})

    def _grant(self, given: Json) -> Answer:
        if self.clients.get(given["client_id"]) != given["client_secret"]:
            return Answer(400, {"error": "invalid_client"})
        token = f"day-{len(self.asked)}"
        self.tokens.add(token)
        return Answer(200, {"access_token": token, "scope": "read_orders", "expires_in": 86399})

    def _root(self) -> Json:
        def find(kind: str) -> Callable[..., Json | None]:
            return lambda _info, id: next((each for each in self.things[kind] if each["id"] == id), None)  # noqa: A006

        return {
            "shop": {"id": "gid://shopify/Shop/1", "name": "Tea", "myshopifyDomain": "tea.myshopify.com",
                     "currencyCode": "EUR", "ianaTimezone": "Europe/Berlin"},
            "orders": self._walk("orders"), "customers": self._walk("customers"),
            "productVariants": self._walk("variants"), "codeDiscountNodes": self._walk("discounts"),
            "order": find("orders"), "codeDiscountNode": find("discounts"),
            "refund": lambda _info, id: self.refunds.get(id),  # noqa: A006
            "inventoryItem": lambda _info, id: next(  # noqa: A006
                ({"variant": each} for each in self.things["variants"] if each["inventoryItem"]["id"] == id), None
            ),
            "codeDiscountNodeByCode": lambda _info, code: next(
                (each for each in self.things["discounts"]
                 if code in [one["code"] for one in each["codeDiscount"]["codes"]["nodes"]]), None,
            ),
            "webhookSubscriptions": lambda _info, **_page: page_of(self.webhooks, 0, 100),
            **{name: self._change(name) for name in SCHEMA.mutation_type.fields},  # type: ignore[union-attr]
        }  # fmt: skip

    def _walk(self, kind: str) -> Callable[..., Json]:
        def walk(_info: Any, first: int, after: str | None = None, query: str | None = None, **_sort: Any) -> Json:
            since = query.removeprefix("updated_at:>='").removesuffix("'") if query else ""
            found = [each for each in self.things[kind] if each.get("updatedAt", "9") >= since]
            if kind in {"orders", "customers"}:
                found.sort(key=lambda each: (each["updatedAt"], each["id"]))
                start = sum(1 for each in found if after and f"{each['updatedAt']} {each['id']}" <= after)
            else:
                start = int(after or 0)
            made = page_of(found, start, first)
            if kind in {"orders", "customers"} and made["nodes"]:
                last = made["nodes"][-1]
                made["pageInfo"]["endCursor"] = f"{last['updatedAt']} {last['id']}"
            self.after_page(kind)
            return made

        return walk

    def _change(self, name: str) -> Callable[..., Json]:
        def change(_info: Any, **given: Any) -> Json:
            self.changes.append((name, given))
            return {"userErrors": [], **getattr(self, f"_do_{name}", lambda **_: {})(**given)}

        return change

    def _do_webhookSubscriptionCreate(self, topic: str, webhookSubscription: Json) -> Json:  # noqa: N802
        made = {"id": f"gid://shopify/WebhookSubscription/{len(self.webhooks) + 1}", "topic": topic,
                "uri": webhookSubscription["uri"]}  # fmt: skip
        self.webhooks.append(made)
        return {"webhookSubscription": made}

    def _do_webhookSubscriptionDelete(self, id: str) -> Json:  # noqa: A002, N802
        self.webhooks = [each for each in self.webhooks if each["id"] != id]
        return {"deletedWebhookSubscriptionId": id}

    def _made_discount(self, given: Json, kind: str) -> Json:
        node = {
            "id": f"gid://shopify/DiscountCodeNode/{900 + len(self.things['discounts'])}",
            "codeDiscount": {
                "__typename": kind, "title": given["title"],
                "startsAt": given.get("startsAt") or "2026-11-01T00:00:00Z",
                "endsAt": given.get("endsAt"), "usageLimit": given.get("usageLimit"), "asyncUsageCount": 0,
                "updatedAt": "2026-11-01T00:00:00Z", "codes": nodes([{"code": given["code"], "asyncUsageCount": 0}]),
                "minimumRequirement": None,
            },
        }  # fmt: skip
        self.things["discounts"].append(node)
        return {"codeDiscountNode": node}

    def _do_discountCodeBasicCreate(self, basicCodeDiscount: Json) -> Json:  # noqa: N802
        return self._made_discount(basicCodeDiscount, "DiscountCodeBasic")

    def _do_discountCodeFreeShippingCreate(self, freeShippingCodeDiscount: Json) -> Json:  # noqa: N802
        return self._made_discount(freeShippingCodeDiscount, "DiscountCodeFreeShipping")

    def _do_orderEditBegin(self, id: str) -> Json:  # noqa: A002, N802
        order = next(each for each in self.things["orders"] if each["id"] == id)
        lines = [{"id": line["id"].replace("LineItem", "CalculatedLineItem"), "quantity": line["quantity"],
                  "variant": {"id": line["variant"]["id"]}} for line in order["lineItems"]["nodes"]]  # fmt: skip
        return {"calculatedOrder": {"id": "gid://shopify/CalculatedOrder/1", "lineItems": nodes(lines)}}

    def _do_metafieldsSet(self, metafields: list[Json]) -> Json:  # noqa: N802
        for each in metafields:
            order = next(one for one in self.things["orders"] if one["id"] == each["ownerId"])
            order["metafield"] = {"id": "gid://shopify/Metafield/1", "value": each["value"]}
        return {}


def page_of(found: list[Json], start: int, first: int) -> Json:
    some = found[start : start + first]
    more = start + first < len(found)
    return {"nodes": some, "pageInfo": {"hasNextPage": more, "hasPreviousPage": start > 0,
                                        "endCursor": str(start + first) if some else None}}  # fmt: skip


def nodes(found: list[Json]) -> Json:
    return {"nodes": found, "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "endCursor": None}}


def money(amount: str, shown: str | None = None, currency: str = "EUR", other: str = "EUR") -> Json:
    return {"shopMoney": {"amount": amount, "currencyCode": currency},
            "presentmentMoney": {"amount": shown or amount, "currencyCode": other}}  # fmt: skip


def line(number: int, *, price: str = "20.00", quantity: int = 1, tax: str = "0", discount: str = "0") -> Json:
    return {
        "id": f"gid://shopify/LineItem/{number}", "title": f"Tea {number}", "sku": f"T-{number}",
        "vendor": "Sencha & Co", "quantity": quantity,
        "product": {"id": f"gid://shopify/Product/{number}", "productType": "Tea"},
        "variant": {"id": f"gid://shopify/ProductVariant/{number}0"}, "originalUnitPriceSet": money(price),
        "discountAllocations": [{"allocatedAmountSet": money(discount)}] if discount != "0" else [],
        "taxLines": [{"title": "VAT", "priceSet": money(tax)}] if tax != "0" else [],
    }  # fmt: skip


def order(number: int, **changes: Any) -> Json:
    """A paid order of one line: 20 with 19 % tax in it, and 4.90 shipping, less 2 by a code."""
    lines = changes.pop("lines", None) or [line(1, discount="2.00", tax="2.87")]
    return {
        "id": f"gid://shopify/Order/{number}", "name": f"#{number}", "email": "mei@example.com", "phone": None,
        "createdAt": "2026-11-02T09:00:00Z", "processedAt": "2026-11-02T09:00:00Z", "updatedAt": "2026-11-02T09:05:00Z",
        "cancelledAt": None, "cancelReason": None, "test": False, "taxesIncluded": True, "tags": [],
        "displayFinancialStatus": "PAID", "displayFulfillmentStatus": "UNFULFILLED", "customerLocale": "de-DE",
        "currencyCode": "EUR", "presentmentCurrencyCode": "EUR", "discountCodes": ["TEA2"],
        "totalPriceSet": money("22.90"), "subtotalPriceSet": money("18.00"), "totalTaxSet": money("3.65"),
        "totalDiscountsSet": money("2.00"), "totalShippingPriceSet": money("4.90"),
        "currentTotalPriceSet": money("22.90"), "currentSubtotalPriceSet": money("18.00"),
        "currentTotalTaxSet": money("3.65"), "currentTotalDiscountsSet": money("2.00"),
        "billingAddress": {"firstName": "Mei", "lastName": "Tan", "address1": "Lange Str. 1", "address2": None,
                           "city": "Berlin", "province": None, "zip": "10115", "countryCodeV2": "DE", "phone": None},
        "customer": {"id": "gid://shopify/Customer/7", "firstName": "Mei", "lastName": "Tan",
                     "defaultEmailAddress": {"emailAddress": "mei@example.com"}, "defaultPhoneNumber": None},
        "shippingLines": nodes([{"title": "Post", "taxLines": [{"title": "VAT", "priceSet": money("0.78")}]}]),
        "lineItems": nodes(lines), "refunds": [], "metafield": None,
        **changes,
    }  # fmt: skip


def customer(number: int, **changes: Any) -> Json:
    return {
        "id": f"gid://shopify/Customer/{number}", "firstName": "Mei", "lastName": f"Tan {number}", "locale": "zh-CN",
        "createdAt": "2026-01-05T08:00:00Z", "updatedAt": f"2026-11-01T00:00:{number % 60:02}Z", "tags": ["vip"],
        "defaultEmailAddress": {
            "emailAddress": f"mei{number}@example.com", "marketingState": "SUBSCRIBED",
            "marketingOptInLevel": "CONFIRMED_OPT_IN", "marketingUpdatedAt": "2026-02-01T10:00:00Z",
        },
        "defaultPhoneNumber": {
            "phoneNumber": "+8613800000000", "marketingState": "UNSUBSCRIBED", "marketingOptInLevel": "SINGLE_OPT_IN",
            "marketingUpdatedAt": "2026-03-01T10:00:00Z",
        },
        "defaultAddress": None,
        **changes,
    }  # fmt: skip


def variant(number: int, **changes: Any) -> Json:
    return {
        "id": f"gid://shopify/ProductVariant/{number}0", "title": "100 g", "sku": f"T-{number}", "price": "20.00",
        "inventoryQuantity": 5, "updatedAt": "2026-11-01T00:00:00Z",
        "inventoryItem": {"id": f"gid://shopify/InventoryItem/{number}00", "tracked": True}, "image": None,
        "product": {
            "id": f"gid://shopify/Product/{number}", "title": "Sencha", "vendor": "Sencha & Co", "productType": "Tea",
            "status": "ACTIVE", "onlineStoreUrl": "https://tea.example.com/products/sencha",
            "updatedAt": "2026-11-03T00:00:00Z",
            "featuredMedia": {"preview": {"image": {"url": "https://cdn.example.com/sencha.jpg"}}},
        },
        **changes,
    }  # fmt: skip


def discount(number: int, code: str, **changes: Any) -> Json:
    return {
        "id": f"gid://shopify/DiscountCodeNode/{number}",
        "codeDiscount": {
            "__typename": "DiscountCodeBasic", "title": code, "startsAt": "2026-01-01T00:00:00Z", "endsAt": None,
            "usageLimit": 100, "updatedAt": "2026-10-01T00:00:00Z", "asyncUsageCount": 3,
            "codes": nodes([{"code": code, "asyncUsageCount": 3}]),
            "customerGets": {"value": {"__typename": "DiscountPercentage", "percentage": 0.1}},
            "minimumRequirement": {
                "__typename": "DiscountMinimumSubtotal",
                "greaterThanOrEqualToSubtotal": {"amount": "50.0", "currencyCode": "EUR"},
            },
            **changes,
        },
    }  # fmt: skip


def throttled(needed: float = 100, left: float = 0, rate: float = 100) -> Answer:
    """https://shopify.dev/docs/api/usage/limits: status 200, the error THROTTLED, and what is left of the budget."""
    status = {"maximumAvailable": 2000.0, "currentlyAvailable": left, "restoreRate": rate}
    cost = {"requestedQueryCost": needed, "actualQueryCost": None, "throttleStatus": status}
    return Answer(200, {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
                        "extensions": {"cost": cost}})  # fmt: skip
