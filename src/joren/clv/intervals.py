"""Intervals for a customer's purchases and for a whole shop's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import NormalDist
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from joren.clv.inputs import Customers

Vector = npt.NDArray[np.float64]
#: parameters -> mean and variance of a total
Total = Callable[[Vector], tuple[float, float]]

_BLOCK = 1024
_LOG_STEP = 1e-4


class Interval(NamedTuple):
    """An expected value and the ends of its interval."""

    mean: float
    low: float
    high: float


class CountForecast(Protocol):
    """What is needed of a model to say how many purchases are how likely."""

    def purchase_moments(self, parameters: Vector, customers: Customers, periods: float) -> tuple[Vector, Vector]:
        """Mean and variance of each customer's purchases."""

    def purchase_probabilities(self, parameters: Vector, customers: Customers, periods: float) -> Iterator[Vector]:
        """The probabilities of 0, 1, 2, … purchases."""


def purchase_quantiles(
    model: CountForecast, draws: Vector, customers: Customers, periods: float, *, level: float
) -> tuple[Vector, Vector]:
    """The (1−level)/2 and (1+level)/2 quantiles of each customer's purchases, averaged over the parameter `draws`."""
    expected = model.purchase_moments(draws[0], customers, periods)[0]
    order = np.argsort(expected)  # so that the customers of one block need about as many steps
    low, high = np.zeros(len(customers)), np.zeros(len(customers))
    for start in range(0, len(customers), _BLOCK):
        rows = order[start : start + _BLOCK]
        block = customers.rows(rows)
        steps = [model.purchase_probabilities(draw, block, periods) for draw in draws]
        low[rows], high[rows] = _first_counts(steps, len(rows), (1 - level) / 2, (1 + level) / 2)
    return low, high


def _first_counts(steps: list[Iterator[Vector]], size: int, lower: float, upper: float) -> tuple[Vector, Vector]:
    low, high, below = np.zeros(size), np.zeros(size), np.zeros(size)
    for probabilities in zip(*steps, strict=False):  # a finished model's zeros are left out: it ends when none is left
        below += np.mean(probabilities, axis=0)
        low += below < lower
        unfinished = below < upper - 1e-9
        if not unfinished.any():
            break
        high += unfinished
    return low, high


def total_interval(total: Total, sampled: Total, centre: Vector, covariance: Vector, level: float) -> Interval:
    """Mean and interval of a sum over customers, the parameters' uncertainty added by the delta method.

    `total` gives mean and variance (chance) for parameters, `sampled` the same for some of the customers, from whom is
    learnt how the total moves with the parameters; `centre` are the estimates and `covariance` that of their
    logarithms. The interval is made on the log scale, where it stays positive.
    """
    mean, variance = total(centre)
    if mean <= 0:
        return Interval(0.0, 0.0, 0.0)
    slope = _log_slope(sampled, centre)
    relative = variance / mean**2 + float(slope @ covariance @ slope)
    half = NormalDist().inv_cdf(0.5 + level / 2) * float(np.sqrt(np.log1p(relative)))
    return Interval(mean, mean * float(np.exp(-half)), mean * float(np.exp(min(half, 700.0))))


def _log_slope(total: Total, centre: Vector) -> Vector:
    """Derivatives of the logarithm of the expected total by the logarithms of the parameters."""
    slope = np.zeros(len(centre))
    for i in range(len(centre)):
        up, down = centre.copy(), centre.copy()
        up[i] *= np.exp(_LOG_STEP)
        down[i] *= np.exp(-_LOG_STEP)
        slope[i] = (np.log(total(up)[0]) - np.log(total(down)[0])) / (2 * _LOG_STEP)
    return slope
