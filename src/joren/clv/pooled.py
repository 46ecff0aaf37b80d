"""Small shops: what is known from elsewhere, and how far a forecast may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

from joren.clv.beta_geo import BetaGeoModel, ModifiedBetaGeoModel
from joren.clv.beta_geo_beta_binomial import BetaGeoBetaBinomialModel
from joren.clv.estimation import LikelihoodModel
from joren.clv.gamma_gamma import GammaGammaModel
from joren.clv.inputs import SummaryLike, read_customers, read_spend
from joren.clv.pareto_nbd import ParetoNBDModel
from joren.clv.prior import LogNormalPrior
from joren.clv.transaction_model import TransactionModel
from joren.language import gettext as _
from joren.language import ngettext

Vector = npt.NDArray[np.float64]
Counts = TypeVar("Counts", bound=TransactionModel)

State = Literal["personal", "cohort average", "no model"]

_WEEK = 7.0

#: Published estimates, per week where there is a unit: CDNOW's for BG/NBD (Fader, Hardie & Lee 2005), Pareto/NBD (Fader
#: & Hardie 2005) and MBG/NBD (the same data), the donors' for BG/BB (Fader, Hardie & Shang 2010).
_PUBLISHED: dict[type[LikelihoodModel], tuple[float, ...]] = {
    BetaGeoModel: (0.243, 4.414, 0.793, 2.426),
    ModifiedBetaGeoModel: (0.525, 6.183, 0.891, 1.614),
    ParetoNBDModel: (0.553, 10.578, 0.606, 11.669),
    BetaGeoBetaBinomialModel: (1.204, 0.750, 0.657, 2.783),
}
#: Standard deviations of the logarithms: shapes within a factor of 7 or so of the published (1.0), scales, which follow
#: how often goods of a kind are bought at all, within a factor of 20 (1.5), each in 19 of 20 shops.
_SPREADS: dict[type[LikelihoodModel], tuple[float, ...]] = {
    BetaGeoModel: (1.0, 1.5, 1.0, 1.5),
    ModifiedBetaGeoModel: (1.0, 1.5, 1.0, 1.5),
    ParetoNBDModel: (1.0, 1.5, 1.0, 1.5),
    BetaGeoBetaBinomialModel: (1.0, 1.0, 1.0, 1.5),
}
_TIMES = {"alpha", "beta"}

# Gamma-Gamma: CDNOW's p and q (Fader & Hardie 2013); v is amounts, and follows the shop's own mean.
_P, _Q = 6.25, 3.74
_SPEND_SPREADS = (1.0, 0.7, 1.5)

FEWEST_CUSTOMERS = 100
FEWEST_REPEAT_BUYERS = 30
SHORTEST_HISTORY_DAYS = 28
SHORT_HISTORY_DAYS = 90
LONGEST_SILENCE_DAYS = 60


@dataclass(frozen=True)
class Confidence:
    """How far a shop's history carries: `state`, the stable `reason` for it, and what it was judged by.

    - `personal`: each customer has a forecast of their own (reason `enough_history`).
    - `cohort average`: everyone of a cohort gets the cohort's average: `few_customers`, `few_repeat_buyers` or
      `short_history`.
    - `no model`: `no_customers`, `history_too_short`, or `no_recent_order`: a shop that has stopped selling is not what
      the models describe.
    """

    state: State
    reason: str
    customers: int
    repeat_buyers: int
    history_days: int
    days_since_last_order: int

    @property
    def words(self) -> str:
        """The reason as a sentence, in the current language."""
        return _words(self)


def assess(summary: SummaryLike, *, period_days: float = _WEEK) -> Confidence:
    """What this summary can carry: see `Confidence`. A period of the summary lasts `period_days` days.

    Personal forecasts need 100 customers, 30 of whom bought again, over 90 days; any model needs 28 days, and an order
    in the last 60.
    """
    customers = read_customers(summary)
    count, repeat = len(customers), int(np.count_nonzero(customers.frequency))
    history = round(float(customers.T.max()) * period_days) if count else 0
    silence = round(float((customers.T - customers.recency).min()) * period_days) if count else 0
    state: State = "personal"
    reason = "enough_history"
    rules: tuple[tuple[bool, State, str], ...] = (
        (count == 0, "no model", "no_customers"),
        (history < SHORTEST_HISTORY_DAYS, "no model", "history_too_short"),
        (silence > LONGEST_SILENCE_DAYS, "no model", "no_recent_order"),
        (count < FEWEST_CUSTOMERS, "cohort average", "few_customers"),
        (repeat < FEWEST_REPEAT_BUYERS, "cohort average", "few_repeat_buyers"),
        (history < SHORT_HISTORY_DAYS, "cohort average", "short_history"),
    )
    for applies, then_state, then_reason in rules:
        if applies:
            state, reason = then_state, then_reason
            break
    return Confidence(state, reason, count, repeat, history, silence)


def fit_pooled(
    kind: type[Counts], summary: SummaryLike, *, period_days: float = _WEEK, weights: npt.ArrayLike | None = None
) -> Counts:
    """Fit a model of purchase counts with weak priors from published estimates.

    The estimate is the posterior's mode, its covariance Laplace's. The priors weigh as much as a handful of customers:
    a small shop gets wide, finite intervals where maximum likelihood would run off, and in a big shop they fade away.
    """
    return kind(prior=prior_for(kind, period_days=period_days)).fit(summary, weights)


def fit_pooled_spend(summary: SummaryLike, *, weights: npt.ArrayLike | None = None) -> GammaGammaModel:
    """Fit Gamma-Gamma with weak priors; v's lies where the population's mean is the shop's own mean spend."""
    customers = read_spend(summary)
    assert customers.monetary_value is not None  # noqa: S101 - read_spend has seen to it
    seen = (customers.frequency > 0) & (customers.monetary_value > 0)
    mean = float(customers.monetary_value[seen].mean()) if seen.any() else 1.0
    prior = LogNormalPrior((_P, _Q, mean * (_Q - 1.0) / _P), _SPEND_SPREADS)
    return GammaGammaModel(prior=prior).fit(summary, weights)


