"""BG/BB: customers who buy or do not at each of a row of opportunities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from joren.clv.beta_geo_beta_binomial_likelihood import (
    BetaGeometricBetaBinomialLikelihood,
    Endings,
    Tables,
    endings,
)
from joren.clv.beta_quadrature import beta_nodes
from joren.clv.gamma_functions import log_gamma
from joren.clv.groups import Groups
from joren.clv.inputs import Customers, SummaryLike, read_customers, refuse_rows
from joren.clv.newton import Objective
from joren.clv.transaction_model import TransactionModel
from joren.errors import InputError
from joren.language import gettext as _

Vector = npt.NDArray[np.float64]

_BLOCK = 4096
_NODES = 64  # exact for polynomials in θ up to degree 127, and so many opportunities ahead


class BetaGeoBetaBinomialModel(TransactionModel):
    """BG/BB (Fader, Hardie & Shang 2010, Marketing Science 29(6), "Customer-Base Analysis in a Discrete-Time …").

    At each opportunity (a year's appeal, a monthly box) a customer first leaves for good with probability
    θ ~ Beta(γ, δ), and who has not, buys with probability p ~ Beta(α, β). The summary counts opportunities: `frequency`
    those with a purchase, `recency` the last of them (0: none), `T` how many there were, all whole numbers. The
    likelihood is the paper's equation (7), P(alive) its (11), which is about the next opportunity, and the
    expectation its (13), here as a sum over the opportunities ahead. Parameters: `alpha`, `beta`, `gamma`, `delta`.
    """

    parameter_names: ClassVar[tuple[str, ...]] = ("alpha", "beta", "gamma", "delta")
    counts_opportunities: ClassVar[bool] = True

    def _read(self, summary: SummaryLike) -> Customers:
        customers = read_customers(summary)
        for name, column in (("recency", customers.recency), ("T", customers.T)):
            refuse_rows(column != np.floor(column), name, _("must be a whole number of opportunities for this model"))
        impossible = customers.frequency > customers.recency
        refuse_rows(
            impossible, "frequency", _("is greater than recency: there is one purchase per opportunity at most")
        )
        return customers

    def _horizon(self, periods: float) -> float:
        if periods != np.floor(periods):
            raise InputError(
                _("periods must be a whole number of opportunities for this model; {periods} is not.").format(
                    periods=periods
                ),
                code="periods",
            )
        return super()._horizon(periods)

    def _likelihood(self, groups: Groups) -> Objective:
        return BetaGeometricBetaBinomialLikelihood(groups)

    def _starts(self, groups: Groups) -> list[Vector]:
        chances = float(groups.weights @ groups.recency)
        buying = (float(groups.weights @ groups.frequency) + 0.5) / (chances + 1.0)
        buying = min(max(buying, 0.02), 0.98)
        guesses = ((1.0, 0.5, 2.0), (2.0, 1.0, 10.0), (0.5, 0.3, 0.7), (5.0, 2.0, 50.0))
        return [np.log([2 * size * buying, 2 * size * (1 - buying), c, d]) for size, c, d in guesses]

    def _alive(self, parameters: Vector, customers: Customers) -> Vector:
        if not len(customers):
            return np.zeros(0)
        tables = Tables(log_gamma, parameters, int(customers.T.max()))
        alive = np.empty(len(customers))
        for start in range(0, len(customers), _BLOCK):
            rows = slice(start, start + _BLOCK)
            story = endings(customers.frequency[rows], customers.recency[rows], customers.T[rows])
            alive[rows] = _share_of_last(tables.log_chances(story), story)
        return alive

    def _alive_next(self, parameters: Vector, customers: Customers) -> Vector:
        _alpha, _beta, gamma, delta = parameters
        next_too: Vector = self._alive(parameters, customers) * (delta + customers.T) / (gamma + delta + customers.T)
        return next_too

    def _moments_if_alive(
        self, parameters: Vector, customers: Customers, periods: float, leaving: float = 1.0
    ) -> tuple[Vector, Vector]:
        alpha, beta = parameters[:2]
        first, both = alpha + customers.frequency, alpha + beta + customers.T
        once, twice = np.zeros(len(customers)), np.zeros(len(customers))
        for ahead, survives in enumerate(_survival(parameters, customers, int(periods), leaving)):
            once += survives
            twice += 2.0 * ahead * survives
        return first / both * once, first * (first + 1.0) / (both * (both + 1.0)) * twice

    def _stays_if_alive(self, parameters: Vector, customers: Customers, periods: float, leaving: float = 1.0) -> Vector:
        stays = np.ones(len(customers))
        for survives in _survival(parameters, customers, int(periods), leaving):
            stays = survives
        return stays

    def _probabilities_if_alive(self, parameters: Vector, customers: Customers, periods: float) -> Iterator[Vector]:
        # Beta-binomial purchases among the opportunities lived through, averaged over how many those are.
        alpha, beta, gamma, delta = parameters
        a, b = alpha + customers.frequency, beta + customers.T - customers.frequency
        whole = np.arange(int(periods) + 1.0)[:, np.newaxis]
        survives = np.ones((len(whole) + 1, len(a)))
        survives[1:-1] = np.cumprod((delta + customers.T + whole[:-1]) / (gamma + delta + customers.T + whole[:-1]), 0)
        survives[-1] = 0.0
        with np.errstate(divide="ignore"):
            log_lived = np.log(survives[:-1] - survives[1:])
        log_factorial, log_no = log_gamma(whole + 1.0), log_gamma(b + whole)
        log_lived += log_factorial - log_gamma(a + b + whole) + log_gamma(a + b) - log_gamma(a) - log_gamma(b)
        for count in range(len(whole)):
            log_ways = log_no[: len(whole) - count] - log_factorial[: len(whole) - count] - log_factorial[count]
            yield np.exp(log_lived[count:] + log_ways + log_gamma(a + count)).sum(axis=0)


def _survival(parameters: Vector, customers: Customers, periods: int, leaving: float) -> Iterator[Vector]:
    """P(alive after 1, 2, … `periods` more opportunities | alive at T), leaving probabilities times `leaving`."""
    gamma, delta = parameters[2:]
    if leaving == 1.0:
        survives = np.ones(len(customers))
        for ahead in range(periods):
            survives = survives * (delta + customers.T + ahead) / (gamma + delta + customers.T + ahead)
            yield survives
        return
    ages, where = np.unique(customers.T, return_inverse=True)
    nodes = [beta_nodes(gamma, delta + age, _NODES) for age in ages]
    stays = np.array([1.0 - leaving * points for points, _ in nodes])
    survives = np.array([weights for _, weights in nodes])
    for _ahead in range(periods):
        survives = survives * stays
        yield survives.sum(axis=1)[where]


def _share_of_last(log_chances: Vector, story: Endings) -> Vector:
    highest = np.maximum.reduceat(log_chances, story.starts)
    chances = np.exp(log_chances - np.repeat(highest, story.sizes))
    share: Vector = chances[story.starts + story.sizes - 1] / np.add.reduceat(chances, story.starts)
    return share
