"""Texts that many events share, made once: products, contexts, addresses of devices and people."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from joren.testing.shop.baskets import Lines
from joren.testing.shop.calendar import COUNTRIES
from joren.testing.shop.catalogue import Catalogue
from joren.testing.shop.draws import Draws, Ints
from joren.testing.shop.people import Flags, People
from joren.testing.shop.pieces import Piece, chosen, fields, glue, glue_present, listed, major, numbers
from joren.testing.shop.words import LANGUAGES
from joren.testing.shop.words.goods import BRANDS, CATEGORIES, SIZES
from joren.testing.shop.words.names import FAMILY, GIVEN, PLACES, full_name

ADDRESS = "https://shop.example.com"
_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
_SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6"
_AGENTS = (
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) {_SAFARI} Mobile/15E148 Safari/604.1",
    f"Mozilla/5.0 (Linux; Android 10; K) {_CHROME} Mobile Safari/537.36",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_SAFARI} Safari/605.1.15",
)
_LOCALES = ("en-US", "en-GB", "en-CA", "ja-JP", "zh-CN", "zh-SG")


class ProductTexts:
    """Products as events name them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        count = catalogue.count
        self.ids = [f"p{number + 1}" for number in range(count)]
        self.variants = [f"p{number + 1}-{SIZES[catalogue.size[number]]}" for number in range(count)]
        self.skus = [
            f"{CATEGORIES[number % len(CATEGORIES)].name[:3].upper()}-{number + 1:04d}-{SIZES[catalogue.size[number]]}"
            for number in range(count)
        ]
        self.categories = [CATEGORIES[number].name for number in catalogue.category]
        self.brands = [BRANDS[number] for number in catalogue.brand]

    def url(self, product: int, language: int) -> str:
        """The address of a product's page."""
        return f"{ADDRESS}/{LANGUAGES[language]}/products/{self.ids[product]}"

    def price(self, product: int, version: int) -> int | float:
        """A price in major units, as JSON has it."""
        text = major(self._catalogue.price[product, version : version + 1], self._catalogue.currency)[0].as_py()
        return float(text) if "." in text else int(text)

    def facts(self, product: int, language: int, version: int) -> dict[str, object]:
        """What an event says of a product, in the order in which it says it."""
        return {
            "product_id": self.ids[product], "variant_id": self.variants[product], "sku": self.skus[product],
            "name": self._catalogue.names[language][product], "category": self.categories[product],
            "brand": self.brands[product], "price": self.price(product, version),
        }  # fmt: skip

    def image(self, product: int) -> str:
        """The address of its picture."""
        return f"{ADDRESS}/images/{self.ids[product]}.jpg"

    def piece(self, language: Ints, product: Ints, version: Ints) -> Piece:
        """The fields of one product for each event, with currency and addresses."""
        row = self._row(language, product, version)
        columns = {name: chosen(table, product) for name, table in self._columns.items()}
        columns["price"] = pa.array(self._catalogue.price[product, version])
        columns["page_url"] = chosen(self._urls, language * self._catalogue.count + product)
        columns["currency"] = self._catalogue.currency
        return Piece(chosen(self._whole, row), chosen(self._rest, row), columns)

    def lists(self, language: Ints, lines: Lines, *, with_discount: bool = False) -> Any:
        """A JSON array of products for each basket, in the language of each."""
        texts = chosen(self._lines, self._row(language[lines.basket], lines.product, lines.version))
        pieces = ["{", texts, ',"quantity":', numbers(lines.quantity)]
        if with_discount:
            pieces += [',"discount":', major(lines.discount, self._catalogue.currency)]
        return listed(glue(*pieces, "}"), lines.begins)

    def _row(self, language: Ints, product: Ints, version: Ints) -> Ints:
        return (language * self._catalogue.count + product) * 2 + version

    def _table(self, text: Callable[[int, int, int], str]) -> Any:
        numbers_of = range(self._catalogue.count)
        return pa.array(
            [text(p, of, version) for of in range(len(LANGUAGES)) for p in numbers_of for version in (0, 1)]
        )

    @cached_property
    def _columns(self) -> dict[str, Any]:
        named = {"product_id": self.ids, "sku": self.skus, "category": self.categories, "brand": self.brands}
        return {name: pa.array(values) for name, values in named.items()}

    @cached_property
    def _urls(self) -> Any:
        return pa.array([self.url(p, of) for of in range(len(LANGUAGES)) for p in range(self._catalogue.count)])

    @cached_property
    def _whole(self) -> Any:
        return self._table(
            lambda p, of, version: fields(
                self.facts(p, of, version)
                | {"currency": self._catalogue.currency, "url": self.url(p, of), "image_url": self.image(p)}
            )
        )

    @cached_property
    def _rest(self) -> Any:
        def text(p: int, of: int, version: int) -> str:
            facts = self.facts(p, of, version)
            return fields({"variant_id": facts["variant_id"], "name": facts["name"], "image_url": self.image(p)})

        return self._table(text)

    @cached_property
    def _lines(self) -> Any:
        return self._table(lambda p, of, version: fields(self.facts(p, of, version))[1:])


