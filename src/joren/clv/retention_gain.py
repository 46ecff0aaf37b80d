"""What keeping more of today's customers would bring, from the shop's own model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from joren.clv.gamma_gamma import GammaGammaModel
from joren.clv.groups import alike_ahead
from joren.clv.inputs import SummaryLike, read_customers
from joren.clv.transaction_model import TransactionModel

Vector = npt.NDArray[np.float64]

Kind = Literal["relative", "points"]

_YEAR = 365
_DAYS = (_YEAR, 3 * _YEAR)


@dataclass(frozen=True)
class GainOver:
    """Over so many days: what is expected as things are, and what would come on top of it.

    Spend is None without a spend model. `new_*` are for a cohort of new customers from their first purchase on; their
    spend is the population's mean per purchase.
    """

    days: int
    purchases: float
    more_purchases: float
    spend: float | None
    more_spend: float | None
    new_purchases: float
    more_new_purchases: float
    new_spend: float | None
    more_new_spend: float | None

    @property
    def ratio(self) -> float:
        """More purchases of today's customers per purchase expected as things are; 0.1 is 10 % more."""
        return self.more_purchases / self.purchases if self.purchases > 0 else float("nan")

    @property
    def spend_ratio(self) -> float | None:
        """The same in money, or None without a spend model."""
        if self.spend is None or self.more_spend is None:
            return None
        return self.more_spend / self.spend if self.spend > 0 else float("nan")


@dataclass(frozen=True)
class RetentionGain:
    """One scenario, `kind` "relative" (×1.05) or "points" (+0.05): the share alive in a year as it is and as raised.

    `leaving` is what every customer's chance to leave is multiplied by to get there; `reachable` is False where even
    nobody leaving any more would not, and then `leaving` is 0 and the share what that gives.
    """

    kind: Kind
    share: float
    raised_share: float
    leaving: float
    reachable: bool
    over: tuple[GainOver, ...]


def retention_gain(
    model: TransactionModel,
    summary: SummaryLike,
    *,
    raise_by: float = 0.05,
    period_days: float = 7.0,
    spend_model: GammaGammaModel | None = None,
    new_customers: int = 0,
) -> tuple[RetentionGain, RetentionGain]:
    """What it would bring if more of today's customers were still customers in a year: relative and in points.

    Retention is the share of the customers in `summary`, alive or not today, expected to be alive in 365 days. It is
    raised by `raise_by` of itself, and separately by `raise_by` outright, by multiplying every customer's chance to
    leave from now on by one factor: the probability p to leave after a purchase (BG/NBD, MBG/NBD: mean retention after
    a purchase rises from b/(a+b) to 1 − factor·a/(a+b)), the rate μ of leaving (Pareto/NBD), the probability θ to leave
    at an opportunity (BG/BB). Assumed: those already gone stay gone, rates of buying and amounts stay as they are, and
    nothing is said of what the improvement costs. Both horizons, 365 days and 3 years, are undiscounted.
    """
    shop = _Shop(model, summary, spend_model, period_days, new_customers)
    share, most = shop.share_in_a_year(1.0), shop.share_in_a_year(0.0)
    gains = []
    targets: tuple[tuple[Kind, float], ...] = (("relative", share * (1 + raise_by)), ("points", share + raise_by))
    for kind, target in targets:
        reachable = target <= most
        leaving = _factor(shop, share, most, target) if reachable else 0.0
        over = tuple(shop.gain(days, leaving) for days in _DAYS)
        gains.append(RetentionGain(kind, share, target if reachable else most, leaving, reachable, over))
    return gains[0], gains[1]


class _Shop:
    """Today's customers and the models of them: what is expected under any factor on leaving."""

    def __init__(
        self,
        model: TransactionModel,
        summary: SummaryLike,
        spend_model: GammaGammaModel | None,
        period_days: float,
        new_customers: int,
    ) -> None:
        self.model, self.period_days, self.new_customers = model, period_days, new_customers
        customers = read_customers(summary, spend=spend_model is not None)
        self.count = len(customers)
        self.alike, where = alike_ahead(customers)
        alive = model.alive_at_T(customers)
        self.alive = _sums(where, alive, len(self.alike))
        self.amounts: Vector | None = None  # of all who are alike and alive, together
        self.new_amount: float | None = None
        if spend_model is not None:
            together = alive * spend_model.expected_spend(customers)
            self.amounts = _sums(where, together, len(self.alike))
            self.new_amount = spend_model.expected_spend_new()

    def share_in_a_year(self, leaving: float) -> float:
        """The share of today's customers alive in 365 days."""
        stays = self.model.stays_if_alive(self.alike, self._periods(_YEAR), leaving)
        return float(self.alive @ stays) / max(self.count, 1)

    def gain(self, days: int, leaving: float) -> GainOver:
        """What `days` bring with the factor `leaving` beyond what they bring without."""
        periods = self._periods(days)
        base, raised = (self.model.purchases_if_alive(self.alike, periods, factor) for factor in (1.0, leaving))
        new, new_raised = (
            self.new_customers * self.model.new_purchases_if_leaving(periods, factor) for factor in (1.0, leaving)
        )
        amounts, new_amount = self.amounts, self.new_amount
        return GainOver(
            days=days,
            purchases=float(self.alive @ base),
            more_purchases=float(self.alive @ (raised - base)),
            spend=None if amounts is None else float(amounts @ base),
            more_spend=None if amounts is None else float(amounts @ (raised - base)),
            new_purchases=new,
            more_new_purchases=new_raised - new,
            new_spend=None if new_amount is None else new * new_amount,
            more_new_spend=None if new_amount is None else (new_raised - new) * new_amount,
        )

    def _periods(self, days: int) -> float:
        periods = days / self.period_days
        return float(max(1, round(periods))) if self.model.counts_opportunities else periods


def _sums(where: npt.NDArray[np.intp], values: Vector, size: int) -> Vector:
    return np.asarray(np.bincount(where, weights=values, minlength=size), dtype=np.float64)


def _factor(shop: _Shop, share: float, most: float, target: float) -> float:
    """The factor on leaving under which `target` of the customers are alive in a year (regula falsi, Illinois)."""
    low, high = 0.0, 1.0
    above, below = most - target, share - target
    for _ in range(100):
        if high - low < 1e-10 or above == below:
            break
        middle = (low * below - high * above) / (below - above)
        miss = shop.share_in_a_year(middle) - target
        if abs(miss) < 1e-12:
            return middle
        if miss > 0:
            low, above, below = middle, miss, below / 2
        else:
            high, below, above = middle, miss, above / 2
    return (low + high) / 2
