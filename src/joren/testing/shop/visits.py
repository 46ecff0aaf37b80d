"""The plan: every visit and every later happening of the history, in order of time. Small: some 30 bytes each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from joren.testing.shop.baskets import Baskets
from joren.testing.shop.calendar import Calendar, time_of_day
from joren.testing.shop.draws import Draws, Floats, Ints
from joren.testing.shop.people import REASONS, Character, Flags, People
from joren.testing.shop.purchases import Purchases

#: People planned together. Any number gives the same plan.
_BLOCK = 1 << 17
#: Visits with an order are numbered from 0, a person's other visits from here.
OTHER_VISITS = 1 << 16
#: The first order's number is one more.
_NUMBERS_FROM = 1000
NEVER = np.iinfo(np.int64).max


class Purpose(IntEnum):
    """What becomes of a visit; from SHIPPED on, what happens to an order later, and to goods."""

    BOUNCE = 0
    BROWSE = 1
    CART = 2
    ORDER = 3
    SHIPPED = 4
    DELIVERED = 5
    REFUNDED = 6
    COMPLAINED = 7
    PRICED = 8
    RESTOCKED = 9


@dataclass(frozen=True)
class Visits:
    """Visits and later happenings, one per row. A later happening has the person, number and moment of its order."""

    person: npt.NDArray[np.int64]
    visit: npt.NDArray[np.int32]
    purpose: npt.NDArray[np.int8]
    start: npt.NDArray[np.int64]
    """When it begins: microseconds since 1970, UTC."""
    origin: npt.NDArray[np.int64]
    """When the visit with its order began; `start` for visits."""
    number: npt.NDArray[np.int32]
    """The order's number, from 1001; 0 without an order."""
    known: npt.NDArray[np.bool_]
    """Whether the visitor is signed in from the first page on."""

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: npt.NDArray[np.intp] | slice | Flags) -> Visits:
        """Some of the rows."""
        return Visits(*(getattr(self, field.name)[rows] for field in fields(self)))

    @staticmethod
    def joined(parts: list[Visits]) -> Visits:
        """The rows of all, one part after the other."""
        return Visits(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Visits)))

    @staticmethod
    def of(person: Ints, visit: Ints, purpose: Ints | int, start: Ints, origin: Ints | None = None) -> Visits:
        """Rows whose order number and signing in are not known yet."""
        size = len(person)
        return Visits(
            person=person,
            visit=visit.astype(np.int32),
            purpose=np.broadcast_to(np.asarray(purpose, dtype=np.int8), (size,)),
            start=start,
            origin=start if origin is None else origin,
            number=np.zeros(size, dtype=np.int32),
            known=np.zeros(size, dtype=np.bool_),
        )


class Habits:
    """What is decided within a visit, by person and the visit's number. Plan and steps ask the same."""

    def __init__(self, draws: Draws, people: People) -> None:
        self._draws, self._people = draws, people

    def device(self, person: Ints, visit: Ints) -> Ints:
        """On which of the person's devices it is."""
        return (self._draws.uniform("device", person, visit) * self._people.devices(person)).astype(np.int64)

    def stays_signed_in(self, person: Ints, device: Ints) -> Flags:
        """Whether the person, once known, is known on that device from the first page on."""
        stays: Flags = (device == 0) | (self._draws.uniform("signed-in", person, device) < 0.6)
        return stays

    def ordered_after(self, person: Ints, visit: Ints) -> Ints:
        """Microseconds from the beginning of a visit to its order: whole seconds, two to twenty minutes."""
        return (120 + self._draws.below("takes", 1080, person, visit)) * 1_000_000

    def reason(self, person: Ints, visit: Ints) -> Ints:
        """Why a filled basket is left: the number in `REASONS`."""
        usual = self._draws.uniform("usual-reason", person, visit) < 0.6
        return np.where(usual, self._people.tends_to(person), self._draws.below("reason", len(REASONS), person, visit))

    def reaches_checkout(self, person: Ints, visit: Ints) -> Flags:
        """Whether a basket that is left had come to the checkout: there the shipping costs and the date are seen."""
        likely = np.array([0.85, 0.7, 0.3, 0.1])[self.reason(person, visit)]
        return self._draws.uniform("reaches-checkout", person, visit) < likely

    def leaves_address(self, person: Ints, visit: Ints, purpose: Ints) -> Flags:
        """Whether the shop learns in this visit who it is (guests give an address but get no account)."""
        at_checkout = (purpose == Purpose.CART) & self.reaches_checkout(person, visit)
        for_news = (purpose == Purpose.BROWSE) & (visit == OTHER_VISITS)
        for_news &= self._people.character(person) == Character.PASSIVE_BROWSER
        willing = (at_checkout | for_news) & self._people.leaves_mail(person)
        leaves: Flags = ((purpose == Purpose.ORDER) | willing) & ~self._people.is_guest(person)
        return leaves


