"""What today's customers are worth: the models, their forecasts, and how well they did on held-back time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from joren.clv import (
    BetaGeoModel,
    GammaGammaModel,
    ModifiedBetaGeoModel,
    ParetoNBDModel,
    summarize_until,
)
from joren.clv.holdout import check_fit
from joren.clv.inputs import Customers, read_customers
from joren.clv.pooled import Confidence, assess, cohort_average, fit_pooled, fit_pooled_spend
from joren.clv.total_spend import total_spend_interval
from joren.clv.transaction_model import TransactionModel
from joren.engine.columns import numbers
from joren.errors import InputError
from joren.language import gettext as _
from joren.metrics.window import days_covered
from joren.money import minor_units
from joren.orders.table import Orders
from joren.report.compute.predictions import PERIOD, PERIOD_DAYS, Predictions, predict
from joren.report.contents import CalibrationBin, FitCheck, Forecast, ModelFit, ValueBand, Worth

Vector = npt.NDArray[np.float64]

CANDIDATES: dict[str, type[TransactionModel]] = {
    "BG/NBD": BetaGeoModel,
    "MBG/NBD": ModifiedBetaGeoModel,
    "Pareto/NBD": ParetoNBDModel,
}
HORIZONS = (90, 365)
#: Models are compared on so many customers at most: which fits best shows long before the last of a million.
COMPARED = 20_000
#: The later part of the data that the fit check holds back, and its bounds in days.
HELD_BACK, LEAST_HELD_BACK, MOST_HELD_BACK = 1 / 3, 28, 365
#: Where the bands of customers end, by expected spend.
BANDS = (0.0, 0.05, 0.2, 0.5, 1.0)


@dataclass(frozen=True)
class Valued:
    """The shop's fitted models and what follows from them; None where the data carries no model."""

    confidence: Confidence
    summary: pa.Table
    customers: Customers  # the same, as the models take it
    name: str | None
    counts: TransactionModel | None
    spend: GammaGammaModel | None
    predictions: Predictions | None
    compared: tuple[ModelFit, ...]


@dataclass(frozen=True)
class Early:
    """Customers as they stood before the time that is held back, with what came in it: `frequency_after`."""

    summary: pa.Table
    cut_on: date
    held_back: int  # days


def hold_back(orders: Orders) -> Early:
    """Ask the engine how customers stood before the last part of the data."""
    held_back = min(MOST_HELD_BACK, max(LEAST_HELD_BACK, round(days_covered(orders) * HELD_BACK)))
    cut_on = orders.as_of - timedelta(days=held_back)
    return Early(summarize_until(orders, cut_on, PERIOD), cut_on, held_back)


def value(summary: pa.Table, currency: str) -> Valued:
    """Choose the model that fits the shop best, fit it to all customers of the summary (in weeks), predict each."""
    customers = read_customers(summary, spend=True)
    confidence = assess(customers, period_days=PERIOD_DAYS)
    if confidence.state == "no model":
        return Valued(confidence, summary, customers, None, None, None, None, ())
    compared = _compare(customers)
    name = next(fit.model for fit in compared if fit.chosen)
    counts = fit_pooled(CANDIDATES[name], customers, period_days=PERIOD_DAYS)
    spend = _spend_model(customers)
    predictions = predict(customers, counts, spend, currency)
    if confidence.state == "cohort average":
        predictions = _averaged(predictions, customers.T)
    return Valued(confidence, summary, customers, name, counts, spend, predictions, compared)


def worth_of(valued: Valued, early: Early, currency: str) -> Worth:
    """What all of them are worth together, and how well the model did on the time that was held back."""
    counts, predictions = valued.counts, valued.predictions
    if counts is None or predictions is None:
        return Worth("no model", valued.confidence.words, (), (), None, None, ())
    return Worth(
        state=valued.confidence.state,
        why=valued.confidence.words,
        models=valued.compared,
        forecasts=tuple(_forecast(valued, days, currency) for days in HORIZONS),
        fit_check=_fit_check(early, CANDIDATES[valued.name or ""]),
        alive=float(predictions.alive.sum()),
        bands=_bands(predictions),
    )


