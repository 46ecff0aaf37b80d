"""Speaks with one BigCommerce store: within its quota, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx

from joren.language import gettext as _
from joren.server.connectors import calls
from joren.server.connectors.asking import Asking, read_json
from joren.server.connectors.bigcommerce import resources
from joren.server.connectors.bigcommerce.hooks import HEADER, NAME, SCOPES
from joren.server.connectors.bigcommerce.writing import BigCommerceWriting
from joren.server.connectors.calls import Call
from joren.server.connectors.errors import ShopError
from joren.server.connectors.records import Order
from joren.server.connectors.shop import Opened, Page
from joren.server.connectors.values import amount, text, whole

API = "https://api.bigcommerce.com"
_SIZES = {"products": 50, "coupons": 100, "customers": 100, "subscribers": 100, "orders": 25}
_V3 = {"customers": "v3/customers", "subscribers": "v3/customers/subscribers"}
_GONE = frozenset({404})


class BigCommerceApi:
    """One store's REST API."""

    def __init__(self, connection: Opened, asking: Asking, *, base: str | None = None) -> None:
        """`base` is where the API is asked, if not at BigCommerce's address."""
        self._connection = connection
        self._asking = asking
        self._base = f"{base or API}/stores/{connection.address}"
        self._names: dict[str, dict[int, str]] = {}

    def about(self) -> dict[str, Any]:
        """What the store says of itself."""
        store = self.get("v2/store")
        zone = store.get("timezone")
        return {
            "name": text(store.get("name")) or "", "currency": text(store.get("currency")) or "",
            "time_zone": (text(zone.get("name")) if isinstance(zone, Mapping) else None) or "UTC",
            "site": text(store.get("secure_url")) or "",
        }  # fmt: skip

    def page(self, kind: str, cursor: Mapping[str, Any] | None, since: str) -> Page:
        """One page: of orders and products by ascending id, of the others by number."""
        if kind in {"orders", "products"}:
            return self._page_by_id(kind, int((cursor or {}).get("last", 0)), since)
        return self._page_by_number(kind, int((cursor or {}).get("page", 1)), (cursor or {}).get("total"), since)

    def fetch(self, kind: str, thing: str) -> Sequence[Call]:
        """What one thing tells; nothing when it is gone."""
        path = {
            "orders": f"v2/orders/{thing}", "placed": f"v2/orders/{thing}", "carts": f"v3/carts/{thing}",
            "customers": "v3/customers", "products": f"v3/catalog/products/{thing}",
            "subscribers": f"v3/customers/subscribers/{thing}",
        }[kind]  # fmt: skip
        params = {"customers": {"id:in": thing, "include": "addresses"},
                  "products": {"include": "variants,primary_image"}}.get(kind)  # fmt: skip
        answer = self.ask("GET", path, params=params, accept=_GONE)
        if answer.status_code in _GONE or answer.status_code == 204:
            return ()
        found = read_json(answer)
        found = found if kind in {"orders", "placed"} else found.get("data")
        if kind == "customers":
            found = found[0] if found else None
        if not found:
            return ()
        if kind in {"orders", "placed"}:
            return list(self._order_told(found, placed=kind == "placed"))
        return list(self._told(kind, found, ""))

    def subscribe(self, address: str) -> list[str]:
        """Make the webhooks that are missing; switch on those that BigCommerce has switched off after failures."""
        known = {each["scope"]: each for each in self._all("v3/hooks") if each.get("destination") == address}
        headers = {HEADER: self._connection.secrets["webhook_secret"]}
        for scope in SCOPES:
            given = {"scope": scope, "destination": address, "is_active": True, "headers": headers}
            if scope not in known:
                self.ask("POST", "v3/hooks", json=given, repeatable=False)
            elif not known[scope].get("is_active"):
                self.ask("PUT", f"v3/hooks/{known[scope]['id']}", json=given)
        return list(SCOPES)

    def unsubscribe(self, address: str) -> int:
        """Delete the webhooks that are sent to the address."""
        ours = [each["id"] for each in self._all("v3/hooks") if each.get("destination") == address]
        for each in ours:
            self.ask("DELETE", f"v3/hooks/{each}", accept=_GONE)
        return len(ours)

    def writing(self) -> BigCommerceWriting:
        """What writes to the store."""
        return BigCommerceWriting(self)

    def close(self) -> None:
        """Close the connections."""
        self._asking.close()

    def get(self, path: str, **params: Any) -> Any:
        """What the store answers. V2 answers 204 in place of an empty list."""
        answer = self.ask("GET", path, params=params or None)
        return [] if answer.status_code == 204 else read_json(answer)

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Ask for a path of the store. Waits when the quota is used up; raises `ShopError`."""
        headers = {"X-Auth-Token": self._connection.secrets["access_token"], "Accept": "application/json"}
        answer = self._asking.ask(method, f"{self._base}/{path}", headers=headers, **given)
        left = whole(answer.headers.get("X-Rate-Limit-Requests-Left"))
        if left is not None and left <= 1:
            self._asking.pause((whole(answer.headers.get("X-Rate-Limit-Time-Reset-Ms")) or 0) / 1000)
        return answer

    def _page_by_id(self, kind: str, last: int, since: str) -> Page:
        size = _SIZES[kind]
        if kind == "orders":
            changed = {"min_date_modified": since} if since else {}
            found = self.get("v2/orders", min_id=last + 1, limit=size, sort="id:asc", is_deleted="false", **changed)
        else:
            changed = {"date_modified:min": since} if since else {}
            params = {"id:min": last + 1, "limit": size, "sort": "id", "include": "variants,primary_image", **changed}
            found = _data(self.get("v3/catalog/products", **params))
        told = [call for each in found for call in self._told(kind, each, since)]
        newest = max((int(each["id"]) for each in found), default=last)
        return Page(calls=told, things=len(found), next={"last": newest} if len(found) == size else None)

    def _page_by_number(self, kind: str, page: int, former: int | None, since: str) -> Page:
        size = _SIZES[kind]
        if kind == "coupons":
            found, total = self.get("v2/coupons", page=page, limit=size), None
        else:
            params: dict[str, Any] = {"page": page, "limit": size}
            if kind == "customers":
                params |= {"include": "addresses", "sort": "date_created:asc"}
                params |= {"date_modified:min": since} if since else {}
            answer = self.get(_V3[kind], **params)
            found, total = _data(answer), whole(((answer.get("meta") or {}).get("pagination") or {}).get("total"))
        told = [call for each in found for call in self._told(kind, each, since)]
        # Fewer than before: something was deleted, and what followed has moved up. Then this page is looked at again.
        moved_up = former is not None and total is not None and total < former
        following = {"page": max(1, page - 1) if moved_up else page + 1, "total": total}
        done = len(found) < size and not moved_up
        return Page(calls=told, things=len(found), next=None if done else following, total=total)

    def _told(self, kind: str, resource: Mapping[str, Any], since: str) -> Iterator[Call]:
        currency = text(self._connection.settings.get("currency"))
        if kind == "orders":
            yield from self._whole_order(resource, since)
        elif kind == "customers":
            yield from calls.customer(NAME, resources.customer_of(resource))
        elif kind == "subscribers":
            who = resources.subscriber_of(resource)
            yield from calls.customer(NAME, who) if who and (who.updated_at or "") >= since else ()
        elif kind == "carts":
            held = resources.cart_of(resource)
            yield from calls.cart(NAME, held) if held else ()
        elif kind == "coupons":
            code = resources.coupon_of(resource, currency)
            yield from calls.coupon(NAME, code) if code else ()
        else:
            site = text(self._connection.settings.get("site")) or ""
            brands, categories = self._named("v3/catalog/brands"), self._named("v3/catalog/categories")
            for each in resources.products_of(resource, currency, site, brands, categories):
                yield from calls.product(NAME, each)

    def _whole_order(self, resource: Mapping[str, Any], since: str) -> Iterator[Call]:
        if resources.is_order(resource):
            order = self._order(resource)
            yield from calls.whole_order(NAME, order, since)
            yield from self._consent(resource, order, since)

    def _order_told(self, resource: Mapping[str, Any], *, placed: bool) -> Iterator[Call]:
        if not resources.is_order(resource):
            return
        order = self._order(resource)
        if placed:
            yield from calls.placed(NAME, order)
            yield from self._consent(resource, order, "")
        yield from calls.changed_order(NAME, order, self._asking.now())

    def _consent(self, resource: Mapping[str, Any], order: Order, since: str) -> Iterator[Call]:
        given = resources.order_consent(resource, order)
        if given is not None and given.at >= since:
            yield calls.consent(NAME, order.customer, given)

    def _order(self, resource: Mapping[str, Any]) -> Order:
        number = resource["id"]
        items = list(self._all_v2(f"v2/orders/{number}/products"))
        used = amount(resource.get("coupon_discount")) > 0
        coupons = list(self._all_v2(f"v2/orders/{number}/coupons")) if used else []
        back = amount(resource.get("refunded_amount")) > 0
        refunds = _data(self.get(f"v3/orders/{number}/payment_actions/refunds")) if back else []
        return resources.order_of(resource, items, coupons, refunds)

    def _named(self, path: str) -> dict[int, str]:
        """Names by id, asked for once."""
        if path not in self._names:
            self._names[path] = {int(each["id"]): str(each.get("name")) for each in self._all(path)}
        return self._names[path]

    def _all_v2(self, path: str) -> Iterator[dict[str, Any]]:
        page = 1
        while found := self.get(path, page=page, limit=250):
            yield from found
            if len(found) < 250:
                return
            page += 1

    def _all(self, path: str) -> Iterator[dict[str, Any]]:
        page = 1
        while found := _data(self.get(path, page=page, limit=250)):
            yield from found
            if len(found) < 250:
                return
            page += 1


def _data(answer: Any) -> list[dict[str, Any]]:
    """The things of a V3 answer."""
    found = answer.get("data") if isinstance(answer, Mapping) else None
    if not isinstance(found, list):
        raise ShopError(_("The shop does not answer as it should: {why}").format(why="no data"))
    return found
