"""What each kind of step says as an event: name, properties, context."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from joren.testing.shop.baskets import COUPONS, Baskets, Lines
from joren.testing.shop.calendar import Calendar
from joren.testing.shop.catalogue import Catalogue
from joren.testing.shop.draws import Draws, Ints
from joren.testing.shop.people import Flags, People
from joren.testing.shop.pieces import Piece, Texts, amount, chosen, column, fields, glue, moments, numbers, rest
from joren.testing.shop.steps import ENTRY, FULLER_CART, Kind, Steps, is_delivery, nth_product
from joren.testing.shop.tables import ADDRESS, PeopleTexts, ProductTexts
from joren.testing.shop.visits import Habits
from joren.testing.shop.words import LANGUAGES
from joren.testing.shop.words.complaints import TEXTS, TOPICS
from joren.testing.shop.words.goods import CATEGORIES, PAGES

#: Where visitors come from: (share, source, medium, name of the campaign); the first come by themselves.
_CAMPAIGNS = (
    (0.62, None, None, None), (0.16, "google", "cpc", "brand"), (0.12, "newsletter", "email", "monthly"),
    (0.1, "instagram", "social", "spring"),
)  # fmt: skip
#: The kinds of steps that tell the e-mail address in their properties.
TELL_MAIL = frozenset({Kind.ORDER, Kind.UPDATED, Kind.REFUNDED, Kind.COMPLAINT})


class Said(NamedTuple):
    """What some steps of one kind say."""

    call: str
    name: str
    properties: Sequence[Piece]
    context: Sequence[Piece]
    customer: Flags
    """Whether the customer's id is told."""
    device: Flags
    """Whether the device's id is told."""


