"""The library's tables counted a second way: plain Python, customer by customer, from the sales as written down."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from joren.orders.table import Orders
from joren.periods import Period, start_of
from tests.shop import shop

YEAR = 365


@dataclass(frozen=True)
class Sale:
    """One order."""

    who: str | None
    on: date
    value: int | None
    discount: int | None


@dataclass(frozen=True)
class Books:
    """All that a shop sold and gave back until `as_of`."""

    sales: tuple[Sale, ...]
    refunds: tuple[tuple[str | None, date, int], ...]
    as_of: date
    by_customer: dict[str, list[Sale]] = field(init=False)

    def __post_init__(self) -> None:
        grouped: dict[str, list[Sale]] = defaultdict(list)
        for sale in sorted(self.sales, key=lambda sale: sale.on):
            if sale.who is not None:
                grouped[sale.who].append(sale)
        object.__setattr__(self, "by_customer", dict(grouped))

    def open(self, **options: Any) -> Orders:
        """The shop with these books."""
        return shop(
            [(sale.who, sale.on.isoformat(), sale.value, sale.discount) for sale in self.sales],
            refunds=[(who, on.isoformat(), value) for who, on, value in self.refunds],
            as_of=self.as_of.isoformat(),
            **options,
        )


def chance_books(seed: int, *, customers: int = 150, days: int = 500) -> Books:
    """A shop with guests, refunds, orders of unknown value, repeated days, the turns of months and years."""
    chance = random.Random(seed)
    first = date(2023, 11, 27)  # 29 February 2024 and three turns of a quarter lie ahead
    sales, refunds = [], []
    for customer in range(customers):
        who = None if customer % 25 == 0 else f"客{customer:03d}"
        day = chance.randrange(days)
        while day < days:
            value = None if chance.random() < 0.03 else chance.randrange(1, 20_000)
            discount = None if chance.random() < 0.1 else chance.choice([0, 0, 500])
            sales.append(Sale(who, first + timedelta(days=day), value, discount))
            if chance.random() < 0.1:
                refunds.append((who, first + timedelta(days=min(day + chance.randrange(60), days - 1)), 700))
            day += chance.choice([0, 1, 2, 7, 14, 30, 31, 60, 90, 91, 200])
    refunds.append(("客001", first + timedelta(days=days), 1))  # after the day as of which is counted
    return Books(tuple(sales), tuple(refunds), first + timedelta(days=days - 1))


def paid(sales: Iterable[Sale]) -> int:
    """What was paid, as far as it is known."""
    return sum(sale.value or 0 for sale in sales)


def given_back(books: Books, who: str, since: date = date.min) -> int:
    """What the customer got back from day `since` on."""
    return sum(value for name, on, value in books.refunds if name == who and since <= on <= books.as_of)


def gaps_of(sales: list[Sale]) -> list[int]:
    """Days between the customer's order days."""
    days = sorted({sale.on for sale in sales})
    return [(later - earlier).days for earlier, later in pairwise(days)]


def customers(books: Books) -> list[dict[str, Any]]:
    """What `joren.orders.customers` tells, without the day numbers."""
    since = books.as_of - timedelta(days=YEAR - 1)
    rows = []
    for who, sales in sorted(books.by_customer.items()):
        first = [sale for sale in sales if sale.on == sales[0].on]
        known = [sale.discount for sale in sales if sale.discount is not None]
        refunded = given_back(books, who)
        rows.append(
            {
                "customer_id": who,
                "first_on": sales[0].on,
                "last_on": sales[-1].on,
                "orders": len(sales),
                "days": len({sale.on for sale in sales}),
                "valued_days": len({sale.on for sale in sales if sale.value is not None}),
                "value": paid(sales),
                "refunded": refunded,
                "net": paid(sales) - refunded,
                "recent_net": paid(sale for sale in sales if sale.on >= since) - given_back(books, who, since),
                "first_value": paid(first) if any(sale.value is not None for sale in first) else None,
                "first_orders": len(first),
                "discount": sum(known) if known else None,
                "discounted": sum(discount > 0 for discount in known),
                "discount_known": len(known),
                "median_gap_days": float(median(gaps_of(sales))) if gaps_of(sales) else None,
            }
        )
    return rows