def _compare(customers: Customers) -> tuple[ModelFit, ...]:
    step = max(1, len(customers) // COMPARED)
    sample = customers.rows(np.arange(0, len(customers), step)) if step > 1 else customers
    fitted = {name: fit_pooled(kind, sample, period_days=PERIOD_DAYS) for name, kind in CANDIDATES.items()}
    best = max(fitted, key=lambda name: fitted[name].log_likelihood_)
    return tuple(
        ModelFit(
            model=name,
            params=model.params_,
            standard_errors=model.standard_errors_,
            log_likelihood=model.log_likelihood_,
            aic=2 * len(model.params_) - 2 * model.log_likelihood_,
            chosen=name == best,
        )
        for name, model in fitted.items()
    )


def _spend_model(customers: Customers) -> GammaGammaModel | None:
    try:
        return fit_pooled_spend(customers)
    except InputError:  # nobody has bought again for money
        return None


def _averaged(predictions: Predictions, weeks: Vector) -> Predictions:
    """Everyone of a cohort (customers since the same four weeks) gets the cohort's average."""
    cohorts = np.floor(weeks / 4)

    def mean(values: Vector) -> Vector:
        return cohort_average(values, cohorts)

    return Predictions(
        alive=mean(predictions.alive),
        alive_before=np.full(len(cohorts), np.nan),
        orders=mean(predictions.orders),
        spend=None if predictions.spend is None else mean(predictions.spend),
    )


def _forecast(valued: Valued, days: int, currency: str) -> Forecast:
    assert valued.counts is not None  # noqa: S101  (worth() has seen to it)
    periods = days / PERIOD_DAYS
    orders = valued.counts.total_purchases_interval(valued.customers, periods)
    if valued.spend is None:
        return Forecast(days, *orders, None, None, None)
    spend = total_spend_interval(valued.counts, valued.spend, valued.customers, periods, purchases=orders)
    return Forecast(days, *orders, *(amount * minor_units(currency) for amount in spend))


def _fit_check(early: Early, kind: type[TransactionModel]) -> FitCheck | None:
    """Fit on the earlier part, compare with the later; None where either is too short to say anything."""
    customers = read_customers(early.summary)
    if assess(customers, period_days=PERIOD_DAYS).state == "no model":
        return None
    model = fit_pooled(kind, customers, period_days=PERIOD_DAYS)
    check = check_fit(model, customers, numbers(early.summary, "frequency_after"), early.held_back / PERIOD_DAYS)
    return FitCheck(
        cut_on=early.cut_on,
        days=early.held_back,
        bins=tuple(CalibrationBin(bin_.customers, bin_.predicted, bin_.actual) for bin_ in check.by_prediction),
        predicted_orders=check.predicted_total.mean,
        predicted_low=check.predicted_total.low,
        predicted_high=check.predicted_total.high,
        actual_orders=round(check.actual_total),
        naive_orders=check.naive_total,
        error=check.mean_absolute_error,
        naive_error=check.naive_mean_absolute_error,
    )


def _bands(predictions: Predictions) -> tuple[ValueBand, ...]:
    if predictions.spend is None or not predictions.spend.sum() > 0:
        return ()
    best_first = -np.sort(-predictions.spend)
    total = float(best_first.sum())
    edges = [round(len(best_first) * share) for share in BANDS]
    return tuple(
        ValueBand(
            label=_label(BANDS[i], BANDS[i + 1]),
            customers=end - begin,
            expected_spend=float(best_first[begin:end].sum()),
            share=float(best_first[begin:end].sum()) / total,
        )
        for i, (begin, end) in enumerate(pairwise(edges))
        if end > begin
    )


def _label(begin: float, end: float) -> str:
    if begin == 0:
        return _("the best {share} %").format(share=round(end * 100))
    if end == 1:
        return _("the other {share} %").format(share=round((1 - begin) * 100))
    return _("the next {share} %").format(share=round((end - begin) * 100))
