"""What is in a basket, what it costs, and what becomes of an order. All by person and the number of their visit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from joren.money import minor_units
from joren.testing.shop.calendar import DAY, Calendar
from joren.testing.shop.catalogue import Catalogue
from joren.testing.shop.draws import Draws, Floats, Ints
from joren.testing.shop.people import Flags, People
from joren.testing.shop.words.goods import CATEGORIES

#: Coupon codes and what they take off, in percent. 0 is none.
COUPONS = (None, "WELCOME10", "SEASON15", "THANKS20")
_PERCENT = np.array([0, 10, 15, 20], dtype=np.int64)
TAX_PERCENT = 10


@dataclass(frozen=True)
class Lines:
    """The lines of some baskets, one after the other; basket i has those from `begins[i]` to `begins[i + 1]`."""

    begins: Ints
    basket: Ints
    product: Ints
    version: Ints
    quantity: Ints
    price: Ints
    discount: Ints

    def per_basket(self, amounts: Ints) -> Ints:
        """Sums of something that each line has."""
        total: Ints = np.concatenate([[0], np.cumsum(amounts)])
        return total[self.begins[1:]] - total[self.begins[:-1]]


@dataclass(frozen=True)
class Amounts:
    """What some orders cost, in minor units. `revenue` is the goods after discounts, without tax and shipping."""

    lines: Lines
    coupon: Ints

    @cached_property
    def goods(self) -> Ints:
        """The goods before discounts."""
        return self.lines.per_basket(self.lines.price * self.lines.quantity)

    @cached_property
    def discount(self) -> Ints:
        """What the coupon took off."""
        return self.lines.per_basket(self.lines.discount)

    @cached_property
    def revenue(self) -> Ints:
        """The goods after discounts."""
        return self.goods - self.discount


class Baskets:
    """What people put into their baskets."""

    def __init__(self, draws: Draws, people: People, catalogue: Catalogue, calendar: Calendar) -> None:
        self._draws, self._people, self._catalogue, self._calendar = draws, people, catalogue, calendar
        has_decimals = minor_units(catalogue.currency) > 1
        self.free_shipping_from = 3500 if has_decimals else 5000
        """Revenue from which shipping costs nothing, in minor units."""
        self._shipping = 399 if has_decimals else 600

    def size(self, person: Ints, visit: Ints) -> Ints:
        """How many lines the basket of a visit has in the end: 1 to 4."""
        return 1 + self._draws.pick("lines", (0.5, 0.3, 0.14, 0.06), person, visit)

    def product(self, person: Ints, visit: Ints, place: Ints) -> Ints:
        """The product looked at in a place of a visit, from 0; the first ones are those that go into the basket."""
        liked = self._liked(person, visit, place)
        goes_with = (place == 1) & (self._draws.uniform("goes-with", person, visit) < 0.35)
        if not goes_with.any():
            return liked
        before = self._liked(person[goes_with], visit[goes_with], place[goes_with] - 1)
        liked[goes_with] = self._catalogue.companion[before]
        return liked

    def _liked(self, person: Ints, visit: Ints, place: Ints) -> Ints:
        """A product of a category that the person likes: of two, the dearer one more often with more means."""
        favourites = self._people.favourites(person)
        chance = self._draws.uniform("shelf", person, visit, place)
        other = self._draws.below("other-shelf", len(CATEGORIES), person, visit, place)
        shelf = np.where(chance < 0.45, favourites[:, 0], np.where(chance < 0.7, favourites[:, 1], other))
        two = [
            self._catalogue.in_category(shelf, self._draws.uniform(f"which-{n}", person, visit, place)) for n in "ab"
        ]
        price = self._catalogue.price[:, 0]
        first_is_dearer = price[two[0]] > price[two[1]]
        wants_dearer = self._draws.uniform("dearer", person, visit, place) < expit(
            2 * np.log(self._people.means(person))
        )
        return np.where(first_is_dearer == wants_dearer, two[0], two[1])

    def quantity(self, person: Ints, visit: Ints, place: Ints, product: Ints) -> Ints:
        """How many of it: more than one only of what is used up."""
        more = self._draws.pick("quantity", (0.55, 0.28, 0.17), person, visit, place)
        return 1 + np.where(self._catalogue.runs_out[product], more, 0)

    def lines(self, person: Ints, visit: Ints, at: Ints, coupon: Ints | None = None, more: Ints | int = 0) -> Lines:
        """The lines of the basket of each visit at its prices; with `more`, those that were taken out later too."""
        sizes = self.size(person, visit) + more
        begins = np.concatenate([[0], np.cumsum(sizes)])
        basket = np.repeat(np.arange(len(person)), sizes)
        place = np.arange(begins[-1]) - begins[basket]
        product = self.product(person[basket], visit[basket], place)
        quantity = self.quantity(person[basket], visit[basket], place, product)
        version = self._catalogue.version(product, self._calendar.day_of(at)[basket])
        price = self._catalogue.price[product, version]
        percent = _PERCENT[coupon[basket]] if coupon is not None else np.zeros(len(basket), dtype=np.int64)
        return Lines(begins, basket, product, version, quantity, price, price * quantity * percent // 100)

    def coupon(self, person: Ints, visit: Ints) -> Ints:
        """The number in `COUPONS` of the coupon that an order is made with."""
        likely = np.where(
            self._people.is_coupon_lover(person), 0.85, 0.04 + 0.08 * self._people.price_sensitivity(person)
        )
        uses = self._draws.uniform("uses-coupon", person, visit) < likely
        return np.where(uses, 1 + self._draws.below("coupon", 3, person, visit), 0)

    def amounts(self, person: Ints, visit: Ints, at: Ints) -> Amounts:
        """What the order of each visit costs."""
        coupon = self.coupon(person, visit)
        return Amounts(self.lines(person, visit, at, coupon), coupon)

    def shipping(self, revenue: Ints) -> Ints:
        """What shipping costs, in minor units."""
        return np.where(revenue >= self.free_shipping_from, 0, self._shipping)

    def tax(self, revenue: Ints) -> Ints:
        """The tax on top."""
        return (revenue * TAX_PERCENT + 50) // 100

    # What becomes of an order.

    def is_late(self, person: Ints, visit: Ints) -> Flags:
        """Whether the parcel comes a week after the promised day."""
        return self._draws.uniform("late", person, visit) < 0.06

    def shipped_after(self, person: Ints, visit: Ints) -> Ints:
        """Microseconds from the order to its leaving the house."""
        return self._span("shipped", 0.5, 1.5, person, visit)

    def delivered_after(self, person: Ints, visit: Ints) -> Ints:
        """Microseconds from the order to its arrival."""
        late = np.where(self.is_late(person, visit), 8 * DAY, 0)
        return self.shipped_after(person, visit) + self._span("delivered", 1.0, 4.0, person, visit) + late

    def returned_share(self, person: Ints, visit: Ints) -> Ints:
        """What comes back of an order: 0 nothing, 1 its first line, 2 everything with tax and shipping."""
        return self._draws.pick("returned", (0.93, 0.04, 0.03), person, visit)

    def returned_after(self, person: Ints, visit: Ints) -> Ints:
        """Microseconds from the order to the refund, if any."""
        return self.delivered_after(person, visit) + self._span("returned-after", 3.0, 12.0, person, visit)

    def complains(self, person: Ints, visit: Ints) -> Flags:
        """Whether the customer complains: seldom, but often about a late parcel."""
        likely = np.where(self.is_late(person, visit), 0.4, 0.02)
        return self._draws.uniform("complains", person, visit) < likely

    def topic(self, person: Ints, visit: Ints) -> Ints:
        """The number in `TOPICS` of what a complaint is about."""
        other = 1 + self._draws.pick("topic", (0.4, 0.35, 0.25), person, visit)
        return np.where(self.is_late(person, visit), 0, other)

    def complained_after(self, person: Ints, visit: Ints) -> Ints:
        """Microseconds from the order to the complaint, if any."""
        return self.delivered_after(person, visit) + self._span("complained", 0.1, 2.0, person, visit)

    def _span(self, purpose: str, low: float, high: float, *keys: Ints) -> npt.NDArray[np.int64]:
        days: Floats = low + (high - low) * self._draws.uniform(purpose, *keys)
        return (days * DAY).astype(np.int64)