def prior_for(kind: type[TransactionModel], *, period_days: float = _WEEK) -> LogNormalPrior:
    """The weak prior of a model of purchase counts whose summary has periods of `period_days` days."""
    medians = [
        median * (_WEEK / period_days if name in _TIMES and not kind.counts_opportunities else 1.0)
        for name, median in zip(kind.parameter_names, _PUBLISHED[kind], strict=True)
    ]
    return LogNormalPrior(tuple(medians), _SPREADS[kind])


def cohort_average(values: Vector, cohorts: npt.ArrayLike) -> Vector:
    """Each customer's value replaced by the mean over their cohort (any label per customer)."""
    which = np.unique(np.asarray(cohorts), return_inverse=True)[1]
    means: Vector = np.bincount(which, weights=values) / np.bincount(which)
    return means[which]


def _words(confidence: Confidence) -> str:
    numbers = {
        "customers": confidence.customers,
        "repeat_buyers": confidence.repeat_buyers,
        "days": confidence.history_days,
        "silence": confidence.days_since_last_order,
    }
    sentences = {
        "enough_history": lambda: _("Enough history for a forecast per customer."),
        "no_customers": lambda: _("No customer can be recognised in these orders, so there is nothing to forecast."),
        "history_too_short": lambda: ngettext(
            "The orders cover {days} day; a forecast needs at least {least}.",
            "The orders cover {days} days; a forecast needs at least {least}.",
            confidence.history_days,
        ).format(least=SHORTEST_HISTORY_DAYS, **numbers),
        "no_recent_order": lambda: _(
            "The last order is {silence} days old. A forecast needs one in the last {most} days: add newer orders."
        ).format(most=LONGEST_SILENCE_DAYS, **numbers),
        "few_customers": lambda: ngettext(
            "{customers} customer so far; forecasts per customer begin at {least}. Until then, cohort averages.",
            "{customers} customers so far; forecasts per customer begin at {least}. Until then, cohort averages.",
            confidence.customers,
        ).format(least=FEWEST_CUSTOMERS, **numbers),
        "few_repeat_buyers": lambda: ngettext(
            "{repeat_buyers} customer has bought again; forecasts per customer begin at {least}. "
            "Until then, cohort averages.",
            "{repeat_buyers} customers have bought again; forecasts per customer begin at {least}. "
            "Until then, cohort averages.",
            confidence.repeat_buyers,
        ).format(least=FEWEST_REPEAT_BUYERS, **numbers),
        "short_history": lambda: _(
            "The orders cover {days} days; forecasts per customer begin at {least}. Until then, cohort averages."
        ).format(least=SHORT_HISTORY_DAYS, **numbers),
    }
    return sentences[confidence.reason]()
