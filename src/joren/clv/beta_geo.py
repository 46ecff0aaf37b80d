"""BG/NBD and its modification: customers who may leave right after a purchase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from joren.clv.beta_geo_likelihood import BetaGeometricLikelihood
from joren.clv.beta_quadrature import beta_nodes, nodes_needed
from joren.clv.groups import Groups
from joren.clv.inputs import Customers
from joren.clv.newton import Objective
from joren.clv.transaction_model import TransactionModel, purchase_rate

Vector = npt.NDArray[np.float64]

_BLOCK = 4096


class _Level(NamedTuple):
    """Customers of one frequency: their rows, whose ages are `stretch[where]`, and their leaving probabilities."""

    rows: npt.NDArray[np.intp]
    where: npt.NDArray[np.intp]
    k: float
    stretch: Vector
    p: Vector
    weights: Vector


class BetaGeoModel(TransactionModel):
    """BG/NBD (Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way, Marketing Science 24(2)).

    While alive a customer buys at random times with rate λ ~ Gamma(r, rate α); after each repeat purchase the
    customer leaves for good with probability p ~ Beta(a, b). The likelihood is the paper's equation (6), P(alive)
    follows from it, and the expectation is equation (10), here as an average over p by quadrature, which also
    holds where a is near 1 and the paper's closed form is 0/0. Parameters: `r`, `alpha`, `a`, `b`.
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("r", "alpha", "a", "b")
    _first_toss: ClassVar[int] = 0

    def _likelihood(self, groups: Groups) -> Objective:
        return BetaGeometricLikelihood(groups, self._first_toss)

    def _starts(self, groups: Groups) -> list[Vector]:
        rate = purchase_rate(groups)
        guesses = ((0.5, 0.8, 2.5), (2.0, 1.0, 10.0), (0.2, 0.3, 0.5), (5.0, 0.1, 2.0))
        return [np.log([r, 0.6 * r / rate, a, b]) for r, a, b in guesses]

    def _alive(self, parameters: Vector, customers: Customers) -> Vector:
        r, alpha, a, b = parameters
        tosses = customers.frequency + self._first_toss
        shrunk = (r + customers.frequency) * np.log((alpha + customers.T) / (alpha + customers.recency))
        log_odds = np.log(a) - np.log(np.where(tosses > 0, b + tosses - 1.0, 1.0)) + shrunk
        return np.where(tosses > 0, 1.0 / (1.0 + np.exp(np.minimum(log_odds, 700.0))), 1.0)

    def _moments_if_alive(
        self, parameters: Vector, customers: Customers, periods: float, leaving: float = 1.0
    ) -> tuple[Vector, Vector]:
        mean, pairs = np.zeros(len(customers)), np.zeros(len(customers))
        for level in self._levels(parameters, customers, periods):
            by_age = _moments(level.k, level.stretch, leaving * level.p, level.weights)
            mean[level.rows], pairs[level.rows] = by_age[0][level.where], by_age[1][level.where]
        return mean, pairs

    def _stays_if_alive(self, parameters: Vector, customers: Customers, periods: float, leaving: float = 1.0) -> Vector:
        stays = np.ones(len(customers))
        for level in self._levels(parameters, customers, periods):
            grown = np.log1p(np.multiply.outer(level.stretch, leaving * level.p))
            stays[level.rows] = np.einsum("ij,j->i", np.exp(-level.k * grown), level.weights)[level.where]
        return stays

    def new_purchases_if_leaving(self, periods: float, leaving: float) -> float:
        """`expected_purchases_new`, were every customer's chance to leave multiplied by `leaving`."""
        r, alpha, a, b = self._parameters()
        if periods == 0:
            return 0.0
        p, weights = beta_nodes(a, b, nodes_needed(alpha / periods))
        p = leaving * p
        passed = weights * (1.0 - p) ** self._first_toss
        return float(_moments(r, np.array([periods / alpha]), p, passed)[0][0])

    def _levels(self, parameters: Vector, customers: Customers, periods: float) -> Iterator[_Level]:
        """The customers by frequency: what lies ahead of them depends on that and on T only."""
        r, alpha, a, b = parameters
        if periods == 0 or not len(customers):
            return
        count = nodes_needed((alpha + float(customers.T.min())) / periods)
        for frequency, rows, ages, where in customers.levels:
            p, weights = beta_nodes(a, b + frequency + self._first_toss, count)
            yield _Level(rows, where, r + frequency, periods / (alpha + ages), p, weights)

    def _probabilities_if_alive(self, parameters: Vector, customers: Customers, periods: float) -> Iterator[Vector]:
        # Equation (8) of the paper with the customer's own posterior Gamma(r+x, α+T) and Beta(a, b+m).
        r, alpha, a, b = parameters
        k, passes = r + customers.frequency, b + customers.frequency + self._first_toss
        stretch = periods / (alpha + customers.T)
        log_chance = -k * np.log1p(stretch)
        log_growth = np.log(stretch / (1.0 + stretch)) if periods > 0 else np.full(len(k), -np.inf)
        stays = np.ones(len(k))
        chance = np.exp(log_chance)
        more = 1.0 - chance
        count = 0
        yield chance
        while True:
            count += 1
            log_chance = log_chance + np.log((k + count - 1) / count) + log_growth
            tossed = a + passes + count - 1
            leaves, stays = stays * a / tossed, stays * (passes + count - 1) / tossed
            chance = np.exp(log_chance)
            yield stays * chance + leaves * np.maximum(more, 0.0)
            more = more - chance


class ModifiedBetaGeoModel(BetaGeoModel):
    """MBG/NBD (Batislam, Denizel & Filiztekin 2007; Hoppe & Wagner 2007): as BG/NBD, with one toss more.

    The customer may also leave right after the first purchase, so that one-time buyers too can be gone. The
    likelihood is Batislam et al.'s equation (5); P(alive) and the expectation follow as for the BG/NBD.
    Parameters: `r`, `alpha`, `a`, `b`.
    """

    _first_toss: ClassVar[int] = 1


def _moments(k: float, stretch: Vector, p: Vector, weights: Vector) -> tuple[Vector, Vector]:
    """E[Y] and E[Y(Y−1)] for λ ~ Gamma(k, 1) over the time `stretch`, averaged over the leaving probabilities p.

    For one p, E[Y] = (1 − (1+y)^−k) / p and E[Y(Y−1)] = 2(1−p)/p² · (1 − (1+y)^−(k+1) (1 + (k+1)y)), y = p·stretch.
    """
    mean, pairs = np.empty(len(stretch)), np.empty(len(stretch))
    p = np.maximum(p, 1e-100)  # where nobody leaves: the limit, not 0/0
    for start in range(0, len(stretch), _BLOCK):
        rows = slice(start, start + _BLOCK)
        y = np.multiply.outer(stretch[rows], p)
        log_growth = np.log1p(y)
        mean[rows] = np.einsum("ij,j->i", -np.expm1(-k * log_growth), weights / p)
        steep = (k + 1) * y
        twice = 1.0 - np.exp(-(k + 1) * log_growth) * (1.0 + steep)
        twice = np.where(steep < 1e-4, 0.5 * k * (k + 1) * y * y, twice)
        pairs[rows] = np.einsum("ij,j->i", twice, 2.0 * weights * (1.0 - p) / (p * p))
    return mean, pairs
