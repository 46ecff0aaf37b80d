"""Who leaves: the churn rate, and how long a customer stays at that rate."""

from __future__ import annotations

from joren.language import gettext as _
from joren.metrics.impossible import ImpossibleError, check_at_most, check_counts, check_not_zero


def churn_rate(*, start: float, lost: float) -> float:
    """The share of the customers at the start of a period who were lost during it.

    Raises `ImpossibleError` (a ValueError) for negative counts, none at the start, or more lost than there were.

    >>> churn_rate(start=500, lost=50)
    0.1
    """
    check_counts(lost=lost)
    check_not_zero(start=start)
    check_at_most("start", start, lost=lost)
    return lost / start


def customer_lifespan(*, churn: float, period: float = 1.0) -> float:
    """The average customer lifespan at a churn rate per period, in the unit in which `period` is given.

    If everyone leaves with the same chance in every period, customers stay for 1 / churn periods on average (the mean
    of the geometric distribution). Raises `ImpossibleError` (a ValueError) unless 0 < churn ≤ 1.

    >>> customer_lifespan(churn=0.25, period=365)
    1460.0
    """
    if not 0 < churn <= 1:
        raise ImpossibleError(
            _("A churn of {churn} gives no lifespan: it has to be a share above 0 and at most 1.").format(churn=churn)
        )
    return period / churn
