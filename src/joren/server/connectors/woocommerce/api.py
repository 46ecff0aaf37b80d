"""Speaks with one WooCommerce shop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx

from joren.language import gettext as _
from joren.server.connectors import calls
from joren.server.connectors.asking import Asking, read_json
from joren.server.connectors.calls import Call
from joren.server.connectors.errors import ShopError
from joren.server.connectors.shop import Opened, Page
from joren.server.connectors.values import moment, text, whole
from joren.server.connectors.woocommerce import resources
from joren.server.connectors.woocommerce.hooks import NAME, payment_failed
from joren.server.connectors.woocommerce.writing import WooCommerceWriting

_SIZE = 50
#: Pages overlap by this much, so that one can see whether something before them was deleted meanwhile.
_OVERLAP = 5
TOPICS = tuple(
    f"{resource}.{event}"
    for resource in ("order", "customer", "product", "coupon")
    for event in ("created", "updated", "deleted")
)
_ONLY = {"orders": {"status": "any"}, "customers": {"role": "all"}, "products": {"status": "any"}, "coupons": {}}


class WooCommerceApi:
    """One shop's REST API."""

    def __init__(self, connection: Opened, asking: Asking) -> None:
        self._connection = connection
        self._asking = asking
        self._base = f"{connection.address}/wp-json/wc/v3"
        self._auth = (connection.secrets["consumer_key"], connection.secrets["consumer_secret"])

    def about(self) -> dict[str, Any]:
        """What the shop says of itself."""
        site = read_json(self._asking.ask("GET", f"{self._connection.address}/wp-json/"))
        currency = self.get("settings/general/woocommerce_currency")
        return {
            "name": text(site.get("name")) or "", "time_zone": text(site.get("timezone_string")) or "UTC",
            "currency": text(currency.get("value")) or "",
        }  # fmt: skip

    def page(self, kind: str, cursor: Mapping[str, Any] | None, since: str) -> Page:
        """One page by ascending id. One that begins behind the last id is asked for again from further ahead."""
        offset, last = int((cursor or {}).get("offset", 0)), int((cursor or {}).get("last", 0))
        while True:
            answer, found = self._list(kind, offset, since)
            if offset == 0 or (found and int(found[0]["id"]) <= last):
                break
            offset = max(0, offset - _SIZE)  # things before it were deleted: what followed has moved up
        fresh = [each for each in found if int(each["id"]) > last]
        changed = [each for each in fresh if not since or (_changed(each) or "9") >= since]
        told = [call for each in changed for call in self._told(kind, each, since)]
        following = {
            "offset": offset + len(found) - _OVERLAP,
            "last": max([last, *(int(each["id"]) for each in found)]),
        }
        return Page(
            calls=told, things=len(fresh), next=following if len(found) == _SIZE else None,
            total=whole(answer.headers.get("X-WP-Total")),
        )  # fmt: skip

    def fetch(self, kind: str, thing: str) -> Sequence[Call]:
        """What one thing tells; nothing when it is gone."""
        answer = self.ask("GET", f"{kind}/{thing}", accept=frozenset({404, 410}))
        if answer.status_code in {404, 410}:
            return ()
        found = read_json(answer)
        if kind == "orders":
            if not resources.is_order(found):
                return ()
            order = resources.order_of(found, self._refunds(found))
            return list(calls.changed_order(NAME, order, self._asking.now()))
        if kind == "coupons" and found.get("status") == "trash":
            at = moment(found.get("date_modified_gmt")) or ""
            code = text(found.get("code")) or ""
            return [calls.track(f"{NAME}-coupon-{code}-deleted-{at}", "coupon_deleted", at, None, {"coupon": code})]
        return list(self._told(kind, found, ""))

    def subscribe(self, address: str) -> list[str]:
        """Make the webhooks that are missing; switch on those that WooCommerce has switched off after failures."""
        known = {each["topic"]: each for each in self._webhooks() if each.get("delivery_url") == address}
        for topic in TOPICS:
            if topic not in known:
                secret = self._connection.secrets["webhook_secret"]
                given = {"name": f"Joren {topic}", "topic": topic, "delivery_url": address, "secret": secret}
                self.ask("POST", "webhooks", json=given, repeatable=False)
            elif known[topic].get("status") != "active":
                self.ask("PUT", f"webhooks/{known[topic]['id']}", json={"status": "active"})
        return list(TOPICS)

    def unsubscribe(self, address: str) -> int:
        """Delete the webhooks that are sent to the address."""
        ours = [each["id"] for each in self._webhooks() if each.get("delivery_url") == address]
        for each in ours:
            self.ask("DELETE", f"webhooks/{each}", params={"force": "true"}, accept=frozenset({404}))
        return len(ours)

    def writing(self) -> WooCommerceWriting:
        """What writes to the shop."""
        return WooCommerceWriting(self)

    def close(self) -> None:
        """Close the connections."""
        self._asking.close()

    def get(self, path: str, **params: Any) -> Any:
        """What the shop answers."""
        return read_json(self.ask("GET", path, params=params or None))

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Ask for a path below the API. Raises `ShopError`."""
        return self._asking.ask(method, f"{self._base}/{path}", auth=self._auth, **given)

    def _list(self, kind: str, offset: int, since: str) -> tuple[httpx.Response, list[dict[str, Any]]]:
        params = {
            "per_page": _SIZE, "offset": offset, "orderby": "id", "order": "asc", **_ONLY[kind],
            **({"modified_after": since, "dates_are_gmt": "true"} if since and kind != "customers" else {}),
        }  # fmt: skip
        answer = self.ask("GET", kind, params=params)
        found = read_json(answer)
        if not isinstance(found, list):
            raise ShopError(_("The shop does not answer as it should: {why}").format(why=f"{kind}: no list"))
        return answer, found

    def _webhooks(self) -> Iterator[dict[str, Any]]:
        page = 1
        while found := self.get("webhooks", per_page=100, page=page):
            yield from found
            if len(found) < 100:
                return
            page += 1

    def _told(self, kind: str, resource: Mapping[str, Any], since: str) -> Iterator[Call]:
        currency = text(self._connection.settings.get("currency"))
        if kind == "customers":
            yield from calls.customer(NAME, resources.customer_of(resource))
        elif kind == "coupons":
            yield from calls.coupon(NAME, resources.coupon_of(resource, currency))
        elif kind == "products":
            yield from self._products(resource, currency)
        elif resources.is_order(resource):
            yield from calls.whole_order(NAME, resources.order_of(resource, self._refunds(resource)), since)
            yield from payment_failed(resource)

    def _products(self, resource: Mapping[str, Any], currency: str | None) -> Iterator[Call]:
        if resource.get("type") == "variation":
            parent = self.get(f"products/{resource['parent_id']}")
            yield from calls.product(NAME, resources.product_of(resource, currency, parent))
        elif not resources.needs_variations(resource):
            yield from calls.product(NAME, resources.product_of(resource, currency))
        else:
            for each in self._all(f"products/{resource['id']}/variations"):
                yield from calls.product(NAME, resources.product_of(each, currency, resource))

    def _refunds(self, order: Mapping[str, Any]) -> list[dict[str, Any]]:
        return list(self._all(f"orders/{order['id']}/refunds")) if resources.has_refunds(order) else []

    def _all(self, path: str) -> Iterator[dict[str, Any]]:
        page = 1
        while found := self.get(path, per_page=100, page=page, orderby="id", order="asc"):
            yield from found
            if len(found) < 100:
                return
            page += 1


def _changed(resource: Mapping[str, Any]) -> str | None:
    return moment(resource.get("date_modified_gmt"))