class PeopleTexts:
    """People as events name them."""

    def __init__(self, people: People, draws: Draws) -> None:
        self._people, self._draws = people, draws

    def customer_ids(self, person: Ints, *, where: Flags | None = None) -> Any:
        """The shop's ids of customers; missing where `where` is false."""
        values = pa.array(person + 100_001, mask=None if where is None else ~where)
        return glue("c", values.cast(pa.string()))

    def device_ids(self, person: Ints, device: Ints, *, where: Flags | None = None) -> Any:
        """The anonymous ids of devices: they tell nothing of whose they are."""
        values = pa.array(self._draws.bits("device-id", person, device), mask=None if where is None else ~where)
        return values.cast(pa.string())

    def emails(self, person: Ints) -> Any:
        """E-mail addresses, one for each person, in domains that are reserved for examples."""
        language = self._people.language(person)
        names = [self._people.given(person), self._people.family(person)]
        latin = [chosen(table, language * len(GIVEN[0]) + which) for table, which in zip(_LATIN, names, strict=True)]
        return glue(latin[0], ".", latin[1], numbers(person + 1), "@", pa.array(self._people.mail_domain(person)))

    def names(self, person: Ints) -> list[tuple[str, str, str]]:
        """(whole name in the order of its language, given name, family name)."""
        rows = zip(self._people.language(person), self._people.given(person), self._people.family(person), strict=True)
        written = [(of, GIVEN[of][given][0], FAMILY[of][family][0]) for of, given, family in rows]
        return [(full_name(int(of), family, given), given, family) for of, given, family in written]

    def traits(self, person: Ints) -> Any:
        """What an identify call tells, as pieces of JSON."""
        country = self._people.country(person)
        address = chosen(_ADDRESSES, country * _MOST_PLACES + self._people.place(person))
        names = [fields({"first_name": given, "last_name": family, "name": whole})
                 for whole, given, family in self.names(person)]  # fmt: skip
        phone = pa.array(self._people.phone(person), pa.string())
        born = _birthdays(self._draws, person)
        language = chosen(_LANGUAGE_FIELDS, self._people.language(person))
        return glue_present(
            ',"email":"', self.emails(person), '"', glue(',"phone":"', phone, '"'), pa.array(names),
            glue(',"birthday":"', born, '"'), language, address,
        )  # fmt: skip

    def contexts(self, person: Ints, device: Ints) -> Any:
        """Where a browser's event happened, as pieces of JSON."""
        agent = self._draws.below("agent", len(_AGENTS), person, device)
        return chosen(_CONTEXTS, self._people.country(person) * len(_AGENTS) + agent)


def _birthdays(draws: Draws, person: Ints) -> Any:
    """Days of birth, of those who gave theirs: 18 to 75 years before 2024."""
    days = (draws.uniform("born", person) * 57 * 365.25).astype(np.int64) - 7670
    gives = draws.uniform("gives-birthday", person) < 0.4
    return pa.array(days.astype(np.int32), pa.date32(), mask=~gives).cast(pa.string())


_LATIN = [pa.array([latin for names in table for _, latin in names]) for table in (GIVEN, FAMILY)]
_LANGUAGE_FIELDS = pa.array([fields({"language": tag}) for tag in LANGUAGES])
_MOST_PLACES = max(len(places) for places in PLACES.values())
_ADDRESSES = pa.array([
    fields({"address": {"country": code, "region": region, "city": city}})
    for code, _, _, _ in COUNTRIES
    for region, city in (PLACES[code] * _MOST_PLACES)[:_MOST_PLACES]
])  # fmt: skip
_CONTEXTS = pa.array([
    fields({"locale": locale, "timezone": zone, "userAgent": agent})
    for (_, _, _, zone), locale in zip(COUNTRIES, _LOCALES, strict=True)
    for agent in _AGENTS
])  # fmt: skip
