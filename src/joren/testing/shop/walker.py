"""Shoppers who keep walking after the history's end, for ever: the demo's life.

Time is cut into slots of a tenth of a second; whether somebody comes in a slot, and who, is a function of the slot. So
a walk that is stopped and started again goes on, and never tells anything twice under two message ids. What takes days
in the history (a parcel, a complaint) takes minutes here. The walk is not part of the truth of the shop.
"""

from __future__ import annotations

import heapq
import json
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from joren.clock import Clock
from joren.testing.shop.draws import Draws, Ints
from joren.testing.shop.shop import Shop, microseconds
from joren.testing.shop.visits import NEVER, Purpose, Visits

_SLOT = 100_000
_MINUTE = 60_000_000
#: Events of an average visit.
_EVENTS_PER_VISIT = 6.0
_TICK_SECONDS = 0.5
#: Nobody walked while the computer slept: what lies further back is not made up for.
_LONGEST_GAP = 24 * 3600 * 1_000_000
#: By character: the chances of a bounce, of browsing, of a cart that is left, of an order.
_CHANCES = np.array([
    [1.0, 0.0, 0.0, 0.0], [0.1, 0.9, 0.0, 0.0], [0.1, 0.3, 0.6, 0.0], [0.1, 0.45, 0.15, 0.3],
])  # fmt: skip

Send = Callable[[Sequence[dict[str, Any]]], None]


def walk(
    shop: Shop,
    clock: Clock,
    send: Send,
    *,
    pace: float = 3.0,
    stop: threading.Event | None = None,
    wait: Callable[[float], object] | None = None,
) -> None:
    """Send the calls of present visitors as they happen by the clock, until `stop` is set.

    `pace` is events a second on average, up to 80; `wait` lets a number of seconds pass (a test moves its clock there).
    Raises `ValueError` for another pace, and whatever `send` raises.
    """
    stop = stop or threading.Event()
    wait = wait or stop.wait
    street = Street(shop, pace)
    waiting: list[tuple[int, int, int, str]] = []
    done = microseconds(clock.now())
    while not stop.is_set():
        now = microseconds(clock.now())
        for row in street.calls(max(done, now - _LONGEST_GAP), now):
            heapq.heappush(waiting, row)
        done = max(done, now)
        due = []
        while waiting and waiting[0][0] <= now:
            due.append(json.loads(heapq.heappop(waiting)[-1]))
        if due:
            send(due)
        wait(_TICK_SECONDS)


class Street:
    """Who comes in when."""

    def __init__(self, shop: Shop, pace: float) -> None:
        self._likely = pace / _EVENTS_PER_VISIT * _SLOT / 1e6
        if not 0 < self._likely < 0.9:
            raise ValueError("the pace is more than 0 and not more than 80 events a second")
        self._shop, self._draws = shop, Draws(shop.settings.seed)
        self._begin = microseconds(shop.settings.start)

    def calls(self, after: int, until: int) -> list[tuple[int, int, int, str]]:
        """What follows from the slots between two moments: (moment, slot, place, call as JSON), some of it later."""
        slots = np.arange((after - self._begin) // _SLOT, (until - self._begin) // _SLOT)
        slots = slots[self._draws.uniform("comes", slots) < self._likely] if len(slots) else slots
        if not len(slots):
            return []
        visits = self._visits(slots)
        steps = self._shop.unfolding.steps(Visits.joined([visits, *self._later(visits)]))
        texts = self._shop.landing.calls(steps).to_pylist()
        return list(zip(steps.time.tolist(), steps.visit.tolist(), steps.place.tolist(), texts, strict=True))

    def _visits(self, slots: Ints) -> Visits:
        """The slot is the number of the visit, and of the order if there is one."""
        customers = self._shop.settings.customers
        is_new = self._draws.uniform("is-new", slots) < 0.35
        person = np.where(is_new, customers + slots, self._draws.below("who", customers, slots))
        chances = np.cumsum(_CHANCES[self._shop.people.character(person)], axis=1)
        chance = self._draws.uniform("walks-for", slots)
        purpose = (chance[:, None] >= chances[:, :3]).sum(axis=1)
        start = self._begin + slots * _SLOT
        device = self._shop.habits.device(person, slots)
        since = np.where(is_new, NEVER, self._shop.known_since[np.minimum(person, customers - 1)])
        return Visits(
            person=person,
            visit=slots.astype(np.int32),
            purpose=purpose.astype(np.int8),
            start=start,
            origin=start,
            number=np.where(purpose == Purpose.ORDER, slots, 0).astype(np.int32),
            known=(start > since) & self._shop.habits.stays_signed_in(person, device),
        )

    def _later(self, visits: Visits) -> list[Visits]:
        orders = visits.take(visits.purpose == Purpose.ORDER)
        person, visit = orders.person, orders.visit.astype(np.int64)
        everything = np.ones(len(orders), dtype=np.bool_)
        happenings = (
            (Purpose.SHIPPED, everything, 22),
            (Purpose.DELIVERED, everything, 27),
            (Purpose.COMPLAINED, self._shop.baskets.complains(person, visit), 32),
            (Purpose.REFUNDED, self._shop.baskets.returned_share(person, visit) > 0, 37),
        )
        return [_after(orders.take(happens), purpose, minutes) for purpose, happens, minutes in happenings]


def _after(orders: Visits, purpose: Purpose, minutes: int) -> Visits:
    return Visits(
        person=orders.person,
        visit=orders.visit,
        purpose=np.full(len(orders), purpose, dtype=np.int8),
        start=orders.start + minutes * _MINUTE,
        origin=orders.start,
        number=orders.number,
        known=orders.known,
    )
