"""Gamma-Gamma: what a customer spends on a purchase."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from joren.clv.estimation import LikelihoodModel, on_log_scale
from joren.clv.gamma_functions import digamma, log_gamma, trigamma
from joren.clv.inputs import Customers, SummaryLike, read_spend, read_weights
from joren.clv.newton import maximise
from joren.errors import InputError
from joren.language import gettext as _

Vector = npt.NDArray[np.float64]

_SAMPLE = 10_000


class GammaGammaModel(LikelihoodModel):
    """Gamma-Gamma (Fader & Hardie 2013, "The Gamma-Gamma Model of Monetary Value", brucehardie.com/notes/025).

    A customer's purchases vary as Gamma(p, rate ν) about their mean p/ν, and ν varies between customers as
    Gamma(q, rate v); spend is taken to be independent of how often a customer buys. The likelihood is equation (1a) of
    the note, the expectation equation (5). Parameters: `p`, `q`, `v` (the note's γ). Fitted on customers with a
    repeat purchase and a positive `monetary_value` only; `mean_spend_` is their mean, purchase by purchase.
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("p", "q", "v")

    mean_spend_: float

    def fit(self, summary: SummaryLike, weights: npt.ArrayLike | None = None) -> Self:
        """Estimate the parameters from `frequency` and `monetary_value` (mean amount of the repeat purchases).

        `weights` are the numbers of identical customers the rows stand for. Raises `InputError` where nobody has
        bought again at a positive amount.
        """
        customers = read_spend(summary)
        counts = read_weights(weights, len(customers))
        used = _spenders(customers)
        x, z = customers.frequency[used], _spend(customers)[used]
        w = np.ones(len(x)) if counts is None else counts[used]
        if not w.sum() > 0:
            raise InputError(
                _("No customer has bought again at a positive amount: there is no spend to learn from."),
                code="no_repeat_spend",
            )
        order = np.argsort(x, kind="stable")
        x, z, w = x[order], z[order], w[order]
        self.mean_spend_ = float(np.sum(w * x * z) / np.sum(w * x))
        starts = [np.log([p, q, (q - 1.0) * self.mean_spend_ / p]) for p, q in ((4.0, 4.0), (1.5, 2.5), (20.0, 6.0))]
        if len(x) > 2 * _SAMPLE:
            stride = len(x) // _SAMPLE
            sample = self._with_prior(SpendLikelihood(x[::stride], z[::stride], w[::stride]))
            starts.insert(0, maximise(sample, starts[0], tolerance=1e-4).theta)
        self._estimate(SpendLikelihood(x, z, w), starts, float(w.sum()))
        return self

    def expected_spend(self, summary: SummaryLike) -> Vector:
        """The mean amount expected of each customer's future purchases, in the unit of `monetary_value`.

        Between the customer's own mean and everybody's, nearer to the own one the more purchases stand behind it;
        customers without a repeat purchase get everybody's, as do those whose amount is not known or not positive.
        """
        customers = read_spend(summary)
        p, q, v = self._parameters()
        used = _spenders(customers)
        x = np.where(used, customers.frequency, 0.0)
        z = np.where(used, _spend(customers), 0.0)
        left = p * x + q - 1.0
        # Where this is not positive the mean does not exist; what was seen stands in for it.
        return np.where(left > 0, p * (v + x * z) / np.where(left > 0, left, 1.0), self.mean_spend_)

    def expected_spend_new(self) -> float:
        """The mean amount of a purchase over all customers, and so that expected of a new one's."""
        return float(self.expected_spend({"frequency": [0.0], "monetary_value": [0.0]})[0])

    def posterior_rate(self, summary: SummaryLike) -> tuple[Vector, Vector]:
        """Shape and rate of each customer's Gamma posterior of ν; a purchase is then Gamma(p, rate ν)."""
        customers = read_spend(summary)
        p, q, v = self._parameters()
        used = _spenders(customers)
        x = np.where(used, customers.frequency, 0.0)
        return p * x + q, v + x * np.where(used, _spend(customers), 0.0)


class SpendLikelihood:
    """Log-parameters (p, q, v) -> log-likelihood, gradient, Hessian; rows are sorted by x."""

    def __init__(self, x: Vector, z: Vector, w: Vector) -> None:
        starts = np.flatnonzero(np.concatenate(([True], x[1:] != x[:-1])))
        self.levels, self.level_weights = x[starts], np.add.reduceat(w, starts)
        self.x, self.w, self.total = x, w, x * z
        self.wx = w * x
        self.fixed = -float(np.sum(w * np.log(z)))
        self.by_p = float(np.sum(self.wx * np.log(self.total)))

    def __call__(self, theta: Vector) -> tuple[float, Vector, Vector]:
        """Log-likelihood, gradient and Hessian at the log-parameters `theta`."""
        p, q, v = np.exp(theta)
        x, W = self.levels, self.level_weights
        n = float(W.sum())
        y = v + self.total
        share, logs = 1.0 / y, np.log(y)
        weighted = p * self.wx + q * self.w
        both = p * x + q
        dg, tg = digamma(both), trigamma(both)
        dq, tq = float(digamma(q)), float(trigamma(q))
        value = W @ (log_gamma(both) - log_gamma(p * x)) + n * (q * np.log(v) - float(log_gamma(q)))
        # Sums of products rather than dot products: long ones would wake BLAS's threads.
        value += p * self.by_p + self.fixed - np.sum(weighted * logs)
        gradient = np.array(
            [
                (W * x) @ (dg - digamma(p * x)) + self.by_p - np.sum(self.wx * logs),
                W @ dg + n * (np.log(v) - dq) - np.sum(self.w * logs),
                n * q / v - np.sum(weighted * share),
            ]
        )
        pv, qv = -np.sum(self.wx * share), n / v - np.sum(self.w * share)
        pq, pp = (W * x) @ tg, (W * x * x) @ (tg - trigamma(p * x))
        qq, vv = W @ tg - n * tq, np.sum(weighted * share * share) - n * q / v**2
        hessian = np.array([[pp, pq, pv], [pq, qq, qv], [pv, qv, vv]])
        return float(value), *on_log_scale(theta, gradient, hessian)


def _spend(customers: Customers) -> Vector:
    assert customers.monetary_value is not None  # noqa: S101 - read_spend has seen to it
    return customers.monetary_value


def _spenders(customers: Customers) -> npt.NDArray[np.bool_]:
    return (customers.frequency > 0) & (_spend(customers) > 0)
