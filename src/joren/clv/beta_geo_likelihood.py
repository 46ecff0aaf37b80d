"""The likelihood of BG/NBD and MBG/NBD on grouped customers, with its first and second derivatives.

A customer who bought x times again (last at age t, now of age T) has passed m coin tosses alive: m = x in the
BG/NBD, which tosses after each repeat purchase; m = x + 1 in the MBG/NBD, which tosses after the first one too. With
k = r + x,

    ln L = ln Γ(k) − ln Γ(r) + r ln α + ln B(a, b+m) − ln B(a, b) − k ln(α+T) + ln(1 + e^u),
    u = ln a − ln(b+m−1) + k ln((α+T)/(α+t)),

the last term only where m > 0. Of these, all but u depend on x alone or on T alone, so that they are summed over the
few distinct x and T; only u is worked out per group, in blocks that stay in the processor's cache.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from joren.clv.estimation import on_log_scale
from joren.clv.gamma_functions import digamma, log_gamma, trigamma
from joren.clv.groups import Groups

Vector = npt.NDArray[np.float64]

_BLOCK = 8192  # stays in the cache, and no product of matrices is large enough for BLAS's threads


class BetaGeometricLikelihood:
    """Log-parameters (r, α, a, b) -> log-likelihood, gradient, Hessian; `first_toss` is 0 (BG) or 1 (MBG)."""

    def __init__(self, groups: Groups, first_toss: int) -> None:
        self.groups = groups
        tosses = groups.levels + first_toss
        self.tosses = tosses
        # Groups are sorted by frequency: those that cannot have left yet (m = 0) come first.
        self.first_level = int(np.searchsorted(tosses, 1.0))
        after = self.first_level
        self.first_row = int(groups.starts[after]) if after < len(tosses) else len(groups)

    def __call__(self, theta: Vector) -> tuple[float, Vector, Vector]:
        """Log-likelihood, gradient and Hessian at the log-parameters `theta`."""
        parameters = np.exp(theta)
        value, gradient, hessian = self._by_frequency(parameters)
        for part in (self._by_age(parameters), self._by_group(parameters)):
            value += part[0]
            gradient += part[1]
            hessian += part[2]
        return value, *on_log_scale(theta, gradient, hessian)

    def _by_frequency(self, parameters: Vector) -> tuple[float, Vector, Vector]:
        """Σ ln Γ(r+x) − ln Γ(r) + r ln α + ln B(a, b+m) − ln B(a, b)."""
        r, alpha, a, b = parameters
        w, x, m = self.groups.level_weights, self.groups.levels, self.tosses
        total = float(w.sum())
        fixed = np.array([r, a + b, b])
        lg, dg, tg = log_gamma(fixed), digamma(fixed), trigamma(fixed)
        points = np.concatenate((r + x, a + b + m, b + m)).reshape(3, -1)
        sign = np.array([1.0, -1.0, 1.0])  # Γ(r+x)/Γ(r), Γ(a+b)/Γ(a+b+m), Γ(b+m)/Γ(b)
        level = sign * (log_gamma(points) @ w - total * lg)
        slope = sign * (digamma(points) @ w - total * dg)
        bend = sign * (trigamma(points) @ w - total * tg)
        gradient = np.array([slope[0] + total * np.log(alpha), total * r / alpha, slope[1], slope[1] + slope[2]])
        hessian = np.zeros((4, 4))
        hessian[0, 0], hessian[1, 1] = bend[0], -total * r / alpha**2
        hessian[0, 1] = hessian[1, 0] = total / alpha
        hessian[2:, 2:] = bend[1]
        hessian[3, 3] += bend[2]
        return float(level.sum() + total * r * np.log(alpha)), gradient, hessian

    def _by_age(self, parameters: Vector) -> tuple[float, Vector, Vector]:
        """−Σ (r+x) ln(α+T)."""
        r, alpha = parameters[:2]
        age = alpha + self.groups.ages
        w, weighted = self.groups.age_weights, r * self.groups.age_weights + self.groups.age_purchases
        logs, share = np.log(age), 1.0 / age
        # Sums of products rather than dot products: long ones would wake BLAS's threads.
        gradient = np.array([-np.sum(w * logs), -np.sum(weighted * share), 0.0, 0.0])
        hessian = np.zeros((4, 4))
        hessian[0, 1] = hessian[1, 0] = -np.sum(w * share)
        hessian[1, 1] = np.sum(weighted * share * share)
        return -float(np.sum(weighted * logs)), gradient, hessian

    def _by_group(self, parameters: Vector) -> tuple[float, Vector, Vector]:
        """Σ ln(1 + e^u), block by block."""
        a, b = parameters[2:]
        first = self.first_level
        per_level = self.tosses[first:] + (b - 1.0)
        share = self.groups.spread(1.0 / per_level, first)
        odds = self.groups.spread(np.log(a / per_level), first)
        value, gradient, hessian = 0.0, np.zeros(4), np.zeros((4, 4))
        for start in range(self.first_row, len(self.groups), _BLOCK):
            rows = slice(start, start + _BLOCK)
            within = slice(start - self.first_row, start - self.first_row + _BLOCK)
            block_value, block_gradient, block_hessian = self._block(rows, parameters, odds[within], share[within])
            value += block_value
            gradient += block_gradient
            hessian += block_hessian
        scale = np.array([1.0, 1.0, 1.0 / a, -1.0])
        gradient *= scale
        hessian *= np.outer(scale, scale)
        hessian[2, 2] -= gradient[2] / a
        hessian[1, 0] = hessian[0, 1]
        return value, gradient, hessian

    def _block(self, rows: slice, parameters: Vector, odds: Vector, share: Vector) -> tuple[float, Vector, Vector]:
        """One block's value, gradient and Hessian (upper half) by r, α, ln a and −b."""
        r, alpha = parameters[:2]
        groups = self.groups
        w, k = groups.weights[rows], groups.frequency[rows] + r
        since_last, since_first = 1.0 / (alpha + groups.recency[rows]), 1.0 / (alpha + groups.T[rows])
        slopes = np.empty((4, len(w)))
        np.log(since_last / since_first, out=slopes[0])
        drop = since_first - since_last
        np.multiply(k, drop, out=slopes[1])
        slopes[2] = 1.0
        slopes[3] = share
        u = odds + k * slopes[0]
        small = np.exp(-np.abs(u))
        left = np.where(u > 0, 1.0, small) / (1.0 + small)  # the probability of having left
        pull = w * left
        doubt = pull * (1.0 - left)
        hessian: Vector = (slopes * doubt) @ slopes.T
        hessian[0, 1] += pull @ drop
        hessian[1, 1] -= (pull * slopes[1]) @ (since_last + since_first)
        hessian[3, 3] += pull @ (share * share)
        return float(w @ (np.maximum(u, 0.0) + np.log1p(small))), np.einsum("ij,j->i", slopes, pull), hessian
