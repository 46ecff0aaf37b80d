"""What customers are worth over the time ahead, and within which bounds."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from joren.clv.gamma_gamma import GammaGammaModel
from joren.clv.groups import alike_ahead
from joren.clv.inputs import Customers, SummaryLike, read_customers
from joren.clv.transaction_model import TransactionModel

Vector = npt.NDArray[np.float64]

DAYS_IN_YEAR = 365.25
_DAYS_IN_MONTH = DAYS_IN_YEAR / 12
_DRAWS = 256
_BLOCK = 4096


def lifetime_value(
    model: TransactionModel,
    spend_model: GammaGammaModel,
    summary: SummaryLike,
    periods: float,
    *,
    discount_rate: float = 0.1,
    margin: float = 1.0,
    period_days: float = 7.0,
) -> Vector:
    """Each customer's discounted expected spend over the next `periods`, in the unit of `monetary_value`.

    Expected purchases times expected spend, month by month, each month's discounted from its middle at the annual
    `discount_rate` (0.1: money in a year is worth 1/1.1 now), times `margin` (the share of spend that is kept). A
    period lasts `period_days` days. Needs the columns frequency, recency, T and monetary_value. The two models are
    taken as independent (Fader, Hardie & Lee 2005, "RFM and CLV", Journal of Marketing Research 42(4)).
    """
    customers = read_customers(summary, spend=True)
    edges = month_edges(model, periods, period_days)
    alike, where = alike_ahead(customers)
    until = np.array([model.purchases_if_alive(alike, edge) for edge in edges])
    middles = 0.5 * (edges[1:] + edges[:-1]) * period_days / DAYS_IN_YEAR
    discounts = (1.0 + discount_rate) ** -middles
    purchases = model.alive_at_T(customers) * (discounts @ np.diff(until, axis=0))[where]
    worth: Vector = margin * purchases * spend_model.expected_spend(customers)
    return worth


def month_edges(model: TransactionModel, periods: float, period_days: float) -> Vector:
    """0, the ends of about monthly steps, and `periods`; whole periods where the model counts opportunities."""
    months = max(1, math.ceil(periods * period_days / _DAYS_IN_MONTH - 1e-9))
    edges = np.linspace(0.0, periods, months + 1)
    return np.unique(np.rint(edges)) if model.counts_opportunities else edges


def spend_interval(
    model: TransactionModel,
    spend_model: GammaGammaModel,
    summary: SummaryLike,
    periods: float,
    level: float = 0.95,
    *,
    seed: int = 1,
) -> tuple[Vector, Vector]:
    """For each customer, the lowest and highest total spend in the next `periods`, at `level`; not discounted.

    From 256 draws per customer, the same for the same `seed`: the number of purchases at even steps through its
    predictive distribution, the customer's own mean spend from its posterior, each purchase's amount around that.
    """
    customers = read_customers(summary, spend=True)
    shape, rate = spend_model.posterior_rate(customers)
    generator = np.random.default_rng(seed)
    low, high = np.zeros(len(customers)), np.zeros(len(customers))
    ranks = [math.floor(_DRAWS * (1 - level) / 2), math.ceil(_DRAWS * (1 + level) / 2) - 1]
    order = np.argsort(model.expected_purchases(customers, periods))
    for start in range(0, len(customers), _BLOCK):
        rows = order[start : start + _BLOCK]
        buyer, place, count = _buying_draws(model, customers.rows(rows), periods, generator)
        totals = np.zeros((len(rows), _DRAWS))
        paid = generator.standard_gamma(spend_model.params_["p"] * count)
        totals[buyer, place] = paid / generator.standard_gamma(shape[rows][buyer]) * rate[rows][buyer]
        totals.partition(ranks, axis=1)
        low[rows], high[rows] = totals[:, ranks[0]], totals[:, ranks[1]]
    return low, high


def _buying_draws(
    model: TransactionModel, customers: Customers, periods: float, generator: np.random.Generator
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int64], Vector]:
    """The draws with a purchase: whose each is, which of the 256, and how many purchases.

    Draw i of a customer lies at (i + u) / 256 of the distribution, u the customer's own; so that what falls on a count
    follows from the distribution function alone.
    """
    shift, below = generator.random(len(customers)), np.zeros(len(customers))
    buyers, places, counts = [], [], []
    passed = np.zeros(len(customers), dtype=np.int64)
    for count, probability in enumerate(model.purchase_probabilities_now(customers, periods)):
        below += probability
        upto = np.clip(np.ceil(_DRAWS * below - shift), 0, _DRAWS).astype(np.int64)
        here = np.maximum(upto - passed, 0)
        if count:
            buyer = np.repeat(np.arange(len(customers)), here)
            buyers.append(buyer)
            places.append(np.arange(len(buyer)) - np.repeat(np.cumsum(here) - here, here) + passed[buyer])
            counts.append(np.full(len(buyer), float(count)))
        passed += here
        if (passed == _DRAWS).all() or (below > 1.0 - 1e-12).all():
            break
    return (
        np.concatenate(buyers or [passed[:0]]),
        np.concatenate(places or [passed[:0]]),
        np.concatenate(counts or [below[:0]]),
    )