class Wording:
    """Says steps. All steps given at once are of one kind."""

    def __init__(
        self,
        *,
        draws: Draws,
        people: People,
        catalogue: Catalogue,
        calendar: Calendar,
        baskets: Baskets,
        habits: Habits,
        main_language: int,
    ) -> None:
        self._draws, self._people, self._catalogue, self._calendar = draws, people, catalogue, calendar
        self._baskets, self._habits, self._main_language = baskets, habits, main_language
        self.products = ProductTexts(catalogue)
        self.persons = PeopleTexts(people, draws)
        self._currency = catalogue.currency
        self._says: dict[Kind, tuple[str, Callable[[Steps], Sequence[Piece]]]] = {
            Kind.PAGE: ("page_viewed", self._page),
            Kind.SEARCH: ("products_searched", self._search),
            Kind.LIST: ("product_list_viewed", self._list),
            Kind.VIEW: ("product_viewed", self._product),
            Kind.ADD: ("product_added", self._added),
            Kind.REMOVE: ("product_removed", self._added),
            Kind.CART: ("cart_updated", self._cart),
            Kind.CHECKOUT: ("checkout_started", self._checkout),
            Kind.IDENTIFY: ("identified", self._traits),
            Kind.CONSENT: ("consent_changed", self._consent),
            Kind.FAILED: ("payment_failed", self._failed),
            Kind.ORDER: ("order_completed", self._order),
            Kind.UPDATED: ("order_updated", self._order),
            Kind.REFUNDED: ("order_refunded", self._refund),
            Kind.COMPLAINT: ("complaint_received", self._complaint),
            Kind.PRODUCT: ("product_updated", self._offered),
            Kind.STOCK: ("stock_changed", self._stock),
        }

    def say(self, kind: Kind, steps: Steps) -> Said:
        """What these steps say."""
        name, properties = self._says[kind]
        nobody, everybody = np.zeros(len(steps), dtype=np.bool_), np.ones(len(steps), dtype=np.bool_)
        call = {Kind.PAGE: "page", Kind.IDENTIFY: "identify"}.get(kind, "track")
        if kind >= Kind.PRODUCT:
            return Said(call, name, properties(steps), (), nobody, nobody)
        if kind >= Kind.UPDATED:
            return Said(call, name, properties(steps), (), steps.signed_in, ~steps.signed_in)
        return Said(call, name, properties(steps), self._context(kind, steps), steps.signed_in, everybody)

    def device(self, steps: Steps) -> Ints:
        """On which device each step happened."""
        return self._habits.device(steps.person, steps.visit)

    def _language(self, steps: Steps) -> Ints:
        return self._people.language(steps.person)

    def _context(self, kind: Kind, steps: Steps) -> Sequence[Piece]:
        where = self.persons.contexts(steps.person, self.device(steps))
        if kind is not Kind.PAGE:
            return (Piece(where, where),)
        campaign = self._draws.pick("campaign", [each[0] for each in _CAMPAIGNS], steps.person, steps.visit)
        campaign[steps.place != ENTRY] = 0
        columns = {f"campaign_{field}": chosen(table, campaign) for field, table in _CAMPAIGN_COLUMNS.items()}
        return (Piece(where, where), Piece(chosen(_CAMPAIGN_FIELDS, campaign), None, columns))

    # What visitors do.

    def _page(self, steps: Steps) -> Sequence[Piece]:
        entry = self._draws.pick("entry", (0.75, 0.0, 0.0, 0.25), steps.person, steps.visit)
        page = np.where(steps.place == ENTRY, entry, 1 + self._habits.reason(steps.person, steps.visit))
        row = self._language(steps) * len(PAGES) + page
        columns = {f"page_{field}": chosen(table, row) for field, table in _PAGE_COLUMNS.items()}
        return (Piece(chosen(_PAGE_FIELDS, row), None, columns),)

    def _search(self, steps: Steps) -> Sequence[Piece]:
        product = self._baskets.product(steps.person, steps.visit, np.zeros(len(steps), dtype=np.int64))
        table = pa.array([goods[language] for language in range(len(LANGUAGES)) for goods in self._catalogue.goods])
        return (rest("query", chosen(table, self._language(steps) * self._catalogue.count + product)),)

    def _list(self, steps: Steps) -> Sequence[Piece]:
        product = self._baskets.product(steps.person, steps.visit, np.zeros(len(steps), dtype=np.int64))
        shelf = self._catalogue.category[product]
        return rest("list_id", chosen(_LIST_IDS, shelf)), column("category", chosen(_CATEGORY_NAMES, shelf))

    def _product(self, steps: Steps) -> Sequence[Piece]:
        product = steps.product.astype(np.int64)
        version = self._catalogue.version(product, self._calendar.day_of(steps.origin))
        return (self.products.piece(self._language(steps), product, version),)

    def _added(self, steps: Steps) -> Sequence[Piece]:
        size = self._baskets.size(steps.person, steps.visit)
        nth = np.where(steps.kind == Kind.REMOVE, size, nth_product(steps.place))
        quantity = self._baskets.quantity(steps.person, steps.visit, nth, steps.product.astype(np.int64))
        count = Piece(
            glue(',"quantity":', numbers(quantity)), None, {"quantity": pa.array(quantity.astype(np.float64))}
        )
        return column("cart_id", _cart_ids(steps)), *self._product(steps), count

    def _cart(self, steps: Steps) -> Sequence[Piece]:
        more = (steps.place == FULLER_CART).astype(np.int64)
        lines = self._baskets.lines(steps.person, steps.visit, steps.origin, more=more)
        total = lines.per_basket(lines.price * lines.quantity)
        url = glue(ADDRESS, "/cart/", _cart_ids(steps))
        return (
            column("cart_id", _cart_ids(steps)), self._in_currency(), amount("total", total, self._currency),
            Piece(glue(',"url":"', url, '"'), None, {"page_url": url}), self._goods(steps, lines),
        )  # fmt: skip

    def _checkout(self, steps: Steps) -> Sequence[Piece]:
        lines = self._baskets.lines(steps.person, steps.visit, steps.origin)
        goods = lines.per_basket(lines.price * lines.quantity)
        total = goods + self._baskets.tax(goods) + self._baskets.shipping(goods)
        return (
            column("checkout_id", _checkout_ids(steps)), column("cart_id", _cart_ids(steps)), self._in_currency(),
            amount("total", total, self._currency), self._goods(steps, lines),
        )  # fmt: skip

    def _failed(self, steps: Steps) -> Sequence[Piece]:
        why = _constant({"reason": "card_declined"})
        return column("checkout_id", _checkout_ids(steps)), why

    def _traits(self, steps: Steps) -> Sequence[Piece]:
        traits = self.persons.traits(steps.person)
        return (Piece(traits, traits),)

    def _consent(self, steps: Steps) -> Sequence[Piece]:
        granted = self._people.consents(steps.person).astype(np.int64)
        language = self._language(steps)
        url = chosen(_CONSENT_URLS, language)
        return (
            Piece(chosen(_CONSENT_FIELDS, granted), chosen(_CONSENT_FIELDS, granted)),
            rest("text", chosen(_CONSENT_TEXTS, language)),
            Piece(glue(',"url":"', url, '"'), None, {"page_url": url}),
        )

    # Orders, and what becomes of them.

    def _order(self, steps: Steps) -> Sequence[Piece]:
        amounts = self._baskets.amounts(steps.person, steps.visit, steps.origin)
        revenue = amounts.revenue
        tax, shipping = self._baskets.tax(revenue), self._baskets.shipping(revenue)
        placed = steps.origin // 1000 * 1000 + self._habits.ordered_after(steps.person, steps.visit)
        status = np.where(steps.kind == Kind.ORDER, 0, 1 + is_delivery(steps.place))
        state = chosen(_ORDER_STATES, status)
        goods = glue(',"products":', self.products.lists(self._language(steps), amounts.lines, with_discount=True))
        return (
            column("order_id", _order_ids(steps)), rest("number", glue("#", numbers(steps.number))),
            column("cart_id", _cart_ids(steps)), column("checkout_id", _checkout_ids(steps)), self._in_currency(),
            amount("total", revenue + tax + shipping, self._currency), amount("revenue", revenue, self._currency),
            amount("tax", tax, self._currency), amount("shipping", shipping, self._currency),
            amount("discount", amounts.discount, self._currency), column("coupon", chosen(_COUPONS, amounts.coupon)),
            rest("email", self.persons.emails(steps.person)), Piece(state, state), rest("placed_at", moments(placed)),
            Piece(goods, goods),
        )  # fmt: skip

    def _refund(self, steps: Steps) -> Sequence[Piece]:
        amounts = self._baskets.amounts(steps.person, steps.visit, steps.origin)
        lines, whole = amounts.lines, self._baskets.returned_share(steps.person, steps.visit) == 2
        kept = np.flatnonzero(whole[lines.basket] | (np.arange(len(lines.basket)) == lines.begins[lines.basket]))
        counts = np.bincount(lines.basket[kept], minlength=len(steps))
        begins = np.concatenate([[0], np.cumsum(counts)])
        back = Lines(
            begins, lines.basket[kept], lines.product[kept], lines.version[kept], lines.quantity[kept],
            lines.price[kept], lines.discount[kept],
        )  # fmt: skip
        revenue = back.per_basket(back.price * back.quantity - back.discount)
        shipping = np.where(whole, self._baskets.shipping(revenue), 0)
        goods = glue(',"products":', self.products.lists(self._language(steps), back, with_discount=True))
        return (
            column("order_id", _order_ids(steps)), rest("refund_id", glue("r", numbers(steps.number))),
            self._in_currency(), amount("total", revenue + self._baskets.tax(revenue) + shipping, self._currency),
            amount("revenue", revenue, self._currency), rest("email", self.persons.emails(steps.person)),
            Piece(goods, goods),
        )  # fmt: skip

    def _complaint(self, steps: Steps) -> Sequence[Piece]:
        topic = self._baskets.topic(steps.person, steps.visit)
        which = self._draws.below("complaint-text", 2, steps.person, steps.visit)
        rating = 1 + self._draws.below("rating", 2, steps.person, steps.visit)
        text = chosen(_COMPLAINTS, (topic * len(LANGUAGES) + self._language(steps)) * 2 + which)
        language = chosen(_LANGUAGES, self._language(steps))
        stars = glue(',"rating":', numbers(rating))
        return (
            column("order_id", _order_ids(steps)), Piece(stars, stars), rest("topic", chosen(_TOPICS, topic)),
            rest("text", text), rest("language", language), rest("email", self.persons.emails(steps.person)),
        )  # fmt: skip

    # Goods. Their number stands where a person's does, and their version where a visit's does.

    def _offered(self, steps: Steps) -> Sequence[Piece]:
        product = steps.person
        language = np.full(len(steps), self._main_language)
        stock = glue(',"stock":', numbers(self._catalogue.stock[product]), ',"active":true')
        return self.products.piece(language, product, steps.visit), Piece(stock, stock)

    def _stock(self, steps: Steps) -> Sequence[Piece]:
        product = steps.person
        stock = glue(',"stock":', numbers(np.where(steps.visit == 0, 0, self._catalogue.stock[product])))
        return (
            column("product_id", chosen(pa.array(self.products.ids), product)),
            rest("variant_id", chosen(pa.array(self.products.variants), product)),
            column("sku", chosen(pa.array(self.products.skus), product)), Piece(stock, stock),
        )  # fmt: skip

    def _in_currency(self) -> Piece:
        return Piece(f',"currency":"{self._currency}"', None, {"currency": self._currency})

    def _goods(self, steps: Steps, lines: Lines) -> Piece:
        goods = glue(',"products":', self.products.lists(self._language(steps), lines))
        return Piece(goods, goods)


