"""From visits to steps: one row for each event, in numbers only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from joren.testing.shop.baskets import Baskets
from joren.testing.shop.draws import Draws, Ints
from joren.testing.shop.people import Flags, People
from joren.testing.shop.visits import OTHER_VISITS, Habits, Purpose, Visits

_MILLISECOND = 1000
#: Steps of one kind: the rows of their visits, their places in them, the kind, and the products if there are any.
_Part = tuple[Ints, Ints | int, "Kind", Ints | int]
#: Most views of products in one visit.
_MOST_VIEWS = 14


class Kind(IntEnum):
    """What a step is."""

    PAGE = 0
    SEARCH = 1
    LIST = 2
    VIEW = 3
    ADD = 4
    REMOVE = 5
    CART = 6
    CHECKOUT = 7
    IDENTIFY = 8
    CONSENT = 9
    FAILED = 10
    ORDER = 11
    UPDATED = 12
    REFUNDED = 13
    COMPLAINT = 14
    PRODUCT = 15
    STOCK = 16


#: The places of steps within a visit. Views and additions alternate from _VIEWS on, each pair _APART from the last.
ENTRY, _SEARCH, _LIST, _VIEWS, _APART = 0, 1, 2, 10, 4
FULLER_CART, _REMOVED, FINAL_CART, HELP, _CHECKOUT = 70, 71, 72, 73, 74
_IDENTIFY, _CONSENT, _FAILED, _ORDER, _LATER = 75, 76, 77, 78, 80


@dataclass(frozen=True)
class Steps:
    """Events to be, one per row."""

    time: npt.NDArray[np.int64]
    """Microseconds since 1970, UTC, in whole milliseconds."""
    person: npt.NDArray[np.int64]
    visit: npt.NDArray[np.int64]
    place: npt.NDArray[np.int16]
    """Its place within the visit: person, visit and place name a step."""
    kind: npt.NDArray[np.int8]
    product: npt.NDArray[np.int32]
    """What was looked at, added or removed; -1 otherwise."""
    origin: npt.NDArray[np.int64]
    """When its visit, or that of its order, began: prices are of that moment."""
    number: npt.NDArray[np.int32]
    """The order's number."""
    signed_in: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.time)

    def take(self, rows: npt.NDArray[np.intp] | slice | Flags) -> Steps:
        """Some of the rows."""
        return Steps(*(getattr(self, field.name)[rows] for field in fields(self)))

    @staticmethod
    def joined(parts: list[Steps]) -> Steps:
        """The rows of all."""
        return Steps(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Steps)))

    def in_order(self) -> Steps:
        """In order of time, and of person, visit and place among those of one moment."""
        return self.take(np.lexsort((self.place, self.visit, self.person, self.time)))


