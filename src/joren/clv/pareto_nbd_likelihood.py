"""The likelihood of Pareto/NBD on grouped customers, with its first and second derivatives.

A customer who bought x times again, last at age t and now of age T, either still lives or left at some age τ between:

    L = Γ(k)/Γ(r) · α^r β^s · { (α+T)^−k (β+T)^−s + s ∫ₜᵀ (α+τ)^−k (β+τ)^−(s+1) dτ },   k = r + x

(Fader & Hardie 2005, "A Note on Deriving the Pareto/NBD Model and Related Expressions", brucehardie.com/notes/009,
before the integral becomes a difference of two Gaussian hypergeometric functions, one form for α ≥ β and one for
α < β). The integral is done as it stands. With m = min(α, β) and w = ln((m+τ)/(m+t)) the integrand is analytic in
the strip |Im w| < π and log-concave, so 24 Gauss-Legendre points give it to some 12 digits; nothing is subtracted,
both cases are one formula, and every derivative is an average over the same points.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from joren.clv.estimation import on_log_scale
from joren.clv.gamma_functions import digamma, log_gamma, trigamma
from joren.clv.groups import Groups

Vector = npt.NDArray[np.float64]

_POINTS = 24
_BLOCK = 384  # the points of so many customers stay in the cache, and no product is large enough for BLAS's threads
_FAR = 40.0  # e^−40 of the integrand's height is the most that is cut off
_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(_POINTS)
_NODES, _NODE_WEIGHTS = 0.5 * (_NODES[:, np.newaxis] + 1.0), 0.5 * _NODE_WEIGHTS[:, np.newaxis]


class ParetoLikelihood:
    """Log-parameters (r, α, s, β) -> log-likelihood, gradient, Hessian."""

    def __init__(self, groups: Groups) -> None:
        self.groups = groups

    def __call__(self, theta: Vector) -> tuple[float, Vector, Vector]:
        """Log-likelihood, gradient and Hessian at the log-parameters `theta`."""
        parameters = np.exp(theta)
        value, gradient, hessian = self._by_frequency(parameters)
        groups = self.groups
        for start in range(0, len(groups), _BLOCK):
            rows = slice(start, start + _BLOCK)
            x, last, age = groups.frequency[rows], groups.recency[rows], groups.T[rows]
            part = _block(parameters, x, last, age, groups.weights[rows])
            value += part[0]
            gradient += part[1]
            hessian += part[2]
        return value, *on_log_scale(theta, gradient, hessian)

    def _by_frequency(self, parameters: Vector) -> tuple[float, Vector, Vector]:
        """Σ ln Γ(r+x) − ln Γ(r) + r ln α + s ln β."""
        r, alpha, s, beta = parameters
        w, x = self.groups.level_weights, self.groups.levels
        n = float(w.sum())
        value = w @ log_gamma(r + x) + n * (r * np.log(alpha) + s * np.log(beta) - float(log_gamma(r)))
        slope = w @ digamma(r + x) + n * (np.log(alpha) - float(digamma(r)))
        gradient = np.array([slope, n * r / alpha, n * np.log(beta), n * s / beta])
        hessian = np.diag([w @ trigamma(r + x) - n * float(trigamma(r)), -n * r / alpha**2, 0.0, -n * s / beta**2])
        hessian[0, 1] = hessian[1, 0] = n / alpha
        hessian[2, 3] = hessian[3, 2] = n / beta
        return float(value), gradient, hessian


def ends(parameters: Vector, frequency: Vector, recency: Vector, T: Vector) -> tuple[Vector, Vector]:
    """The ages at which a customer's story may end (the points τ and, last, T) and how much each weighs.

    Two (points + 1, customers) arrays; the weights are relative to (α+t)^−k (β+t)^−s and add up to the braces above.
    """
    r, alpha, s, beta = parameters
    m = min(alpha, beta)
    k = r + frequency
    first = m + recency
    width = np.log((m + T) / first)
    decline = first * (k / (alpha + recency) + (s + 1.0) / (beta + recency)) - 1.0
    width = np.where(decline * width > _FAR, _FAR / np.maximum(decline, 1e-300), width)
    age = np.empty((_POINTS + 1, len(T)))
    age[:-1] = first * np.exp(_NODES * width) - m
    age[-1] = T
    fall = k * np.log((alpha + age) / (alpha + recency)) + s * np.log((beta + age) / (beta + recency))
    weight = np.exp(-fall)
    weight[:-1] *= (s * _NODE_WEIGHTS * width) * ((m + age[:-1]) / (beta + age[:-1]))
    return age, weight


def _block(
    parameters: Vector, frequency: Vector, recency: Vector, T: Vector, counts: Vector
) -> tuple[float, Vector, Vector]:
    """One block's value, gradient and Hessian by r, α, s, β: averages over the points of `ends`."""
    r, alpha, s, beta = parameters
    k = r + frequency
    age, share = ends(parameters, frequency, recency, T)
    total = share.sum(axis=0)
    share *= counts / total
    value = counts @ (np.log(total) - k * np.log(alpha + recency) - s * np.log(beta + recency))
    slopes = np.empty((4, *age.shape))
    near_a, near_b = 1.0 / (alpha + age), 1.0 / (beta + age)
    np.log(near_a, out=slopes[0])
    np.multiply(-k, near_a, out=slopes[1])
    np.log(near_b, out=slopes[2])
    slopes[2, :-1] += 1.0 / s
    np.multiply(-(s + 1.0), near_b, out=slopes[3])
    slopes[3, -1] *= s / (s + 1.0)
    weighted = slopes * share
    means = weighted.sum(axis=1)  # by group, each times its count
    hessian = weighted.reshape(4, -1) @ slopes.reshape(4, -1).T - (means / counts) @ means.T
    hessian[0, 1] -= np.vdot(share, near_a)
    hessian[1, 0] = hessian[0, 1]
    hessian[1, 1] -= np.vdot(weighted[1], near_a)
    hessian[2, 2] -= share[:-1].sum() / s**2
    hessian[2, 3] -= np.vdot(share, near_b)
    hessian[3, 2] = hessian[2, 3]
    hessian[3, 3] -= np.vdot(weighted[3], near_b)
    return float(value), means.sum(axis=1), hessian
