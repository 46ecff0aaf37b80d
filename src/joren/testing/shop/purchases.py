"""Who buys when, and who leaves: the BG/NBD of Fader, Hardie and Lee (2005) in shop time.

A buyer's first order begins their story. After it they buy at their own rate, and after each repeat purchase they leave
for good with their own probability. Rates are Gamma(r, alpha), probabilities Beta(a, b). r, a and b are settings; alpha
is the one with which the wanted share of the buyers has bought once by the end, since
P(no repeat purchase in T) = (alpha / (alpha + T))^r.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import betaincinv, gammaincinv

from joren.testing.shop.draws import Draws, Floats, Ints
from joren.testing.shop.settings import Settings

#: Shop time from the first visit to the first order, on average.
_HESITATION = 5.0
#: The arrivals of people grow by this much from the first day to the last.
_GROWTH = 0.5
#: The first people arrive on this day, when it is the shop's first day in every time zone.
_OPENING = 2.0


class Orders(NamedTuple):
    """The orders of some people: whose, the how many-th of theirs (0 the first), and when in shop time."""

    person: Ints
    ordinal: Ints
    at: Floats


class Purchases:
    """The buying of all people, by their number, in shop time from 0 to the number of days."""

    def __init__(self, settings: Settings, draws: Draws) -> None:
        self._settings, self._draws = settings, draws
        self._until = float(settings.days)

    @cached_property
    def alpha(self) -> float:
        """The scale of the purchase rates, in days of shop time."""
        shares = self._settings.shares
        wanted = min(max(shares.one_time_buyer / max(shares.buyer, 1e-9), 0.01), 0.99)
        grid = (np.arange(400.0) + 0.5) / 400
        hesitation = -_HESITATION * np.log((np.arange(20.0) + 0.5) / 20)
        first = _first(_arrival(grid, self._until)[:, None], hesitation[None, :], self._until)
        ages = self._until - first

        def excess(logarithm: float) -> float:
            alpha = np.exp(logarithm)
            return float(np.mean((alpha / (alpha + ages)) ** self._settings.r) - wanted)

        return float(np.exp(brentq(excess, -20.0, 30.0)))

    def arrival(self, who: Ints) -> Floats:
        """When each comes for the first time."""
        return _arrival(self._draws.uniform("arrival", who), self._until)

    def first(self, who: Ints) -> Floats:
        """When each buys for the first time, were they buyers."""
        hesitation = _HESITATION * self._draws.exponential("hesitation", who)
        return _first(self.arrival(who), hesitation, self._until)

    def rate(self, who: Ints) -> Floats:
        """Each buyer's purchases per day of shop time while they stay."""
        standard = np.asarray(gammaincinv(self._settings.r, self._draws.uniform("rate", who)), dtype=np.float64)
        return np.maximum(standard, 1e-12) / self.alpha

    def leave_probability(self, who: Ints) -> Floats:
        """Each buyer's probability to leave after a repeat purchase."""
        probability: Floats = betaincinv(self._settings.a, self._settings.b, self._draws.uniform("leave", who))
        return probability

    def orders(self, who: Ints) -> tuple[Orders, Floats]:
        """All orders of these buyers until the end, and when each left (infinity: stays)."""
        rate, leaving = self.rate(who), self.leave_probability(who)
        now, left = self.first(who), np.full(len(who), np.inf)
        staying, ordinal = np.arange(len(who)), 0
        found = [Orders(who, np.zeros(len(who), dtype=np.int64), now.copy())]
        while len(staying):
            ordinal += 1
            now[staying] += self._draws.exponential("gap", who[staying], ordinal) / rate[staying]
            staying = staying[now[staying] < self._until]
            found.append(Orders(who[staying], np.full(len(staying), ordinal), now[staying]))
            leaves = self._draws.uniform("toss", who[staying], ordinal) < leaving[staying]
            left[staying[leaves]] = now[staying[leaves]]
            staying = staying[~leaves]
        return Orders(*(np.concatenate(column) for column in zip(*found, strict=True))), left


def _arrival(uniform: Floats, until: float) -> Floats:
    place = (np.sqrt(1 + uniform * (2 * _GROWTH + _GROWTH**2)) - 1) / _GROWTH
    return _OPENING + (until - _OPENING) * place


def _first(arrival: Floats, hesitation: Floats, until: float) -> Floats:
    return arrival + np.minimum(hesitation, (until - arrival) / 2)
