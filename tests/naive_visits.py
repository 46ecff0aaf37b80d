"""Visits, carts, funnels and ways counted a second way: plain Python, person by person, event by event."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pyarrow as pa

from joren.visits.kinds import KINDS, canonical, kind_of

PAUSE, LINGERS = timedelta(minutes=30), timedelta(seconds=10)
LOOKS = ("search", "listing", "product")


@dataclass(frozen=True)
class Happening:
    """One event that tells of a visit."""

    who: str
    at: datetime
    kind: str
    fills: bool
    whole: bool
    order_id: str | None
    cart_id: str | None
    value: int | None


def happenings(table: pa.Table) -> list[Happening]:
    """The events that count, by person and time; events of one moment in the order of a visit."""
    owners: dict[str, set[str]] = defaultdict(set)
    for row in table.to_pylist():
        if row["customer_id"] and row["anonymous_id"]:
            owners[row["anonymous_id"]].add(row["customer_id"])
    found = []
    for row in table.to_pylist():
        kind, name = kind_of(row["name"]), canonical(row["name"])
        theirs = owners.get(row["anonymous_id"] or "", set())
        who = row["customer_id"] or (next(iter(theirs)) if len(theirs) == 1 else row["anonymous_id"])
        if kind is None or not who:
            continue
        line = None if row["price"] is None else round(row["price"] * (row["quantity"] or 1))
        value = row["revenue"] if kind == "order" and row["revenue"] is not None else row["total"]
        found.append(
            Happening(
                who,
                row["occurred_at"],
                kind,
                name == "product_added" or (name == "cart_updated" and (row["total"] is None or row["total"] > 0)),
                name == "cart_updated",
                row["order_id"],
                row["cart_id"],
                line if value is None or line is not None else value,
            )
        )
    return sorted(found, key=lambda each: (each.who, each.at, KINDS.index(each.kind)))


def visits(all_: Iterable[Happening]) -> list[list[Happening]]:
    """What each person did without a pause of more than half an hour; orders alone are no visit."""
    found: list[list[Happening]] = []
    for each in all_:
        if found and found[-1][-1].who == each.who and each.at - found[-1][-1].at <= PAUSE:
            found[-1].append(each)
        else:
            found.append([each])
    return found


def placed(all_: list[Happening]) -> list[Happening]:
    """Each order once, from when it was told first, with the greatest value told of it."""
    numbered: dict[str, list[Happening]] = defaultdict(list)
    for each in all_:
        if each.kind == "order":
            numbered[each.order_id or f"nameless {id(each)}"].append(each)
    return [_once(told) for told in numbered.values()]


def _once(told: list[Happening]) -> Happening:
    first = min(told, key=lambda each: (each.at, each.who))
    return replace(
        first,
        cart_id=max((each.cart_id for each in told if each.cart_id), default=None),
        value=max((each.value for each in told if each.value is not None), default=None),
    )


def figures(all_: list[Happening]) -> dict[str, int]:
    """What `visit_figures` tells over all days."""
    orders = placed(all_)
    spans = [visit for visit in visits(all_) if any(each.kind != "order" for each in visit)]
    with_order = [v for v in spans if any(_inside(order, v) for order in orders)]
    people = {visit[0].who for visit in spans}
    views = [_views(visit) for visit in spans]
    engaged = [
        v[-1].at - v[0].at > LINGERS or v in with_order or seen >= 2 for v, seen in zip(spans, views, strict=True)
    ]
    inside = sum(any(_inside(order, visit) for visit in spans) for order in orders)
    return {
        "sessions": len(spans),
        "people": len(people),
        "bounced": len(spans) - sum(engaged),
        "views": sum(views),
        "ordering_sessions": len(with_order),
        "customers": len({order.who for order in orders} & people),
        "orders": len(orders),
        "revenue": sum(order.value or 0 for order in orders),
        "outside": len(orders) - inside,
    }


def _inside(order: Happening, visit: list[Happening]) -> bool:
    return order.who == visit[0].who and visit[0].at <= order.at <= visit[-1].at


def _views(visit: list[Happening]) -> int:
    pages = sum(each.kind == "page" for each in visit)
    return pages or sum(each.kind in LOOKS for each in visit)


def funnel(all_: list[Happening], within: str | int) -> list[int]:
    """People (or visits) that came to each step, by trying every view as the beginning."""
    steps = ("product", "cart", "checkout", "order")
    groups: dict[Any, list[Happening]] = defaultdict(list)
    if within == "visit":
        groups = defaultdict(list, enumerate(visits(all_)))
    else:
        for each in all_:
            groups[each.who].append(each)
    reached: Counter[int] = Counter()
    for group in groups.values():
        moments = [
            sorted(each.at for each in group if (each.fills if step == "cart" else each.kind == step)) for step in steps
        ]
        deepest = 0
        for view in moments[0]:
            limit = timedelta.max if within == "visit" else timedelta(days=int(within))
            deepest = max(deepest, _chain(moments, view, limit))
        for step in range(deepest):
            reached[step] += 1
    return [reached[step] for step in range(len(steps))]


def _chain(moments: list[list[datetime]], view: datetime, limit: timedelta) -> int:
    """How many steps follow on this view in time, taking each as early as can be."""
    here, depth = view, 1
    for later in moments[1:]:
        at = next((moment for moment in later if moment >= here), None)
        if at is None or at - view > limit:
            break
        here, depth = at, depth + 1
    return depth


def carts(all_: list[Happening], end: datetime) -> Counter[str]:
    """How many carts were bought, left, and open at the end."""
    orders = sorted(placed(all_), key=lambda each: each.at)
    fillings: dict[Any, list[Happening]] = defaultdict(list)
    for each in all_:
        if each.fills:
            before = sum(order.who == each.who and order.at < each.at for order in orders)
            fillings[each.who, each.cart_id or before].append(each)
    found: Counter[str] = Counter()
    for (who, key), filled in fillings.items():
        last = max(each.at for each in filled)
        named = isinstance(key, str)
        follows = [o for o in orders if o.who == who and o.at >= last and (o.cart_id is None or not named)]
        bought = (named and any(order.cart_id == key for order in orders)) or (
            bool(follows) and follows[0].at - last <= timedelta(days=7)
        )
        found["bought" if bought else "open" if end - last < timedelta(hours=1) else "left"] += 1
    return found


def ways(all_: list[Happening]) -> dict[str, list[list[str]]]:
    """For each person the places of each visit up to the first order, `leave` at the end of those without."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    ordered: dict[str, datetime] = {}
    for each in all_:
        if each.kind == "order":
            ordered.setdefault(each.who, each.at)
    for visit in visits(all_):
        told = [e for e in visit if e.kind != "other" and e.at <= ordered.get(e.who, e.at)]
        kept = [e for at, e in enumerate(told) if not _doubled(told, at)]
        places = [e.kind for at, e in enumerate(kept) if not at or kept[at - 1].kind != e.kind]
        if places:
            places[0] = "landing" if places[0] == "page" else places[0]
            found[visit[0].who].append(places if places[-1] == "order" else [*places, "leave"])
    return found


def _doubled(told: list[Happening], at: int) -> bool:
    """A page within five seconds of what it shows."""
    if told[at].kind != "page":
        return False
    near = [told[other] for other in (at - 1, at + 1) if 0 <= other < len(told)]
    return any(each.kind != "page" and abs(each.at - told[at].at) <= timedelta(seconds=5) for each in near)


def moves(all_: list[Happening]) -> Counter[tuple[str, str]]:
    """How often each move from one place to the next was made."""
    return Counter(pair for visits_ in ways(all_).values() for visit in visits_ for pair in pairwise(visit))