def _order_ids(steps: Steps) -> Texts:
    return glue("o", numbers(steps.number))


def _cart_ids(steps: Steps) -> Texts:
    return glue("k", numbers(steps.person), "-", numbers(steps.visit))


def _checkout_ids(steps: Steps) -> Texts:
    return glue("h", numbers(steps.person), "-", numbers(steps.visit))


def _constant(values: dict[str, object]) -> Piece:
    return Piece(fields(values), fields(values))


_LANGUAGES, _TOPICS, _COUPONS = pa.array(LANGUAGES), pa.array(TOPICS), pa.array(COUPONS, pa.string())
_CATEGORY_NAMES = pa.array([category.name for category in CATEGORIES])
_LIST_IDS = pa.array([f"shelf-{number + 1}" for number in range(len(CATEGORIES))])
_COMPLAINTS = pa.array([text for topic in TEXTS for language in topic for text in language])
_ORDER_STATES = pa.array([
    fields({"financial_status": "paid", "fulfilment_status": state})
    for state in ("unfulfilled", "fulfilled", "delivered")
])  # fmt: skip
_CONSENT_URLS = pa.array([f"{ADDRESS}/{tag}/checkout" for tag in LANGUAGES])
_CONSENT_TEXTS = pa.array([f"news-{tag}-1" for tag in LANGUAGES])
_CONSENT_FIELDS = pa.array([
    fields({"channel": "email", "state": state, "basis": "opt_in", "source": "shop"}) for state in ("denied", "granted")
])  # fmt: skip
_CAMPAIGN_COLUMNS = {
    field: pa.array([each[number] for each in _CAMPAIGNS], pa.string())
    for number, field in ((1, "source"), (2, "medium"), (3, "name"))
}
_CAMPAIGN_FIELDS = pa.array([
    "" if source is None else fields({"campaign": {"source": source, "medium": medium, "name": name}})
    for _, source, medium, name in _CAMPAIGNS
])  # fmt: skip
_PAGES = [
    {"url": f"{ADDRESS}/{tag}{path}", "path": f"/{tag}{path}", "title": titles[language]}
    for language, tag in enumerate(LANGUAGES)
    for path, titles in PAGES
]
_PAGE_FIELDS = pa.array([fields(page) for page in _PAGES])
_PAGE_COLUMNS = {field: pa.array([page[field] for page in _PAGES]) for field in ("url", "path", "title")}
