"""How well a model foretold time that it had not seen: the fit check shown beside every forecast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from joren.clv.inputs import SummaryLike, read_customers
from joren.clv.intervals import Interval
from joren.clv.transaction_model import TransactionModel
from joren.errors import InputError
from joren.language import gettext as _

Vector = npt.NDArray[np.float64]

_LAST_FREQUENCY = 7


@dataclass(frozen=True)
class CheckedCustomers:
    """One point of a calibration chart: customers alike beforehand, what was predicted and what came, per customer."""

    low: float  #: the least that was predicted for them, or their frequency
    high: float  #: the most that was predicted for them, or their frequency; infinite for the last, "7 and more"
    customers: int
    predicted: float
    actual: float


@dataclass(frozen=True)
class FitCheck:
    """A model's predictions against the purchases that then came, beside the naive average's.

    The naive average continues each customer's own past rate: frequency / T × periods. Errors are per customer;
    `total_error` is (predicted − actual) / actual of all customers together, NaN where nothing was bought.
    """

    customers: int
    periods: float
    predicted_total: Interval
    actual_total: float
    naive_total: float
    total_error: float
    naive_total_error: float
    mean_absolute_error: float
    naive_mean_absolute_error: float
    bias: float
    naive_bias: float
    by_prediction: tuple[CheckedCustomers, ...]
    by_frequency: tuple[CheckedCustomers, ...]

    @property
    def beats_naive(self) -> bool:
        """Whether the model errs less per customer than the naive average."""
        return self.mean_absolute_error < self.naive_mean_absolute_error

    @property
    def total_within_interval(self) -> bool:
        """Whether the purchases that came lie in the 95 % interval that the model gave."""
        return self.predicted_total.low <= self.actual_total <= self.predicted_total.high


def check_fit(
    model: TransactionModel,
    summary: SummaryLike,
    holdout_purchases: npt.ArrayLike,
    holdout_periods: float,
    *,
    bins: int = 10,
) -> FitCheck:
    """Compare a model fitted on `summary`, at the cut date, with the purchases of the `holdout_periods` after it.

    `holdout_purchases` has one count per row of the summary. `by_prediction` has up to `bins` groups of about equally
    many customers, from the least predicted to the most; `by_frequency` those with 0, 1, … 6 and 7 or more repeat
    purchases before the cut, as in the papers' figures. Raises `InputError` where the counts do not fit the summary.
    """
    customers = read_customers(summary)
    actual = np.asarray(holdout_purchases, dtype=np.float64)
    if actual.shape != customers.T.shape or not np.all(np.isfinite(actual) & (actual >= 0)):
        raise InputError(
            _("holdout_purchases must be {rows} counts, one for each row of the summary.").format(rows=len(customers)),
            code="holdout_purchases",
        )
    predicted = model.expected_purchases(customers, holdout_periods)
    naive = customers.frequency / np.where(customers.T > 0, customers.T, 1.0) * holdout_periods
    by_prediction = _binned(_quantile_bins(predicted, bins), predicted, predicted, actual)
    counted = np.minimum(customers.frequency, _LAST_FREQUENCY)
    by_frequency = _binned(counted.astype(np.int64), customers.frequency, predicted, actual)
    if by_frequency and by_frequency[-1].low >= _LAST_FREQUENCY:
        last = by_frequency[-1]
        open_end = CheckedCustomers(_LAST_FREQUENCY, np.inf, last.customers, last.predicted, last.actual)
        by_frequency = (*by_frequency[:-1], open_end)
    return FitCheck(
        customers=len(customers),
        periods=float(holdout_periods),
        predicted_total=model.total_purchases_interval(customers, holdout_periods),
        actual_total=float(actual.sum()),
        naive_total=float(naive.sum()),
        total_error=_relative(predicted, actual),
        naive_total_error=_relative(naive, actual),
        mean_absolute_error=float(np.mean(np.abs(predicted - actual))),
        naive_mean_absolute_error=float(np.mean(np.abs(naive - actual))),
        bias=float(np.mean(predicted - actual)),
        naive_bias=float(np.mean(naive - actual)),
        by_prediction=by_prediction,
        by_frequency=by_frequency,
    )


def _relative(predicted: Vector, actual: Vector) -> float:
    total = float(actual.sum())
    return float(predicted.sum()) / total - 1.0 if total > 0 else float("nan")


def _quantile_bins(values: Vector, bins: int) -> npt.NDArray[np.int64]:
    edges = np.unique(np.quantile(values, np.arange(1, bins) / bins))
    return np.searchsorted(edges, values, side="right").astype(np.int64)


def _binned(
    which: npt.NDArray[np.int64], place: Vector, predicted: Vector, actual: Vector
) -> tuple[CheckedCustomers, ...]:
    checked = []
    for code in np.unique(which):
        rows = which == code
        low, high = float(place[rows].min()), float(place[rows].max())
        means = float(predicted[rows].mean()), float(actual[rows].mean())
        checked.append(CheckedCustomers(low, high, int(rows.sum()), *means))
    return tuple(checked)
