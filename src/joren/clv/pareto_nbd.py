"""Pareto/NBD: customers who may leave at any moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from joren.clv.groups import Groups
from joren.clv.inputs import Customers
from joren.clv.newton import Objective
from joren.clv.pareto_nbd_likelihood import ParetoLikelihood, ends
from joren.clv.transaction_model import TransactionModel, purchase_rate

Vector = npt.NDArray[np.float64]

_BLOCK = 2048
_POINTS = 24
_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(_POINTS)
_NODES, _NODE_WEIGHTS = 0.5 * (_NODES[:, np.newaxis] + 1.0), 0.5 * _NODE_WEIGHTS[:, np.newaxis]


class ParetoNBDModel(TransactionModel):
    """Pareto/NBD (Schmittlein, Morrison & Colombo 1987, Management Science 33(1); Fader & Hardie 2005, note 009).

    While alive a customer buys at random times with rate λ ~ Gamma(r, rate α), and lives for an exponential time
    whose rate is μ ~ Gamma(s, rate β). The likelihood is the note's equation (18) in the form before its integral is
    solved, P(alive) and the expectation its (7) and (22). Parameters: `r`, `alpha`, `s`, `beta`.
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("r", "alpha", "s", "beta")

    def _likelihood(self, groups: Groups) -> Objective:
        return ParetoLikelihood(groups)

    def _starts(self, groups: Groups) -> list[Vector]:
        rate = purchase_rate(groups)
        age = float(groups.age_weights @ groups.ages) / float(groups.age_weights.sum())
        age = age if age > 0 else 1.0
        guesses = ((0.6, 0.6, 0.4), (1.5, 2.0, 2.0), (0.5, 0.2, 0.1), (0.5, 5.0, 20.0))
        return [np.log([r, 0.6 * r / rate, s, share * age]) for r, s, share in guesses]

    def _alive(self, parameters: Vector, customers: Customers) -> Vector:
        alive = np.empty(len(customers))
        for start in range(0, len(customers), _BLOCK):
            rows = slice(start, start + _BLOCK)
            weight = ends(parameters, customers.frequency[rows], customers.recency[rows], customers.T[rows])[1]
            alive[rows] = weight[-1] / weight.sum(axis=0)
        return alive

    def _stays_if_alive(self, parameters: Vector, customers: Customers, periods: float, leaving: float = 1.0) -> Vector:
        s, beta = parameters[2:]
        stays: Vector = np.exp(-s * np.log1p(leaving * periods / (beta + customers.T)))
        return stays

    def _moments_if_alive(
        self, parameters: Vector, customers: Customers, periods: float, leaving: float = 1.0
    ) -> tuple[Vector, Vector]:
        r, alpha, s, beta = parameters
        k, pace = r + customers.frequency, 1.0 / (alpha + customers.T)
        left = (beta + customers.T) / max(leaving, 1e-8)  # so slowly that it is never, and still a number
        stretch = np.log1p(periods / left)
        shared = _decayed(s - 1.0, stretch)
        # E[u] and E[u²] of the time u = min(life left, periods) during which purchases come at the customer's rate.
        time, time_squared = left * shared, 2.0 * left**2 * np.maximum(_decayed(s - 2.0, stretch) - shared, 0.0)
        return k * pace * time, k * (k + 1.0) * pace**2 * time_squared

    def _probabilities_if_alive(self, parameters: Vector, customers: Customers, periods: float) -> Iterator[Vector]:
        # Negative binomial counts given the time u left to live, averaged over u; the last point is u = periods.
        r, alpha, s, beta = parameters
        k, left = r + customers.frequency, beta + customers.T
        stretch = np.log1p(periods / left)
        width = np.minimum(stretch, 40.0 / s)
        time = np.concatenate((left * np.expm1(_NODES * width), np.full((1, len(k)), periods)))
        weight = np.concatenate((s * width * _NODE_WEIGHTS * np.exp(-s * _NODES * width), [np.exp(-s * stretch)]))
        exposure = time / (alpha + customers.T)
        log_chance = -k * np.log1p(exposure)
        with np.errstate(divide="ignore"):  # nothing is bought in no time
            log_growth = np.log(exposure / (1.0 + exposure))
        count = 0
        while True:
            yield np.einsum("ij,ij->j", weight, np.exp(log_chance))
            count += 1
            log_chance = log_chance + log_growth + np.log((k + count - 1) / count)


def _decayed(power: float, stretch: Vector) -> Vector:
    """∫ e^(−power·y) dy from 0 to `stretch`, also at power 0."""
    if abs(power) < 1e-12:
        return stretch
    result: Vector = -np.expm1(-power * stretch) / power
    return result