class Plan:
    """Makes the plan of a history."""

    def __init__(
        self,
        *,
        people: People,
        purchases: Purchases,
        baskets: Baskets,
        habits: Habits,
        calendar: Calendar,
        draws: Draws,
    ) -> None:
        self._people, self._purchases, self._baskets = people, purchases, baskets
        self._habits, self._calendar, self._draws = habits, calendar, draws

    def of_people(self, customers: int, end: int) -> tuple[Visits, Ints]:
        """The visits of the people from 0 to `customers` that begin before `end`, and since when each is known."""
        blocks = [np.arange(first, min(first + _BLOCK, customers)) for first in range(0, customers, _BLOCK)]
        visits = Visits.joined([part for block in blocks for part in self._block(block, end)])
        visits = visits.take(np.lexsort((visits.purpose, visits.visit, visits.person, visits.start)))
        known_since = self._known_since(visits, customers)
        return self._completed(visits, known_since), known_since

    def _block(self, who: Ints, end: int) -> Iterator[Visits]:
        character = self._people.character(who)
        for part in self._of_buyers(who[character == Character.BUYER]):
            yield part.take(part.start < end)
        others = self._of_others(who[character != Character.BUYER])
        yield others.take(others.start < end)

    def _of_buyers(self, who: Ints) -> Iterator[Visits]:
        orders, left = self._purchases.orders(who)
        placed = Visits.of(
            orders.person, orders.ordinal, Purpose.ORDER, self._moments(orders.person, orders.ordinal, orders.at)
        )
        yield placed
        yield from self._afterwards(placed)
        yield self._before_first(who)
        yield self._between(who, left)

    def _afterwards(self, placed: Visits) -> Iterator[Visits]:
        person, visit, baskets = placed.person, placed.visit.astype(np.int64), self._baskets
        back, complains = baskets.returned_share(person, visit) > 0, baskets.complains(person, visit)
        everything = np.ones(len(person), dtype=np.bool_)
        for purpose, happens, after in (
            (Purpose.SHIPPED, everything, baskets.shipped_after),
            (Purpose.DELIVERED, everything, baskets.delivered_after),
            (Purpose.REFUNDED, back, baskets.returned_after),
            (Purpose.COMPLAINED, complains, baskets.complained_after),
        ):
            whose, which, origin = person[happens], visit[happens], placed.start[happens]
            yield Visits.of(whose, which, purpose, origin + after(whose, which), origin)

    def _before_first(self, who: Ints) -> Visits:
        """One to three visits from the arrival to the first order."""
        count = 1 + self._draws.pick("looks-before", (0.5, 0.3, 0.2), who)
        return self._spread(who, count, self._purchases.arrival(who), self._purchases.first(who), OTHER_VISITS)

    def _between(self, who: Ints, left: Floats) -> Visits:
        """Visits from the first order on, while the buyer stays: the more, the more they buy."""
        first = self._purchases.first(who)
        until = np.minimum(left, self._calendar.days)
        mean = (until - first) * (0.031 + 1.4 * self._purchases.rate(who))
        count = np.minimum(mean + self._draws.uniform("looks-between", who), 2000).astype(np.int64)
        return self._spread(who, count, first, until, OTHER_VISITS + 8)

    def _of_others(self, who: Ints) -> Visits:
        """Visits of those who never buy, over a month or more from their arrival."""
        character, arrival = self._people.character(who), self._purchases.arrival(who)
        mean = np.array([0.8, 5.6, 4.2])[character]
        count = 1 + np.minimum(mean * self._draws.exponential("looks", who), 60).astype(np.int64)
        until = np.minimum(arrival + 6.0 * count + 1.0, self._calendar.days)
        return self._spread(who, count, arrival, until, OTHER_VISITS)

    def _spread(self, who: Ints, count: Ints, begin: Floats, until: Floats, number_from: int) -> Visits:
        """`count` visits of each, one in each of as many even parts of the time."""
        index = np.repeat(np.arange(len(who)), count)
        place = np.arange(len(index)) - (np.cumsum(count) - count)[index]
        person, visit = who[index], number_from + place
        part = (place + self._draws.uniform("when", person, visit)) / count[index]
        at = begin[index] + (until - begin)[index] * part
        last = place == count[index] - 1
        return Visits.of(person, visit, self._purpose(person, visit, last), self._moments(person, visit, at))

    def _purpose(self, person: Ints, visit: Ints, last: Flags) -> Ints:
        character = self._people.character(person)
        chance = self._draws.uniform("purpose", person, visit)
        fills = np.array([0.0, 0.0, 0.5, 0.2])[character]
        bounces = np.array([1.0, 0.1, 0.1, 0.12])[character]
        found = np.where(chance < fills, Purpose.CART, np.where(chance > 1 - bounces, Purpose.BOUNCE, Purpose.BROWSE))
        # Whoever is an abandoner or a browser by nature ends as one.
        found = np.where(last & (character == Character.CART_ABANDONER), Purpose.CART, found)
        return np.where(last & (character == Character.PASSIVE_BROWSER), Purpose.BROWSE, found).astype(np.int64)

    def _moments(self, person: Ints, visit: Ints, at: Floats) -> Ints:
        country = self._people.country(person)
        day = np.floor(self._calendar.to_days(country, at)).astype(np.int64)
        return self._calendar.moment(country, day, time_of_day(self._draws, self._people.rhythm(person), person, visit))

    def _known_since(self, visits: Visits, customers: int) -> Ints:
        candidates = visits.take(visits.purpose <= Purpose.ORDER)
        signs = self._habits.leaves_address(
            candidates.person, candidates.visit.astype(np.int64), candidates.purpose.astype(np.int64)
        )
        person, first = np.unique(candidates.person[signs], return_index=True)
        since = np.full(customers, NEVER)
        since[person] = candidates.start[signs][first]
        return since

    def _completed(self, visits: Visits, known_since: Ints) -> Visits:
        """With the orders numbered in order of time, and who is signed in."""
        is_order = visits.purpose == Purpose.ORDER
        number = np.zeros(len(visits), dtype=np.int32)
        number[is_order] = _NUMBERS_FROM + 1 + np.arange(is_order.sum())
        key = visits.person * OTHER_VISITS + visits.visit
        by_key = np.argsort(key[is_order], kind="stable")
        later = (visits.purpose > Purpose.ORDER).nonzero()[0]
        number[later] = number[is_order][by_key][np.searchsorted(key[is_order], key[later], sorter=by_key)]
        person, visit = visits.person, visits.visit.astype(np.int64)
        device = self._habits.device(person, visit)
        known = (visits.start > known_since[person]) & self._habits.stays_signed_in(person, device)
        return Visits(person, visits.visit, visits.purpose, visits.start, visits.origin, number, known)
