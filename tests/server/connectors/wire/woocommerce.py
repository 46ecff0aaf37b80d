"""WooCommerce's REST API v3 (wc/v3) as its documents have it, over things that a test puts in.

https://woocommerce.github.io/woocommerce-rest-api-docs/ : lists with per_page, offset, orderby, order, modified_after,
X-WP-Total and X-WP-TotalPages, Basic authentication, errors with code and message.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from tests.server.connectors.wire.local import Answer, Asked, LocalShop

KEYS = {"consumer_key": "ck_good", "consumer_secret": "cs_good"}
Json = dict[str, Any]


class LocalWooCommerce(LocalShop):
    def __init__(self) -> None:
        super().__init__()
        self.keys = {b"ck_good:cs_good"}
        self.things: dict[str, list[Json]] = {
            name: [] for name in ("orders", "customers", "products", "coupons", "webhooks")
        }
        self.below: dict[str, list[Json]] = {}
        self.after_page: Callable[[str], None] = lambda _kind: None

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/wp-json/":
            return Answer(200, {"name": "Tea & Co", "timezone_string": "Europe/London"})
        given = asked.headers.get("authorization", "").removeprefix("Basic ")
        if base64.b64decode(given) not in self.keys:
            return error(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
        path = asked.path.removeprefix("/wp-json/wc/v3/")
        if path == "settings/general/woocommerce_currency":
            return Answer(200, {"id": "woocommerce_currency", "value": "GBP"})
        kind, _, rest = path.partition("/")
        if "/" in rest:
            found = self.below.get(path, [])
            return self.listed(found, asked) if asked.method == "GET" else Answer(201, {"id": 1, **asked.json()})
        return self.one(kind, rest, asked) if rest else self.many(kind, asked)

    def many(self, kind: str, asked: Asked) -> Answer:
        if asked.method == "POST":
            given = asked.json()
            if kind == "coupons" and any(each["code"] == given["code"] for each in self.things[kind]):
                return error(400, "woocommerce_rest_coupon_code_already_exists", "The coupon code already exists")
            made = {"id": 9000 + len(self.things[kind]), "status": "active", **given}
            made.pop("secret", None)
            self.things[kind].append(made)
            return Answer(201, made)
        found = [dict(each) for each in self.things[kind] if each.get("status") != "trash"]
        if code := asked.query.get("code"):
            found = [each for each in found if each["code"] == code]
        if since := asked.query.get("modified_after"):
            found = [each for each in found if each["date_modified_gmt"] + "Z" > since]
        made = self.listed(found, asked)
        self.after_page(kind)
        return made

    def listed(self, found: list[Json], asked: Asked) -> Answer:
        size, page = int(asked.query.get("per_page", 10)), int(asked.query.get("page", 1))
        assert 1 <= size <= 100
        assert asked.query.get("orderby", "id") == "id"
        found = sorted(found, key=lambda each: int(each["id"]), reverse=asked.query.get("order") != "asc")
        start = int(asked.query.get("offset", (page - 1) * size))
        headers = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(-(-len(found) // size))}
        return Answer(200, found[start : start + size], headers)

    def one(self, kind: str, number: str, asked: Asked) -> Answer:
        found = next((each for each in self.things[kind] if str(each["id"]) == number), None)
        if found is None:
            return error(404, f"woocommerce_rest_{kind}_invalid_id", "Invalid ID.")
        if asked.method == "PUT":
            self.change(found, asked.json())
        if asked.method == "DELETE":
            self.things[kind].remove(found)
        return Answer(200, found)

    @staticmethod
    def change(thing: Json, given: Json) -> None:
        for field in given.pop("meta_data", []):
            thing["meta_data"] = [each for each in thing["meta_data"] if each["key"] != field["key"]] + [field]
        for line in given.pop("line_items", []):
            known = next((each for each in thing["line_items"] if each["id"] == line.get("id")), None)
            if known is None:
                thing["line_items"].append({"id": 1000 + len(thing["line_items"]), **line})
            elif line["quantity"] == 0:
                thing["line_items"].remove(known)
            else:
                known.update(line)
        thing.update(given)


def error(status: int, code: str, message: str) -> Answer:
    return Answer(status, {"code": code, "message": message, "data": {"status": status}})
