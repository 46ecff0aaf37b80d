"""A small shop's visits for tests: made by chance from a seed, with all that the figures are about."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

SCHEMA = pa.schema(
    {
        "occurred_at": pa.timestamp("us", tz="UTC"),
        "name": pa.string(),
        "customer_id": pa.string(),
        "anonymous_id": pa.string(),
        "page_url": pa.string(),
        "page_referrer": pa.string(),
        "campaign_source": pa.string(),
        "campaign_medium": pa.string(),
        "product_id": pa.string(),
        "order_id": pa.string(),
        "cart_id": pa.string(),
        "quantity": pa.float64(),
        "price": pa.int64(),
        "revenue": pa.int64(),
        "total": pa.int64(),
        "currency": pa.string(),
    }
)

HOST = "https://shop.example"
_PAGES = ("/", "/sale", "/blog/how-to-brew", "/お茶", "/about")
_ORIGINS: tuple[dict[str, str], ...] = (
    {},
    {},
    {"page_referrer": "https://www.google.co.jp/"},
    {"page_referrer": "https://t.co/abc"},
    {"page_referrer": "https://blog.example.org/teas?x=1"},
    {"campaign_source": "newsletter", "campaign_medium": "email"},
    {"campaign_source": "google", "campaign_medium": "cpc"},
    {"campaign_source": "poster", "campaign_medium": "qr"},
    {"page_referrer": HOST + "/sale"},
)


def rows_of(events: list[dict[str, Any]]) -> pa.Table:
    """Events written down in a test as a table; what is not said is null."""
    return pa.Table.from_pylist(events, SCHEMA)


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def chance_visits(seed: int, *, people: int = 120, days: int = 70, known: tuple[str, ...] = ()) -> pa.Table:
    """Events of so many people: visits with pauses around half an hour, carts with and without ids, double tellings."""
    dice = random.Random(seed)
    first = at("2026-01-05T00:00:00")
    found: list[dict[str, Any]] = []
    for person in range(people):
        device = {"anonymous_id": f"d{person:04d}"}
        if person < len(known):
            device["customer_id"] = known[person]
        elif person % 7 == 0:
            device["customer_id"] = f"c{person:04d}"
        for _visit in range(dice.choice([1, 1, 1, 2, 3, 6])):
            moment = first + timedelta(seconds=dice.randrange(days * 86_400))
            found += _visit_of(dice, device, moment, f"{person}-{_visit}")
    dice.shuffle(found)
    return rows_of(found)


def _visit_of(dice: random.Random, device: dict[str, str], moment: datetime, key: str) -> list[dict[str, Any]]:
    page = dice.choice(_PAGES)
    events: list[dict[str, Any]] = []

    def tell(name: str, **more: Any) -> None:
        events.append({"name": name, "occurred_at": moment, "currency": "GBP", **device, **more})

    tell("Page Viewed" if dice.random() < 0.5 else "page_viewed", page_url=HOST + page, **dice.choice(_ORIGINS))
    cart = {"cart_id": f"cart-{key}"} if dice.random() < 0.5 else {}
    for step in range(dice.choice([0, 0, 1, 2, 4, 7])):
        moment += timedelta(seconds=dice.choice([1, 4, 5, 11, 40, 600, 1800, 1801, 2400]))
        url = {"page_url": f"{HOST}/p/{dice.randrange(5)}"}
        order = {"order_id": f"o-{key}-{step}"}
        told: dict[str, dict[str, Any]] = {
            "page_viewed": {"page_url": HOST + dice.choice(_PAGES) + "?a=1"},
            "product_list_viewed": url,
            "product_viewed": url,
            "products_searched": url,
            "product_added": {"price": 1200, "quantity": float(dice.choice([1, 2])), **cart},
            "cart_updated": {"total": dice.choice([0, 3400]), **cart},
            "checkout_started": {"total": 2400, **cart},
            "payment_failed": {},
            "consent_changed": {},
            "order_completed": {"revenue": 2400, **order, **cart},
        }
        name = dice.choices(list(told), [15, 15, 25, 5, 15, 5, 8, 3, 2, 7])[0]
        tell(name, **told[name])
        if name == "product_viewed":
            tell("page_viewed", **url)  # the page and what it shows
        if name == "order_completed" and dice.random() < 0.5:  # the shop tells it too
            moment += timedelta(seconds=dice.choice([0, 3, 4000]))
            tell("order_completed", total=2600, **order)
    return events
