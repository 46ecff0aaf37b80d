"""What a message truly does: how much more likely somebody is to buy within some days because of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import numpy as np

from joren.testing.shop.calendar import DAY, Calendar
from joren.testing.shop.draws import Draws, Floats, Ints
from joren.testing.shop.people import Character, Flags, People
from joren.testing.shop.purchases import Purchases


class Message(NamedTuple):
    """What one kind of message does to a persuadable person who is in its situation."""

    days: int
    """Days in which it works."""
    push: float
    """What it adds to the expected number of orders in those days."""
    coupon: float = 0.0
    """What its coupon adds for somebody who is wholly sensitive to prices."""
    reasons: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    """How many times as strong it is for each of the reasons for which carts are left."""
    to_former: bool = False
    """Whether it works on buyers who have left."""


#: By kind. The cart messages are meant for people who have just left a cart.
MESSAGES = {
    "welcome": Message(7, 0.05),
    "newsletter": Message(7, 0.02),
    "browse_reminder": Message(3, 0.04),
    "cart_reminder": Message(3, 0.12, reasons=(0.6, 0.7, 0.6, 1.6)),
    "cart_coupon": Message(3, 0.12, coupon=0.35, reasons=(1.0, 0.6, 1.6, 0.8)),
    "cart_free_shipping": Message(3, 0.12, coupon=0.1, reasons=(2.2, 0.6, 0.9, 0.8)),
    "thank_you": Message(30, 0.02),
    "birthday": Message(14, 0.05, coupon=0.1),
    "win_back": Message(30, 0.03, to_former=True),
    "win_back_coupon": Message(30, 0.03, coupon=0.12, to_former=True),
}

#: What each `Receptiveness` makes of a push, and of the purchases that would come anyway.
_PUSH = np.array([1.0, 0.15, 0.0, 0.0])
_ANYWAY = np.array([1.0, 1.0, 1.0, 0.6])
#: How open each `Character` is to a message at all.
_OPEN = np.array([0.0, 0.5, 1.0, 1.0])


@dataclass(frozen=True)
class Effect:
    """The true effect of a message on each person: probabilities to order at least once within `days`."""

    days: int
    without: Floats
    with_message: Floats

    @property
    def difference(self) -> Floats:
        """What the message adds; below 0 for people whom it drives away."""
        return self.with_message - self.without


class Effects:
    """The effects of messages on people."""

    def __init__(self, draws: Draws, people: People, purchases: Purchases, calendar: Calendar) -> None:
        self._draws, self._people, self._purchases, self._calendar = draws, people, purchases, calendar

    def of_message(self, person: Ints, kind: str, at: datetime, left: Floats) -> Effect:
        """The effect on each of these people of a message of this kind at a moment.

        `left`: when each buyer left in shop time (infinity: stays). Raises `ValueError` for an unknown kind.
        """
        message = _message(kind)
        expected = self._expected(person, at, message.days, left)
        anyway = _ANYWAY[self._people.receptiveness(person)]
        pushed = expected * anyway + self._push(person, message, at, left)
        return Effect(message.days, 1 - np.exp(-expected), 1 - np.exp(-pushed))

    def orders(self, person: Ints, kind: str, at: datetime, left: Floats, treated: Flags) -> Flags:
        """Who of these people orders within the message's days, if those who are `treated` get it.

        Chance is each person's own, so that the same person, asked with and without, shows the effect.
        """
        effect = self.of_message(person, kind, at, left)
        luck = self._draws.uniform(f"orders-after-{kind}", person, int(at.timestamp()))
        return luck < np.where(treated, effect.with_message, effect.without)

    def _expected(self, person: Ints, at: datetime, days: int, left: Floats) -> Floats:
        """Orders that come without the message, from the buyer's rate and the season."""
        begin, end = (self._shop_time(person, at, later) for later in (0, days))
        is_buyer = self._people.character(person) == Character.BUYER
        active = np.maximum(end - np.maximum(begin, self._purchases.first(person)), 0.0)
        stays = is_buyer & (left > begin)
        return np.where(stays, self._purchases.rate(person) * active, 0.0)

    def _push(self, person: Ints, message: Message, at: datetime, left: Floats) -> Floats:
        reason = np.array(message.reasons)[self._people.tends_to(person)]
        push = (message.push + message.coupon * self._people.price_sensitivity(person)) * reason
        has_left = left <= self._shop_time(person, at, 0)
        reached = np.where(has_left, 1.0 if message.to_former else 0.1, 1.0)
        open_to_it = _PUSH[self._people.receptiveness(person)] * _OPEN[self._people.character(person)]
        return np.asarray(push * reached * open_to_it, dtype=np.float64)

    def _shop_time(self, person: Ints, at: datetime, days_later: int) -> Floats:
        day = (at.timestamp() * 1e6 - self._calendar.origin) / DAY + days_later
        return self._calendar.to_shop_time(self._people.country(person), np.full(len(person), day))


def _message(kind: str) -> Message:
    try:
        return MESSAGES[kind]
    except KeyError:
        raise ValueError(f"`{kind}` is no kind of message: {', '.join(MESSAGES)}") from None
