"""The people: who they are and what they are like. Each fact is a function of a person's number."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtri

from joren.testing.shop.calendar import COUNTRIES, RHYTHMS
from joren.testing.shop.draws import Draws, Floats, Ints
from joren.testing.shop.settings import Settings
from joren.testing.shop.words import LANGUAGES
from joren.testing.shop.words.goods import CATEGORIES
from joren.testing.shop.words.names import FAMILY, GIVEN, PLACES

Flags = npt.NDArray[np.bool_]


class Character(IntEnum):
    """What somebody is by nature. Whether a buyer buys once or again is chance, see `joren.testing.shop.purchases`."""

    BOUNCER = 0
    PASSIVE_BROWSER = 1
    CART_ABANDONER = 2
    BUYER = 3


class Receptiveness(IntEnum):
    """What a message does to somebody, as uplift models call it."""

    PERSUADABLE = 0
    SURE_THING = 1
    LOST_CAUSE = 2
    SLEEPING_DOG = 3


#: Why a filled cart is left.
REASONS = ("shipping_cost", "long_wait", "cheaper_elsewhere", "just_looking")

#: Numbers that nobody has: 555-01xx of North America, Ofcom's numbers for drama, and beginnings that Japan and China
#: give to nobody. By country: how many there are; nobody shares one.
_PHONES = {"US": 30_000, "CA": 4_000, "GB": 1_000, "JP": 10_000_000, "CN": 10**8, "SG": 0}
_MAIL = ("example.com", "jp.example.net", "cn.example.org")


class People:
    """Facts by person's number. All methods take an array of numbers and answer with one of the same length."""

    def __init__(self, settings: Settings, draws: Draws) -> None:
        self._settings, self._draws = settings, draws

    def character(self, who: Ints) -> Ints:
        """Which `Character` each is."""
        shares = self._settings.shares
        weights = (shares.bouncer, shares.passive_browser, shares.cart_abandoner, shares.buyer)
        return self._draws.pick("character", weights, who)

    def language(self, who: Ints) -> Ints:
        """The number of each one's language in `LANGUAGES`."""
        weights = [self._settings.languages.get(tag, 0.0) for tag in LANGUAGES]
        return self._draws.pick("language", weights, who)

    def country(self, who: Ints) -> Ints:
        """The number of each one's country in `COUNTRIES`."""
        weights = [self._settings.languages.get(LANGUAGES[of], 0.0) * share for _, of, share, _ in COUNTRIES]
        language, uniform = self.language(who), self._draws.uniform("country", who)
        found = np.zeros(len(who), dtype=np.int64)
        for number in range(len(LANGUAGES)):
            here = language == number
            own = [weight if of == number else 0.0 for weight, (_, of, _, _) in zip(weights, COUNTRIES, strict=True)]
            if here.any():
                cumulative = np.cumsum(own)
                found[here] = np.searchsorted(cumulative, uniform[here] * cumulative[-1], side="right")
        return found

    def place(self, who: Ints) -> Ints:
        """The number of each one's city in its country's `PLACES`."""
        counts = np.array([len(PLACES[code]) for code, _, _, _ in COUNTRIES])[self.country(who)]
        place: Ints = (self._draws.uniform("place", who) * counts).astype(np.int64)
        return place

    def family(self, who: Ints) -> Ints:
        """The number of the family name."""
        return self._draws.below("family", len(FAMILY[0]), who)

    def given(self, who: Ints) -> Ints:
        """The number of the given name."""
        return self._draws.below("given", len(GIVEN[0]), who)

    def rhythm(self, who: Ints) -> Ints:
        """When on a day each buys: before work, around noon, in the evening."""
        return self._draws.pick("rhythm", RHYTHMS, who)

    def devices(self, who: Ints) -> Ints:
        """How many devices each has: 1 to 3."""
        return 1 + self._draws.pick("devices", (0.55, 0.35, 0.1), who)

    def price_sensitivity(self, who: Ints) -> Floats:
        """From 0, who never looks at the price, to 1; on average 0.4."""
        sensitivity: Floats = betaincinv(2.0, 3.0, self._draws.uniform("sensitivity", who))
        return np.where(self.is_coupon_lover(who), 0.5 + sensitivity / 2, sensitivity)

    def is_coupon_lover(self, who: Ints) -> Flags:
        """Who seldom buys without a coupon."""
        return self._draws.uniform("coupon-lover", who) < self._settings.coupon_lovers

    def means(self, who: Ints) -> Floats:
        """How much each spends against the average: moves the choice of goods and quantities. Median 1."""
        spread: Floats = ndtri(self._draws.uniform("means", who))
        return np.exp(0.45 * spread)

    def favourites(self, who: Ints) -> npt.NDArray[np.int64]:
        """[person, 2]: the categories that each likes best."""
        first = self._draws.below("favourite", len(CATEGORIES), who)
        step = 1 + self._draws.below("second-favourite", len(CATEGORIES) - 1, who)
        return np.stack([first, (first + step) % len(CATEGORIES)], axis=1)

    def is_guest(self, who: Ints) -> Flags:
        """Who buys without an account and is known by e-mail alone."""
        return self._draws.uniform("guest", who) < 0.1

    def leaves_mail(self, who: Ints) -> Flags:
        """Which of those who do not buy leave an address all the same: for news, or at the checkout."""
        likely = np.array([0.0, 0.3, 0.6, 1.0])[self.character(who)]
        return self._draws.uniform("leaves-mail", who) < likely

    def consents(self, who: Ints) -> Flags:
        """Who agrees to news by e-mail when asked."""
        return self._draws.uniform("consents", who) < 0.7

    def tends_to(self, who: Ints) -> Ints:
        """The number in `REASONS` of the reason for which each usually leaves a cart."""
        return self._draws.pick("tends-to", (0.4, 0.15, 0.2, 0.25), who)

    def receptiveness(self, who: Ints) -> Ints:
        """Which `Receptiveness` each has."""
        return self._draws.pick("receptiveness", (0.35, 0.25, 0.32, 0.08), who)

    def mail_domain(self, who: Ints) -> list[str]:
        """Where each one's e-mail address is: domains that are reserved for examples."""
        return [_MAIL[language] for language in self.language(who)]

    def phone(self, who: Ints) -> list[str | None]:
        """Numbers that nobody has in reality; none for who gave none or when they are used up."""
        gives = self._draws.uniform("gives-phone", who) < 0.5
        codes = [COUNTRIES[country][0] for country in self.country(who)]
        return [
            _phone(code, int(person)) if give and person < _PHONES[code] else None
            for code, person, give in zip(codes, who, gives, strict=True)
        ]


def _phone(country: str, number: int) -> str:
    if country in {"US", "CA"}:
        area, last = divmod(number, 100)
        return f"+1{201 + area}55501{last:02d}"
    if country == "GB":
        return f"+447700900{number:03d}"
    return f"+81900{number:07d}" if country == "JP" else f"+86120{number:08d}"
