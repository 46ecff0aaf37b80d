"""From orders to the contents of a report."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from joren.clv import summarize
from joren.language import gettext as _
from joren.metrics import measure
from joren.metrics.cohorts import CohortPeriod, cohorts
from joren.metrics.movements import movements
from joren.orders.table import Orders
from joren.progress import Progress
from joren.report.benchmarks import BENCHMARKS
from joren.report.compute.about import about
from joren.report.compute.bounds import bounds
from joren.report.compute.figures import figures
from joren.report.compute.gain import gain
from joren.report.compute.modelled import modelled, start_of
from joren.report.compute.people import facts_of, with_predictions
from joren.report.compute.predictions import PERIOD, places
from joren.report.compute.segments import named, segments
from joren.report.compute.talk import talks, to_talk_to
from joren.report.compute.worth import Early, Valued, hold_back, value, worth_of
from joren.report.contents import Contents, RetentionGain, Worth
from joren.segments import SEGMENTS, segment

#: The cohort tables, in the order in which they are shown.
SHOWN: tuple[CohortPeriod, ...] = ("month", "quarter", "week")


@dataclass(frozen=True)
class Made:
    """A report's contents, and every known customer behind them."""

    contents: Contents
    people: pa.Table


def compute(orders: Orders, progress: Progress) -> Made:
    """Everything that the report says."""
    progress(_("Counting who stays"), 0.3)
    summary = summarize(orders, PERIOD)
    with ThreadPoolExecutor(max_workers=1) as beside:
        # The models are arithmetic in this process: they run while the engine answers everything else.
        fitted = beside.submit(copy_context().run, value, summary, orders.currency)
        foreseen = beside.submit(copy_context().run, _foresee, fitted, hold_back(orders), orders.currency)
        readings = measure(orders)
        tables, months = cohorts(orders), movements(orders)
        progress(_("Sorting customers into segments"), 0.45)
        segmentation = segment(orders)
        facts = facts_of(orders, segmentation)
        where = places(facts["customer_id"], summary)
        made_from, start = about(orders, readings.window), start_of(orders, readings.window, summary)
        progress(_("Fitting the models"), 0.6)
        valued, (worth, gains) = fitted.result(), foreseen.result()
    progress(_("Looking ahead"), 0.75)
    people = with_predictions(facts, valued.predictions, where)
    silent = to_talk_to(people)
    known = bounds(valued, _named_ids(people, silent), orders.currency)
    contents = Contents(
        about=made_from,
        figures=figures(readings, modelled(valued, start, orders.currency)),
        cohorts=tuple(tables[period] for period in SHOWN),
        movements=months,
        rfm=segmentation.rfm,
        segments=segments(segmentation, people, known, orders.currency),
        worth=worth,
        gain=gains,
        talk_to=talks(silent, known, orders.currency),
        benchmarks=BENCHMARKS,
        account=orders.account,
    )
    return Made(contents, people)


def _foresee(fitted: Future[Valued], early: Early, currency: str) -> tuple[Worth, tuple[RetentionGain, ...]]:
    valued = fitted.result()
    return worth_of(valued, early, currency), gain(valued, currency)


def _named_ids(people: pa.Table, silent: pa.Table) -> Any:
    chosen = [named(people, each.key)["customer_id"] for each in SEGMENTS]
    return pa.concat_arrays([chunk for ids in [*chosen, silent["customer_id"]] for chunk in ids.chunks])
