"""BigCommerce's REST API (V2, V3) as its published schema has it, over things that a test puts in.

https://github.com/bigcommerce/docs, `reference/`: V2 lists answer 204 when empty and take min_id, limit, page; V3 lists
come as data and meta.pagination and take limit, page, id:min, id:in; X-Auth-Token; X-Rate-Limit-*.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from joren.server.connectors.values import moment
from tests.server.connectors.wire.local import Answer, Asked, LocalShop

STORE, TOKEN = "abc123", "token-good"
Json = dict[str, Any]
_NAMES = ("orders", "coupons", "customers", "subscribers", "products", "brands", "categories", "hooks", "carts")


class LocalBigCommerce(LocalShop):
    def __init__(self) -> None:
        super().__init__()
        self.tokens = {TOKEN}
        self.things: dict[str, list[Json]] = {name: [] for name in _NAMES}
        self.below: dict[str, list[Json]] = {}
        self.left = "149"
        self.after_page: Callable[[str], None] = lambda _path: None

    def answer(self, asked: Asked) -> Answer:
        if asked.headers.get("x-auth-token") not in self.tokens:
            return Answer(401, {"status": 401, "title": "X-Auth-Token header is required"})
        given = self.route(asked, asked.path.removeprefix(f"/stores/{STORE}/"))
        given.headers |= {"X-Rate-Limit-Requests-Left": self.left, "X-Rate-Limit-Time-Reset-Ms": "2500"}
        return given

    def route(self, asked: Asked, path: str) -> Answer:
        if path == "v2/store":
            return Answer(200, {"name": "Tea", "currency": "AUD", "secure_url": "https://tea.example.com",
                                "timezone": {"name": "Australia/Sydney"}})  # fmt: skip
        if path in self.below or path.endswith("/metafields") or (path.count("/") > 2 and "metafields/" in path):
            return self.of_below(asked, path)
        parts = path.split("/")
        name = parts[-1] if parts[-1] in _NAMES else parts[-2]
        if parts[-1] not in _NAMES:
            return self.one(asked, name, parts[-1], v3=parts[0] == "v3")
        if asked.method == "POST":
            made = {"id": 9000 + len(self.things[name]), **asked.json()}
            self.things[name].append(made)
            return Answer(200, {"data": made} if parts[0] == "v3" else made)
        return self.v2(asked, name) if parts[0] == "v2" else self.v3(asked, name)

    def of_below(self, asked: Asked, path: str) -> Answer:
        if asked.method == "POST":
            made = {"id": 70 + len(self.below.get(path, [])), **asked.json()}
            self.below.setdefault(path, []).append(made)
            return Answer(200, {"data": made})
        if asked.method == "PUT":
            folder, _, number = path.rpartition("/")
            found = next(each for each in self.below[folder] if str(each["id"]) == number)
            found.update(asked.json())
            return Answer(200, {"data": found})
        found = self.below.get(path, [])
        if path.startswith("v3/"):
            return Answer(200, {"data": found, "meta": {}})
        page, limit = int(asked.query.get("page", 1)), int(asked.query.get("limit", 50))
        some = found[(page - 1) * limit : page * limit]
        return Answer(200, some) if some else Answer(204)

    def v2(self, asked: Asked, name: str) -> Answer:
        limit, page = int(asked.query.get("limit", 50)), int(asked.query.get("page", 1))
        found = sorted(self.things[name], key=lambda each: int(each["id"]))
        found = [each for each in found if int(each["id"]) >= int(asked.query.get("min_id", 0))]
        if since := asked.query.get("min_date_modified"):
            found = [each for each in found if (moment(each["date_modified"]) or "") >= since]
        if code := asked.query.get("code"):
            found = [each for each in found if each["code"] == code]
        some = found[(page - 1) * limit : page * limit]
        self.after_page(name)
        return Answer(200, some) if some else Answer(204)

    def v3(self, asked: Asked, name: str) -> Answer:
        limit, page = int(asked.query.get("limit", 50)), int(asked.query.get("page", 1))
        found = list(self.things[name])
        if "id:min" in asked.query:
            found = [each for each in found if int(each["id"]) >= int(asked.query["id:min"])]
        if "id:in" in asked.query:
            found = [each for each in found if str(each["id"]) == asked.query["id:in"]]
        if since := asked.query.get("date_modified:min"):
            found = [each for each in found if (moment(each["date_modified"]) or "") >= since]
        some = found[(page - 1) * limit : page * limit]
        pages = {"total": len(found), "count": len(some), "per_page": limit, "current_page": page,
                 "total_pages": -(-len(found) // limit)}  # fmt: skip
        self.after_page(name)
        return Answer(200, {"data": some, "meta": {"pagination": pages}})

    def one(self, asked: Asked, name: str, number: str, *, v3: bool) -> Answer:
        found = next((each for each in self.things[name] if str(each["id"]) == number), None)
        if found is None:
            return Answer(404, {"status": 404, "title": "Not found"})
        if asked.method == "DELETE":
            self.things[name].remove(found)
            return Answer(204)
        if asked.method == "PUT":
            found.update(asked.json())
        return Answer(200, {"data": found, "meta": {}} if v3 else found)
