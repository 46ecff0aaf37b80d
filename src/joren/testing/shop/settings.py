"""What can be chosen about a made shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from joren.testing.shop.words import LANGUAGES


@dataclass(frozen=True)
class Shares:
    """Which share of all people is what. They must make 1 together."""

    bouncer: float = 0.27
    passive_browser: float = 0.24
    cart_abandoner: float = 0.13
    one_time_buyer: float = 0.20
    repeat_buyer: float = 0.16

    @property
    def buyer(self) -> float:
        """Of those who buy at all."""
        return self.one_time_buyer + self.repeat_buyer


@dataclass(frozen=True)
class Settings:
    """A shop's world in numbers, from which everything follows. Raises `ValueError` for impossible ones."""

    seed: int = 1
    customers: int = 2000
    """People who come in the time of the history, buyers or not."""
    days: int = 730
    start: datetime = datetime(2024, 1, 1, tzinfo=UTC)
    currency: str = "JPY"
    languages: Mapping[str, float] = field(default_factory=lambda: {"en": 0.35, "ja": 0.45, "zh-Hans": 0.2})
    shares: Shares = Shares()
    coupon_lovers: float = 0.25
    """Share of the buyers who seldom buy without a coupon."""
    products: int = 240

    r: float = 0.6
    """BG/NBD: shape of the purchase rates. Their scale follows from the shares, see `joren.testing.shop.purchases`."""
    a: float = 0.8
    """BG/NBD: the probability to leave after a repeat purchase is Beta(a, b)."""
    b: float = 2.4

    def __post_init__(self) -> None:
        shares = self.shares
        total = shares.bouncer + shares.passive_browser + shares.cart_abandoner + shares.buyer
        if abs(total - 1) > 1e-9:
            raise ValueError(f"the shares make {total}, not 1")
        if not self.languages or set(self.languages) - set(LANGUAGES):
            raise ValueError(f"the languages of the shop are {', '.join(LANGUAGES)}")
        if self.start.tzinfo is None:
            raise ValueError("the start needs a time zone, such as datetime(2024, 1, 1, tzinfo=UTC)")
        if self.customers < 1 or self.days < 60 or self.products < 16:
            raise ValueError("a shop needs somebody, 60 days and 16 products at least")

    @property
    def end(self) -> datetime:
        """The moment at which the history ends."""
        return self.start.astimezone(UTC) + timedelta(days=self.days)
