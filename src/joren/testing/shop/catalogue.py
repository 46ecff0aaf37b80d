"""The goods: names in three languages, prices over time, what goes with what, when something was sold out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from joren.money import minor_units
from joren.testing.shop.draws import Draws, Floats, Ints
from joren.testing.shop.words import LANGUAGES
from joren.testing.shop.words.goods import BRANDS, CATEGORIES, SIZES, STYLES

#: How many minor units of a currency with decimals a yen is worth in this shop; prices end in 9.
_MINOR_UNITS_PER_YEN = 0.66


@dataclass(frozen=True)
class Catalogue:
    """All products, numbered from 0. A product's price changes once, or never (`changes_on` after the end)."""

    draws: Draws
    count: int
    currency: str
    days: int

    @cached_property
    def category(self) -> Ints:
        """The category of each, which share them evenly."""
        return np.arange(self.count, dtype=np.int64) % len(CATEGORIES)

    @cached_property
    def names(self) -> list[list[str]]:
        """[language][product]."""
        return [[self._name(product, language) for product in range(self.count)] for language in range(len(LANGUAGES))]

    @cached_property
    def goods(self) -> list[tuple[str, str, str]]:
        """What each is, without its style, in the three languages: what people search for."""
        places = [divmod(product, len(CATEGORIES)) for product in range(self.count)]
        return [CATEGORIES[category].goods[place % 6] for place, category in places]

    def _name(self, product: int, language: int) -> str:
        style = STYLES[(product // (len(CATEGORIES) * 6)) % len(STYLES)][language]
        good = self.goods[product][language]
        edition = product // (len(CATEGORIES) * 6 * len(STYLES))
        name = f"{style} {good}" if language == 0 else f"{style}{good}"
        return f"{name} {edition + 1}" if edition else name

    @cached_property
    def brand(self) -> Ints:
        """The number of each one's brand."""
        return self.draws.below("brand", len(BRANDS), self._all)

    @cached_property
    def size(self) -> Ints:
        """The number of the size in which it is sold."""
        return self.draws.below("size", len(SIZES), self._all)

    @cached_property
    def price(self) -> npt.NDArray[np.int64]:
        """[product, before or after its change], in minor units of the currency."""
        middle = np.array([category.yen for category in CATEGORIES])[self.category]
        factor = np.exp(1.1 * (self.draws.uniform("price", self._all) - 0.5))
        change = np.array([1.0, 0.85, 1.1])[self.draws.pick("price-change", (0.7, 0.15, 0.15), self._all)]
        return np.stack([self._round(middle * factor), self._round(middle * factor * change)], axis=1)

    @cached_property
    def changes_on(self) -> Ints:
        """The day on which the second price begins."""
        day = self.days // 4 + self.draws.below("price-day", max(1, self.days // 2), self._all)
        return np.where(self.price[:, 0] == self.price[:, 1], 1 << 30, day)

    @cached_property
    def sold_out(self) -> npt.NDArray[np.int64]:
        """[product, (from day, until day)]; both after the end for what was never sold out."""
        first = self.draws.below("sold-out-day", max(1, self.days), self._all)
        is_out = self.draws.uniform("sold-out", self._all) < 0.1
        long = 3 + self.draws.below("sold-out-days", 18, self._all)
        return np.where(is_out[:, None], np.stack([first, first + long], axis=1), 1 << 30)

    @cached_property
    def stock(self) -> Ints:
        """Pieces in stock when there are any."""
        return 5 + self.draws.below("stock", 200, self._all)

    @cached_property
    def companion(self) -> Ints:
        """The product that is often bought with each, of another category."""
        step = 1 + self.draws.below("companion", len(CATEGORIES) - 1, self._all)
        shelf = (self.category + step) % len(CATEGORIES)
        return self.in_category(shelf, self.draws.uniform("companion-which", self._all))

    @cached_property
    def runs_out(self) -> npt.NDArray[np.bool_]:
        """Whether it is used up."""
        return np.array([category.runs_out for category in CATEGORIES])[self.category]

    def in_category(self, category: Ints, uniform: Floats) -> Ints:
        """A product of the category: the n-th of it is asked for about 1 / n^0.7 as often as the first."""
        places = -(-(self.count - category) // len(CATEGORIES))
        weights = np.cumsum(1.0 / np.arange(1.0, self.count // len(CATEGORIES) + 2) ** 0.7)
        place = np.searchsorted(weights, uniform * weights[places - 1], side="right")
        return np.minimum(place, places - 1) * len(CATEGORIES) + category

    def version(self, product: Ints, day: Ints) -> Ints:
        """0 before the price of a product changed, 1 from that day on."""
        return (day >= self.changes_on[product]).astype(np.int64)

    @property
    def _all(self) -> Ints:
        return np.arange(self.count, dtype=np.int64)

    def _round(self, yen: Floats) -> Ints:
        if minor_units(self.currency) == 1:
            return (np.maximum(1, np.round(yen / 20)) * 20).astype(np.int64)
        return (np.maximum(1, np.round(yen * _MINOR_UNITS_PER_YEN / 10)) * 10 - 1).astype(np.int64)
