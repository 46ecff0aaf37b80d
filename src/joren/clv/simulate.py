"""Shops with known truth: customers drawn from each model, to test and to measure by.

Every function takes a seeded `numpy.random.Generator` and each customer's age `T`, and keeps watching for `holdout`
periods more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SimulatedCustomers:
    """What was seen until T, what came in the `holdout` periods after it, and who was truly alive at T."""

    frequency: Vector
    recency: Vector
    T: Vector
    holdout_purchases: Vector
    alive: npt.NDArray[np.bool_]

    def summary(self) -> dict[str, Vector]:
        """The columns that a model is fitted on."""
        return {"frequency": self.frequency, "recency": self.recency, "T": self.T}


def simulate_beta_geo(
    generator: np.random.Generator, T: Vector, *, r: float, alpha: float, a: float, b: float, holdout: float = 0.0
) -> SimulatedCustomers:
    """Customers of the BG/NBD: a toss after each repeat purchase decides whether they leave."""
    leaving, staying = generator.beta(a, b, len(T)), np.ones(len(T), dtype=np.bool_)
    return _tossing(generator, T, staying=staying, rate=(r, alpha), leaving=leaving, holdout=holdout)


def simulate_modified_beta_geo(
    generator: np.random.Generator, T: Vector, *, r: float, alpha: float, a: float, b: float, holdout: float = 0.0
) -> SimulatedCustomers:
    """Customers of the MBG/NBD: as BG/NBD, with a toss after the first purchase too."""
    leaving = generator.beta(a, b, len(T))
    staying = generator.random(len(T)) >= leaving
    return _tossing(generator, T, staying=staying, rate=(r, alpha), leaving=leaving, holdout=holdout)


def simulate_pareto_nbd(
    generator: np.random.Generator, T: Vector, *, r: float, alpha: float, s: float, beta: float, holdout: float = 0.0
) -> SimulatedCustomers:
    """Customers of the Pareto/NBD: they leave at a random moment, whether they buy or not."""
    rate = generator.gamma(r, 1.0 / alpha, len(T))
    life = generator.exponential(1.0, len(T)) / np.maximum(generator.gamma(s, 1.0 / beta, len(T)), 1e-300)
    until = np.minimum(life, T)
    frequency = generator.poisson(rate * until).astype(np.float64)
    # Of n moments spread evenly over a span, the last one's share of the span is distributed as U^(1/n).
    last = until * generator.random(len(T)) ** (1.0 / np.maximum(frequency, 1.0))
    after = generator.poisson(rate * np.maximum(np.minimum(life, T + holdout) - T, 0.0)).astype(np.float64)
    return SimulatedCustomers(frequency, np.where(frequency > 0, last, 0.0), T, after, life > T)


def simulate_beta_geo_beta_binomial(
    generator: np.random.Generator,
    T: Vector,
    *,
    alpha: float,
    beta: float,
    gamma: float,
    delta: float,
    holdout: int = 0,
) -> SimulatedCustomers:
    """Customers of the BG/BB: at each of T opportunities they leave, buy, or do neither."""
    buying, leaving = generator.beta(alpha, beta, len(T)), generator.beta(gamma, delta, len(T))
    frequency, recency, after = np.zeros(len(T)), np.zeros(len(T)), np.zeros(len(T))
    alive, alive_at_end = np.ones(len(T), dtype=np.bool_), T == 0
    for opportunity in range(1, int(T.max()) + holdout + 1):
        alive = alive & (generator.random(len(T)) >= leaving)
        bought = alive & (generator.random(len(T)) < buying)
        seen = opportunity <= T
        frequency += bought & seen
        recency[bought & seen] = opportunity
        after += bought & ~seen & (opportunity <= T + holdout)
        alive_at_end = np.where(opportunity == T, alive, alive_at_end)
    return SimulatedCustomers(frequency, recency, T, after, alive_at_end)


def simulate_spend(generator: np.random.Generator, frequency: Vector, *, p: float, q: float, v: float) -> Vector:
    """Mean amount of each customer's `frequency` purchases under Gamma-Gamma; 0 where there were none."""
    rate = generator.gamma(q, 1.0 / v, len(frequency))
    total = generator.gamma(p * np.maximum(frequency, 1.0)) / rate
    return np.where(frequency > 0, total / np.maximum(frequency, 1.0), 0.0)


def _tossing(
    generator: np.random.Generator,
    T: Vector,
    *,
    staying: npt.NDArray[np.bool_],
    rate: tuple[float, float],
    leaving: Vector,
    holdout: float,
) -> SimulatedCustomers:
    """Purchase after purchase for all who still stay, until everybody has left or the time is over."""
    pace = np.maximum(generator.gamma(rate[0], 1.0 / rate[1], len(T)), 1e-300)
    frequency, recency, after, age = (np.zeros(len(T)) for _ in range(4))
    alive = staying.copy()
    who = np.flatnonzero(staying)
    while len(who):
        age[who] += generator.exponential(1.0, len(who)) / pace[who]
        who = who[age[who] <= T[who] + holdout]
        before = age[who] <= T[who]
        frequency[who[before]] += 1
        recency[who[before]] = age[who[before]]
        after[who[~before]] += 1
        left = generator.random(len(who)) < leaving[who]
        alive[who[left & before]] = False
        who = who[~left]
    return SimulatedCustomers(frequency, recency, T, after, alive)
