"""What is true of a made shop, as Arrow tables: to hold an analysis against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from joren.testing.shop.baskets import COUPONS
from joren.testing.shop.calendar import COUNTRIES
from joren.testing.shop.draws import Floats, Ints
from joren.testing.shop.people import REASONS, Character, Receptiveness
from joren.testing.shop.pieces import glue, numbers
from joren.testing.shop.visits import NEVER, Purpose, Visits
from joren.testing.shop.words import LANGUAGES
from joren.testing.shop.words.complaints import TOPICS
from joren.testing.shop.words.goods import CATEGORIES

if TYPE_CHECKING:
    from joren.testing.shop.shop import Shop

#: The personas, as what people did makes them; `joren.testing.shop.people.Character` is what they are by nature.
PERSONAS = (
    "bouncer", "passive_browser", "cart_abandoner", "one_time_buyer_low", "one_time_buyer_high", "repeat_buyer",
)  # fmt: skip
_TIME = pa.timestamp("us", tz="UTC")


class Truth:
    """The truth of one shop's history. Tables are made when they are asked for."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._who = np.arange(shop.settings.customers)

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters of the BG/NBD by which people buy, in days of shop time."""
        settings = self._shop.settings
        return {"r": settings.r, "alpha": self._shop.purchases.alpha, "a": settings.a, "b": settings.b}

    def left(self, person: Ints) -> Floats:
        """When buyers left, in shop time; infinity for those who stay."""
        return self._shop.purchases.orders(person)[1]

    def people(self) -> pa.Table:
        """Who everybody is, one row each, by `person`: persona, what makes them buy, and the ids that events have."""
        shop, who = self._shop, self._who
        people, texts = shop.people, shop.landing.wording.persons
        buys = people.character(who) == Character.BUYER
        left = np.full(len(who), np.inf)
        left[buys] = self.left(who[buys])
        country = people.country(who)
        return pa.table({
            "person": who,
            "customer_id": texts.customer_ids(who, where=shop.known_since != NEVER),
            "email": texts.emails(who),
            "name": [whole for whole, _, _ in texts.names(who)],
            "language": [LANGUAGES[number] for number in people.language(who)],
            "country": [COUNTRIES[number][0] for number in country],
            "devices": self._devices(),
            "persona": [PERSONAS[number] for number in self.personas()],
            "character": [Character(number).name.lower() for number in people.character(who)],
            "first_visit_day": shop.calendar.to_days(country, shop.purchases.arrival(who)),
            "rate": pa.array(shop.purchases.rate(who), mask=~buys),
            "leave_probability": pa.array(shop.purchases.leave_probability(who), mask=~buys),
            "left_day": pa.array(shop.calendar.to_days(country, np.minimum(left, 1e9)), mask=~np.isfinite(left)),
            "price_sensitivity": people.price_sensitivity(who),
            "coupon_lover": people.is_coupon_lover(who) & buys,
            "means": people.means(who),
            "favourite": [CATEGORIES[number].name for number in people.favourites(who)[:, 0]],
            "guest": people.is_guest(who),
            "usual_reason": [REASONS[number] for number in people.tends_to(who)],
            "receptiveness": [Receptiveness(number).name.lower() for number in people.receptiveness(who)],
        })  # fmt: skip

    def _devices(self) -> pa.Array:
        count = self._shop.people.devices(self._who)
        begins = np.concatenate([[0], np.cumsum(count)])
        owner = np.repeat(self._who, count)
        ids = self._shop.landing.wording.persons.device_ids(owner, np.arange(len(owner)) - begins[owner])
        return pa.ListArray.from_arrays(pa.array(begins, pa.int32()), ids)

    def products(self) -> pa.Table:
        """The goods: names, prices in minor units before and after the day of their change, what goes with what."""
        catalogue, texts = self._shop.catalogue, self._shop.landing.wording.products
        return pa.table({
            "product_id": texts.ids, "sku": texts.skus, "category": texts.categories, "brand": texts.brands,
            **{f"name_{tag}": names for tag, names in zip(LANGUAGES, catalogue.names, strict=True)},
            "price": catalogue.price[:, 0], "later_price": catalogue.price[:, 1],
            "changes_on": pa.array(catalogue.changes_on, mask=catalogue.changes_on >= catalogue.days),
            "goes_with": [texts.ids[number] for number in catalogue.companion], "runs_out": catalogue.runs_out,
        })  # fmt: skip

    def orders(self) -> pa.Table:
        """All orders, in order of time; amounts in minor units."""
        shop, rows = self._shop, self._of(Purpose.ORDER)
        person, visit = rows.person, rows.visit.astype(np.int64)
        amounts, baskets = shop.baskets.amounts(person, visit, rows.start), shop.baskets
        placed = rows.start // 1000 * 1000 + shop.habits.ordered_after(person, visit)
        before_end = placed < shop.end.timestamp() * 1e6
        complains = baskets.complains(person, visit)
        topic = pa.array([TOPICS[number] for number in baskets.topic(person, visit)], mask=~complains)
        return pa.table({
            "order_id": glue("o", numbers(rows.number)), "person": person, "placed_at": pa.array(placed, _TIME),
            "revenue": amounts.revenue, "discount": amounts.discount,
            "coupon": [COUPONS[number] for number in amounts.coupon], "lines": np.diff(amounts.lines.begins),
            "late": baskets.is_late(person, visit),
            "returned": [("nothing", "a line", "all")[n] for n in baskets.returned_share(person, visit)],
            "complaint": topic,
        }).filter(pa.array(before_end))  # fmt: skip

    def abandonments(self) -> pa.Table:
        """All carts that were left, with the true reason."""
        rows = self._of(Purpose.CART)
        visit = rows.visit.astype(np.int64)
        reason = self._shop.habits.reason(rows.person, visit)
        return pa.table({
            "cart_id": glue("k", numbers(rows.person), "-", numbers(visit)), "person": rows.person,
            "started_at": pa.array(rows.start, _TIME), "reason": [REASONS[number] for number in reason],
            "reached_checkout": self._shop.habits.reaches_checkout(rows.person, visit),
        })  # fmt: skip

    def personas(self) -> Ints:
        """The number in `PERSONAS` of each person at the history's end.

        Buyers are split by what they did: one order below the median of first orders, one above it, or more.
        """
        orders = self.orders()
        person, revenue = orders["person"].to_numpy(), orders["revenue"].to_numpy()
        count = np.bincount(person, minlength=len(self._who))
        found, first = np.unique(person, return_index=True)
        value = np.zeros(len(self._who))
        value[found] = revenue[first]
        median = np.median(value[found]) if len(found) else 0.0
        once = np.where(value <= median, 3, 4)
        others = np.minimum(self._shop.people.character(self._who), Character.CART_ABANDONER)
        # A buyer whose first order falls behind the end has only looked around.
        others = np.where(self._shop.people.character(self._who) == Character.BUYER, 1, others)
        return np.select([count > 1, count == 1], [5, once], others)

    def _of(self, purpose: Purpose) -> Visits:
        return self._shop.visits.take(self._shop.visits.purpose == purpose)
