"""What the models of purchase counts share: fitting on grouped customers, and forecasts with intervals."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from joren.clv.estimation import LikelihoodModel
from joren.clv.groups import Groups, group
from joren.clv.inputs import Customers, SummaryLike, read_customers, read_weights
from joren.clv.intervals import Interval, Total, purchase_quantiles, total_interval
from joren.clv.newton import Objective, maximise
from joren.errors import InputError
from joren.language import gettext as _

Vector = npt.NDArray[np.float64]

_SAMPLE = 10_000
_SMALL_SHOP = 2_000
_DRAWS = 24


class TransactionModel(LikelihoodModel):
    """A model of how often customers buy and when they leave for good, unseen.

    Everywhere, `summary` has the columns `frequency` (repeat purchases), `recency` (age at the last one) and `T` (age
    now): a pyarrow Table, a pandas DataFrame, an Ibis table or a mapping of arrays. `periods` are in the unit of T.
    Results are float64 arrays with one value per row of the summary.
    """

    #: True where T and periods count opportunities, in whole numbers.
    counts_opportunities: ClassVar[bool] = False

    def fit(self, summary: SummaryLike, weights: npt.ArrayLike | None = None) -> Self:
        """Estimate the parameters; `weights` are the numbers of identical customers that the rows stand for.

        Raises `InputError` where the summary cannot be, or is empty.
        """
        customers = self._read(summary)
        counts = read_weights(weights, len(customers))
        n_customers = float(len(customers) if counts is None else counts.sum())
        if n_customers <= 0:
            raise InputError(_("The summary has no customers: there is nothing to fit."), code="no_customers")
        groups = group(customers, counts)
        starts = self._starts(groups)
        if len(groups) > 2 * _SAMPLE:  # get near on a sample: one look at all customers costs as much as 50 there
            near = maximise(self._with_prior(self._likelihood(groups.sample(_SAMPLE))), starts[0], tolerance=1e-4)
            starts = [near.theta, *starts]
        self._estimate(self._likelihood(groups), starts, n_customers)
        return self

    def probability_alive(self, summary: SummaryLike, ahead: float = 0.0) -> Vector:
        """Each customer's probability of still being a customer, in [0, 1].

        `ahead` looks at another date: that many periods after the summary's if nothing is bought until then, or
        before it (negative); NaN where the customer's last purchase came after that date, which the summary cannot
        look behind.
        """
        customers = self._read(summary)
        if ahead == 0:
            return self._alive_next(self._parameters(), customers)
        age = customers.T + ahead
        known = age >= customers.recency
        moved = Customers(customers.frequency, customers.recency, np.maximum(age, customers.recency))
        return np.where(known, self._alive_next(self._parameters(), moved), np.nan)

    def expected_purchases(self, summary: SummaryLike, periods: float) -> Vector:
        """The number of purchases expected of each customer in the next `periods`."""
        customers = self._read(summary)
        parameters = self._parameters()
        mean = self._moments_if_alive(parameters, customers, self._horizon(periods))[0]
        return self._alive(parameters, customers) * mean

    def expected_purchases_new(self, periods: float) -> float:
        """The number of repeat purchases expected of a new customer in the `periods` after the first purchase."""
        nothing = np.zeros(1)
        return float(self.expected_purchases(Customers(nothing, nothing, nothing), periods)[0])

    def alive_at_T(self, summary: SummaryLike) -> Vector:  # noqa: N802 - T as in the papers
        """Each customer's probability to have been alive at the end of T: `probability_alive`, except in the BG/BB."""
        return self._alive(self._parameters(), self._read(summary))

    def stays_if_alive(self, summary: SummaryLike, periods: float, leaving: float = 1.0) -> Vector:
        """Each customer's probability to be alive `periods` from now, given alive now.

        Every customer's chance to leave from now on is multiplied by `leaving`.
        """
        return self._stays_if_alive(self._parameters(), read_customers(summary), self._horizon(periods), leaving)

    def purchases_if_leaving(self, summary: SummaryLike, periods: float, leaving: float) -> Vector:
        """`expected_purchases`, were every customer's chance to leave from now on multiplied by `leaving`."""
        customers = self._read(summary)
        return self.alive_at_T(customers) * self.purchases_if_alive(customers, periods, leaving)

    def purchases_if_alive(self, summary: SummaryLike, periods: float, leaving: float = 1.0) -> Vector:
        """The purchases expected in the next `periods` of a customer who is alive now; `leaving` as above.

        Depends on frequency and T alone.
        """
        customers = read_customers(summary)
        return self._moments_if_alive(self._parameters(), customers, self._horizon(periods), leaving)[0]

    def new_purchases_if_leaving(self, periods: float, leaving: float) -> float:
        """`expected_purchases_new`, were every customer's chance to leave multiplied by `leaving`."""
        nothing = np.zeros(1)
        return float(self.purchases_if_leaving(Customers(nothing, nothing, nothing), periods, leaving)[0])

    def purchases_interval(self, summary: SummaryLike, periods: float, level: float = 0.95) -> tuple[Vector, Vector]:
        """For each customer, the lowest and highest number of purchases in the next `periods`, at `level`.

        Quantiles of the predictive distribution: chance in buying and leaving, and the customer's unknown rate. In a
        shop of fewer than 2,000 customers the parameters' own uncertainty too (24 draws, the same every time). Counts
        are whole numbers, so the interval holds at least `level`.
        """
        customers = self._read(summary)
        if self.n_customers_ < _SMALL_SHOP:
            draws = self.parameter_draws(_DRAWS, np.random.default_rng(20050501))
        else:
            draws = self._parameters()[np.newaxis]
        return purchase_quantiles(self, draws, customers, self._horizon(periods), level=level)

    def total_purchases_interval(
        self, summary: SummaryLike, periods: float, level: float = 0.95, weights: npt.ArrayLike | None = None
    ) -> Interval:
        """The purchases of all these customers together in the next `periods`: (mean, low, high) at `level`.

        The variance adds up the customers' own (chance) and that of the estimate (delta method on the log parameters,
        observed information); the interval is made on the log scale.
        """
        customers = self._read(summary)
        groups = group(customers, read_weights(weights, len(customers)))
        horizon = self._horizon(periods)
        # How the total moves with the parameters, as a share of it, shows as well in a sample.
        few = groups.sample(_SAMPLE) if len(groups) > 2 * _SAMPLE else groups
        totals = self._total_of(groups, horizon), self._total_of(few, horizon)
        return total_interval(*totals, self._parameters(), self.covariance_, level)

    def _total_of(self, groups: Groups, horizon: float) -> Total:
        def total(parameters: Vector) -> tuple[float, float]:
            mean, variance = self.purchase_moments(parameters, groups.customers, horizon)
            # No `@`: over so many groups it would wake BLAS's threads.
            return float(np.sum(groups.weights * mean)), float(np.sum(groups.weights * variance))

        return total

    def purchase_moments(self, parameters: Vector, customers: Customers, periods: float) -> tuple[Vector, Vector]:
        """Mean and variance of each customer's purchases in the next `periods` under the given parameters."""
        alive = self._alive(parameters, customers)
        mean, pairs = self._moments_if_alive(parameters, customers, periods)
        return alive * mean, np.maximum(alive * (pairs + mean) - np.square(alive * mean), 0.0)

    def purchase_probabilities(self, parameters: Vector, customers: Customers, periods: float) -> Iterator[Vector]:
        """The probabilities of 0, 1, 2, … purchases in the next `periods`, one array over the customers each."""
        alive = self._alive(parameters, customers)
        for count, probability in enumerate(self._probabilities_if_alive(parameters, customers, periods)):
            yield alive * probability + (1.0 - alive if count == 0 else 0.0)

    def purchase_probabilities_now(self, summary: SummaryLike, periods: float) -> Iterator[Vector]:
        """`purchase_probabilities` under the fitted parameters; endless unless opportunities end."""
        return self.purchase_probabilities(self._parameters(), self._read(summary), self._horizon(periods))

    def _alive_next(self, parameters: Vector, customers: Customers) -> Vector:
        """What `probability_alive` answers: P(alive) at T, or for the next opportunity where there are such."""
        return self._alive(parameters, customers)

    def _read(self, summary: SummaryLike) -> Customers:
        return read_customers(summary)

    def _horizon(self, periods: float) -> float:
        if not (np.isfinite(periods) and periods >= 0):
            raise InputError(
                _("periods must be zero or more, in the unit of T; {periods} is not.").format(periods=periods),
                code="periods",
            )
        return float(periods)

    @abstractmethod
    def _likelihood(self, groups: Groups) -> Objective:
        """The log-likelihood of the groups by the logarithms of the parameters."""

    @abstractmethod
    def _starts(self, groups: Groups) -> list[Vector]:
        """Logarithms of parameters to start from, the likeliest first."""

    @abstractmethod
    def _alive(self, parameters: Vector, customers: Customers) -> Vector:
        """P(alive) at T."""

    @abstractmethod
    def _moments_if_alive(
        self, parameters: Vector, customers: Customers, periods: float, leaving: float = 1.0
    ) -> tuple[Vector, Vector]:
        """E[Y] and E[Y(Y−1)] of the purchases Y in the next `periods`, given that the customer is alive at T.

        Every customer's chance to leave from T on is multiplied by `leaving`.
        """

    @abstractmethod
    def _stays_if_alive(self, parameters: Vector, customers: Customers, periods: float, leaving: float = 1.0) -> Vector:
        """The probability to be alive `periods` after T, given alive at T; `leaving` as above."""

    @abstractmethod
    def _probabilities_if_alive(self, parameters: Vector, customers: Customers, periods: float) -> Iterator[Vector]:
        """P(Y = 0), P(Y = 1), …, given that the customer is alive at T."""


def purchase_rate(groups: Groups) -> float:
    """Repeat purchases per period over all customers, never zero: the scale that starting values need."""
    time = float(groups.age_weights @ groups.ages)
    return (float(groups.age_purchases.sum()) + 0.5) / (time if time > 0 else 1.0)