def summary(books: Books, *, cut_on: date | None = None) -> list[dict[str, Any]]:
    """What `joren.clv.summarize` tells, in weeks, until `cut_on`; with what came after it when there is a cut."""
    end = cut_on or books.as_of
    rows = []
    for who, all_sales in sorted(books.by_customer.items()):
        sales = [sale for sale in all_sales if sale.on <= end]
        if not sales:
            continue
        days = sorted({sale.on for sale in sales})
        repeat = [sale for sale in sales if sale.on > days[0]]
        repeat_days = len({sale.on for sale in repeat if sale.value is not None})
        refunded = sum(value for name, on, value in books.refunds if name == who and on <= end)
        share = max(1 - refunded / paid(sales), 0.0) if paid(sales) else 0.0
        rows.append(
            {
                "customer_id": who,
                "frequency": len(days) - 1,
                "recency": (days[-1] - days[0]).days / 7,
                "T": (end - days[0]).days / 7,
                "monetary_value": paid(repeat) / repeat_days * share / 100 if repeat_days else 0.0,
            }
        )
        if cut_on:
            rows[-1]["frequency_after"] = len({sale.on for sale in all_sales if sale.on > end})
    return rows


def cohort_cells(books: Books, period: Period) -> dict[tuple[date, date], tuple[int, int, int]]:
    """(start of the cohort, start of the period) -> customers, orders, net revenue."""
    who_came: dict[tuple[date, date], set[str]] = defaultdict(set)
    ordered: dict[tuple[date, date], int] = defaultdict(int)
    net: dict[tuple[date, date], int] = defaultdict(int)
    for who, sales in books.by_customer.items():
        born = start_of(sales[0].on, period)
        for sale in sales:
            cell = born, start_of(sale.on, period)
            who_came[cell].add(who)
            ordered[cell] += 1
            net[cell] += sale.value or 0
        for name, on, value in books.refunds:
            if name == who and on <= books.as_of:
                net[born, max(start_of(on, period), born)] -= value
    return {cell: (len(who_came[cell]), ordered[cell], net[cell]) for cell in who_came.keys() | net.keys()}


def movement(books: Books, month: date, window: int) -> dict[str, int]:
    """Who was new, returning or came back in the month, whose window ran out in it, and the net revenue of each."""
    totals: dict[str, int] = defaultdict(int)
    for who, sales in books.by_customer.items():
        days = sorted({sale.on for sale in sales})
        following = [*days[1:], None]
        for day, after in zip(days, following, strict=True):
            ends = day + timedelta(days=window)
            lapses = after is None or after > ends
            totals["lapsed"] += lapses and ends <= books.as_of and start_of(ends, Period.MONTH) == month
        came = [day for day in days if start_of(day, Period.MONTH) == month]
        back = any((later - earlier).days > window for earlier, later in pairwise(days) if later in came)
        kind = "new" if days[0] in came else "reactivated" if back else "returning"
        totals[kind] += bool(came)
        in_month = [sale for sale in sales if start_of(sale.on, Period.MONTH) == month]
        back_in_month = [
            value
            for name, on, value in books.refunds
            if name == who and on <= books.as_of and start_of(on, Period.MONTH) == month
        ]
        totals[f"revenue_{kind}"] += paid(in_month) - sum(back_in_month)
    return totals


def quantile(values: list[int], q: float) -> float:
    """The quantile with linear interpolation between the two nearest."""
    ordered = sorted(values)
    place = q * (len(ordered) - 1)
    low = ordered[int(place)]
    high = ordered[min(int(place) + 1, len(ordered) - 1)]
    return low + (high - low) * (place - int(place))


def segments(books: Books) -> dict[str, set[str]]:
    """The members of each named segment, by the default rules."""
    rows = customers(books)
    today = books.as_of
    half = quantile([row["first_value"] for row in rows if row["first_value"] is not None], 0.5)
    top = quantile([row["recent_net"] for row in rows if row["recent_net"] > 0], 0.9)
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        silent, gap = (today - row["last_on"]).days, row["median_gap_days"]
        lost = silent > YEAR if gap is None else silent > 4 * gap and silent > 90
        one = row["orders"] == 1 and row["first_value"] is not None
        holds = {
            "one_time_low_aov": one and row["first_value"] < half,
            "one_time_high_aov": one and row["first_value"] >= half,
            "repeat": row["orders"] > 1,
            "high_spenders": row["recent_net"] > 0 and row["recent_net"] >= top,
            "coupon_lovers": row["discount_known"] > 0 and row["discounted"] / row["discount_known"] >= 0.5,
            "new": (today - row["first_on"]).days < 30,
            "lapsing": gap is not None and silent > 1.5 * gap and not lost,
            "lost": lost,
        }
        for key, held in holds.items():
            found[key] |= {row["customer_id"]} if held else set()
    return found