class Unfolding:
    """Unfolds visits into steps."""

    def __init__(self, draws: Draws, people: People, baskets: Baskets, habits: Habits) -> None:
        self._draws, self._people, self._baskets, self._habits = draws, people, baskets, habits

    def steps(self, visits: Visits) -> Steps:
        """The steps of these visits; a visit's are together and in order, visits are not mixed."""
        person, visit = visits.person, visits.visit.astype(np.int64)
        parts = list(self._parts(person, visit, visits.purpose.astype(np.int64)))
        row = np.concatenate([rows for rows, _, _, _ in parts])
        place = np.concatenate([np.broadcast_to(where, len(rows)) for rows, where, _, _ in parts])
        kind = np.concatenate([np.full(len(rows), what, dtype=np.int8) for rows, _, what, _ in parts])
        product = np.concatenate([np.broadcast_to(which, len(rows)) for rows, _, _, which in parts])
        order = np.argsort(row * 256 + place, kind="stable")
        row, place, kind, product = row[order], place[order], kind[order], product[order]
        return Steps(
            time=self._times(visits, row, place),
            person=person[row],
            visit=visit[row],
            place=place.astype(np.int16),
            kind=kind,
            product=product.astype(np.int32),
            origin=visits.origin[row],
            number=visits.number[row],
            signed_in=visits.known[row] | (self._signs_in(person, visit, visits.purpose)[row] & (place >= _IDENTIFY)),
        )

    def _signs_in(self, person: Ints, visit: Ints, purpose: npt.NDArray[np.int8]) -> Flags:
        later = (purpose > Purpose.ORDER) & (purpose <= Purpose.COMPLAINED) & ~self._people.is_guest(person)
        return self._habits.leaves_address(person, visit, purpose.astype(np.int64)) | later

    def _times(self, visits: Visits, row: Ints, place: Ints) -> Ints:
        """Each step some seconds after the one before it; an order exactly when `Habits.ordered_after` says."""
        person, visit = visits.person, visits.visit.astype(np.int64)
        pause = 2000 + (22_000 * self._draws.exponential("pause", person[row], visit[row], place)).astype(np.int64)
        begins = np.diff(row, prepend=-1) != 0
        pause[begins] = 0
        total = np.cumsum(pause)
        first = np.flatnonzero(begins)
        count = np.diff(np.append(first, len(row)))
        since = total - np.repeat(total[first], count)
        takes = self._habits.ordered_after(person, visit)[row] // _MILLISECOND
        whole = np.repeat(since[first + count - 1], count)
        orders = (visits.purpose == Purpose.ORDER)[row]
        since = np.where(orders, since * takes // np.maximum(whole, 1), since)
        return (visits.start[row] // _MILLISECOND + since) * _MILLISECOND

    def _parts(self, person: Ints, visit: Ints, purpose: Ints) -> Iterator[_Part]:
        """All steps, kind by kind."""
        yield from self._looking(person, visit, purpose)
        yield from self._filling(person, visit, purpose)
        yield from self._paying(person, visit, purpose)
        yield from _later(purpose)

    def _looking(self, person: Ints, visit: Ints, purpose: Ints) -> Iterator[_Part]:
        comes = np.flatnonzero(purpose <= Purpose.ORDER)
        yield comes, ENTRY, Kind.PAGE, -1
        stays = np.flatnonzero((purpose > Purpose.BOUNCE) & (purpose <= Purpose.ORDER))
        chance = self._draws.uniform("finds", person[stays], visit[stays])
        yield stays[chance < 0.3], _SEARCH, Kind.SEARCH, -1
        yield stays[chance > 0.25], _LIST, Kind.LIST, -1
        views = self._views(person[stays], visit[stays], purpose[stays])
        row = np.repeat(stays, views)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(views) - views, views)
        yield row, _VIEWS + _APART * nth, Kind.VIEW, self._baskets.product(person[row], visit[row], nth)

    def _views(self, person: Ints, visit: Ints, purpose: Ints) -> Ints:
        eager = np.array([0.0, 2.6, 1.6, 1.2])[purpose]
        more = (eager * self._draws.exponential("views", person, visit)).astype(np.int64)
        least = np.where(purpose == Purpose.BROWSE, 2, self._baskets.size(person, visit) + 1)
        return np.minimum(least + more, _MOST_VIEWS)

    def _filling(self, person: Ints, visit: Ints, purpose: Ints) -> Iterator[_Part]:
        fills = np.flatnonzero((purpose == Purpose.CART) | (purpose == Purpose.ORDER))
        size = self._baskets.size(person[fills], visit[fills])
        changes_mind = self._draws.uniform("changes-mind", person[fills], visit[fills]) < 0.12
        added = size + changes_mind
        row = np.repeat(fills, added)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(added) - added, added)
        yield row, _VIEWS + _APART * nth + 1, Kind.ADD, self._baskets.product(person[row], visit[row], nth)
        back = fills[changes_mind]
        yield back, FULLER_CART, Kind.CART, -1
        taken_out = self._baskets.product(person[back], visit[back], size[changes_mind])
        yield back, _REMOVED, Kind.REMOVE, taken_out
        yield fills, FINAL_CART, Kind.CART, -1

    def _paying(self, person: Ints, visit: Ints, purpose: Ints) -> Iterator[_Part]:
        orders = purpose == Purpose.ORDER
        leaves_cart = purpose == Purpose.CART
        # Whoever leaves for the shipping costs or for the date was looking for them.
        looks_up = leaves_cart & (self._habits.reason(person, visit) <= 1)
        yield np.flatnonzero(looks_up), HELP, Kind.PAGE, -1
        at_checkout = orders | (leaves_cart & self._habits.reaches_checkout(person, visit))
        yield np.flatnonzero(at_checkout), _CHECKOUT, Kind.CHECKOUT, -1
        known = self._habits.leaves_address(person, visit, purpose)
        # An order with such a number is of a walk after the history, where nobody keeps count of a person's orders.
        is_new = ~orders | (visit == 0) | (visit > OTHER_VISITS)
        again = self._draws.uniform("tells-again", person, visit) < 0.15
        yield np.flatnonzero(known & (is_new | again)), _IDENTIFY, Kind.IDENTIFY, -1
        yield np.flatnonzero(known & is_new), _CONSENT, Kind.CONSENT, -1
        fails = orders & (self._draws.uniform("payment-fails", person, visit) < 0.04)
        yield np.flatnonzero(fails), _FAILED, Kind.FAILED, -1
        yield np.flatnonzero(orders), _ORDER, Kind.ORDER, -1


def _later(purpose: Ints) -> Iterator[_Part]:
    kinds = {
        Purpose.SHIPPED: Kind.UPDATED, Purpose.DELIVERED: Kind.UPDATED, Purpose.REFUNDED: Kind.REFUNDED,
        Purpose.COMPLAINED: Kind.COMPLAINT, Purpose.PRICED: Kind.PRODUCT, Purpose.RESTOCKED: Kind.STOCK,
    }  # fmt: skip
    for happening, kind in kinds.items():
        yield np.flatnonzero(purpose == happening), _LATER + happening, kind, -1


def nth_product(place: npt.NDArray[np.int16]) -> Ints:
    """The how many-th product of its visit a view or an addition is of, from 0."""
    nth: Ints = (place.astype(np.int64) - _VIEWS) // _APART
    return nth


def is_delivery(place: npt.NDArray[np.int16]) -> Flags:
    """Whether an update of an order says that it arrived, and not that it left the house."""
    return np.asarray(place == _LATER + Purpose.DELIVERED)
