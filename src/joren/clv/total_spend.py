"""What a shop's customers together will spend, and within which bounds."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from joren.clv.gamma_gamma import GammaGammaModel
from joren.clv.inputs import SummaryLike, read_customers
from joren.clv.intervals import Interval
from joren.clv.transaction_model import TransactionModel

Vector = npt.NDArray[np.float64]

#: A customer's mean amount has no variance in the model unless the posterior's shape exceeds this; just above it the
#: variance is so large that one customer would be the whole shop's.
_LEAST_SHAPE = 2.5


def total_spend_interval(
    model: TransactionModel,
    spend_model: GammaGammaModel,
    summary: SummaryLike,
    periods: float,
    level: float = 0.95,
    *,
    purchases: Interval | None = None,
) -> Interval:
    """The spend of all these customers in the next `periods`: (mean, low, high) at `level`.

    In the unit of `monetary_value`. Relative variances add up: that of the number of purchases (chance and estimate,
    `total_purchases_interval`), that of single amounts and of what is not known of each customer's mean amount, and
    that of the population's mean amount (delta method). The interval is made on the log scale. The two models are
    taken as independent. `purchases` is the interval of the number of purchases, where it is known already.
    """
    customers = read_customers(summary, spend=True)
    orders = model.expected_purchases(customers, periods)
    each = spend_model.expected_spend(customers)
    mean = float(np.sum(orders * each))  # no `@`: over so many customers it would wake BLAS's threads
    if mean <= 0:
        return Interval(0.0, 0.0, 0.0)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    counted = purchases or model.total_purchases_interval(customers, periods, level)
    of_counts = (np.log(counted.high / counted.mean) / z) ** 2
    amounts = float(np.sum(_variance_of_amounts(spend_model, customers, orders, each))) / mean**2
    half = z * float(np.sqrt(of_counts + np.log1p(amounts) + _variance_of_mean(spend_model)))
    return Interval(mean, mean * float(np.exp(-half)), mean * float(np.exp(half)))


def _variance_of_amounts(spend_model: GammaGammaModel, summary: SummaryLike, orders: Vector, each: Vector) -> Vector:
    """Variance of each customer's spend, given how often they buy: single amounts, and the unknown own mean."""
    shape, _rate = spend_model.posterior_rate(summary)
    own_mean = np.square(each) / (np.maximum(shape, _LEAST_SHAPE) - 2.0)
    single = (np.square(each) + own_mean) / spend_model.params_["p"]
    # With purchases about Poisson given the customer, E[N²] = E[N] + E[N]².
    variance: Vector = orders * single + (orders + np.square(orders)) * own_mean
    return variance


def _variance_of_mean(spend_model: GammaGammaModel) -> float:
    """Variance of the logarithm of the population's mean amount, p v / (q − 1), from the estimate's covariance."""
    q = spend_model.params_["q"]
    slope = np.array([1.0, -q / (q - 1.0) if q > 1 else 0.0, 1.0])
    return float(slope @ spend_model.covariance_ @ slope)
