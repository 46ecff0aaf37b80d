"""The likelihood of BG/BB on grouped customers, with its first and second derivatives.

A customer who bought at x of n opportunities, last at the t-th, passed j of them alive, j somewhere from t to n:

    L = Σⱼ B(α+x, β+j−x)/B(α, β) · B(γ+1, δ+j)/B(γ, δ)     for t ≤ j < n (left before opportunity j+1)
        +  B(α+x, β+n−x)/B(α, β) · B(γ, δ+n)/B(γ, δ)       (alive at n)

(Fader, Hardie & Shang 2010, equation 7). Every Gamma function's argument is a parameter plus a whole number up to n,
so that all of them, and their derivatives, are looked up in six short tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from joren.clv.estimation import on_log_scale
from joren.clv.gamma_functions import digamma, log_gamma, trigamma
from joren.clv.groups import Groups

Vector = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

_BLOCK = 8192  # stays in the cache, and no product of matrices is large enough for BLAS's threads


@dataclass(frozen=True)
class Endings:
    """The ways in which each customer's story may have gone on: one entry per customer and j, customers together."""

    bought: Whole
    passed: Whole
    left: npt.NDArray[np.int64]  #: 1 where the customer left after `passed` opportunities, 0 where alive at the end
    starts: npt.NDArray[np.intp]  #: where each customer's entries begin
    sizes: Whole


def endings(frequency: Vector, recency: Vector, T: Vector) -> Endings:
    """All endings of these customers; the last of each customer's is "alive at T"."""
    x, first, n = (column.astype(np.int64) for column in (frequency, recency, T))
    sizes = n - first + 1
    starts = np.cumsum(sizes) - sizes
    passed = np.arange(int(sizes.sum())) + np.repeat(first - starts, sizes)
    left = (passed < np.repeat(n, sizes)).astype(np.int64)
    return Endings(np.repeat(x, sizes), passed, left, starts, sizes)


class Tables:
    """ln Γ, ψ or ψ′ of each parameter plus 0 … n, less its value where nothing has been seen."""

    def __init__(self, function: Callable[[npt.ArrayLike], Vector], parameters: Vector, most: int) -> None:
        alpha, beta, gamma, delta = parameters
        whole = np.arange(most + 2.0)
        self.alpha, self.beta, self.both = (_from_zero(function(p + whole)) for p in (alpha, beta, alpha + beta))
        self.gamma, self.delta, self.leaving = (_from_zero(function(p + whole)) for p in (gamma, delta, gamma + delta))

    def log_chances(self, story: Endings) -> Vector:
        """Logarithms of the addends of the likelihood, if these are tables of ln Γ."""
        x, j, left = story.bought, story.passed, story.left
        buying = self.alpha[x] + self.beta[j - x] - self.both[j]
        chances: Vector = buying + self.gamma[left] + self.delta[j] - self.leaving[j + left]
        return chances


class BetaGeometricBetaBinomialLikelihood:
    """Log-parameters (α, β, γ, δ) -> log-likelihood, gradient, Hessian."""

    def __init__(self, groups: Groups) -> None:
        self.groups = groups
        self.most = int(groups.T.max())

    def __call__(self, theta: Vector) -> tuple[float, Vector, Vector]:
        """Log-likelihood, gradient and Hessian at the log-parameters `theta`."""
        parameters = np.exp(theta)
        tables = tuple(Tables(function, parameters, self.most) for function in (log_gamma, digamma, trigamma))
        value, gradient, hessian = 0.0, np.zeros(4), np.zeros((4, 4))
        for rows in self._blocks():
            part = self._block(rows, *tables)
            value += part[0]
            gradient += part[1]
            hessian += part[2]
        return value, *on_log_scale(theta, gradient, hessian)

    def _blocks(self) -> Iterator[slice]:
        entries = np.cumsum(self.groups.T - self.groups.recency + 1)
        edges = np.searchsorted(entries, np.arange(0, entries[-1], _BLOCK), side="left").tolist()
        ends = [*edges[1:], len(self.groups)]
        return (slice(start, end) for start, end in zip(edges, ends, strict=True) if end > start)

    def _block(self, rows: slice, value: Tables, slope: Tables, bend: Tables) -> tuple[float, Vector, Vector]:
        groups = self.groups
        counts = groups.weights[rows]
        story = endings(groups.frequency[rows], groups.recency[rows], groups.T[rows])
        log_chances = value.log_chances(story)
        highest = np.maximum.reduceat(log_chances, story.starts)
        chances = np.exp(log_chances - np.repeat(highest, story.sizes))
        total = np.add.reduceat(chances, story.starts)
        share = chances * np.repeat(counts / total, story.sizes)
        slopes = _slopes(slope, story)
        weighted = slopes * share
        means = np.add.reduceat(weighted, story.starts, axis=1)
        hessian = weighted @ slopes.T - (means / counts) @ means.T + _bends(bend, story, share)
        return float(counts @ (highest + np.log(total))), means.sum(axis=1), hessian


def _slopes(psi: Tables, story: Endings) -> Vector:
    x, j, left = story.bought, story.passed, story.left
    both, leaving = psi.both[j], psi.leaving[j + left]
    return np.array([psi.alpha[x] - both, psi.beta[j - x] - both, psi.gamma[left] - leaving, psi.delta[j] - leaving])


def _bends(psi1: Tables, story: Endings, share: Vector) -> Vector:
    x, j, left = story.bought, story.passed, story.left
    both, leaving = share @ psi1.both[j], share @ psi1.leaving[j + left]
    bends = np.zeros((4, 4))
    bends[:2, :2], bends[2:, 2:] = -both, -leaving
    own = (psi1.alpha[x], psi1.beta[j - x], psi1.gamma[left], psi1.delta[j])
    bends[np.diag_indices(4)] += [share @ column for column in own]
    return bends


def _from_zero(values: Vector) -> Vector:
    differences: Vector = values - values[0]
    return differences
