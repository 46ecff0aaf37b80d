"""What a report says, as plain data: the terminal, the page and the JSON are three ways to show this.

Money is in minor units of `About.currency`, shares are between 0 and 1, spans are in days, days are the shop's.
Nothing here is text for people except where it says "words": those are in the language in which the report was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from joren.journeys.map import JourneyMap as JourneyMap
from joren.metrics.carts import CartFigures as CartFigures
from joren.metrics.channels import ChannelFigures as ChannelFigures
from joren.metrics.cohorts import CohortRow as CohortRow
from joren.metrics.cohorts import CohortTable as CohortTable
from joren.metrics.funnel import Funnel as Funnel
from joren.metrics.landing import LandingPage as LandingPage
from joren.metrics.movements import Movement as Movement
from joren.metrics.reading import Point as Point
from joren.orders.table import Account, Counting
from joren.segments.rfm import RfmCell as RfmCell
from joren.visits.table import EventAccount as EventAccount


class Unit(StrEnum):
    """What a figure is a number of."""

    SHARE = "share"
    COUNT = "count"
    NUMBER = "number"
    DAYS = "days"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class About:
    """What the report was made from."""

    files: tuple[str, ...]
    first_day: date
    as_of: date
    currency: str
    time_zone: str
    language: str
    counting: Counting
    orders: int
    customers: int
    guest_orders: int  # counted orders whose customer nobody knows
    revenue: int  # net of refunds, all orders of the report's currency
    refunded: int
    made_with: str  # "Joren 0.1.0"
    window_days: int = 365  # the figures' window: this many days up to `as_of`, and as many before for `previous`


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the report. Its name, definition and formula stand in the glossary under `key`."""

    key: str
    unit: Unit
    value: float | None
    previous: float | None = None  # the same, one window earlier
    low: float | None = None  # 95 % interval, where the figure is an estimate
    high: float | None = None
    why_none: str | None = None  # words: why there is no value
    trend: tuple[Point, ...] = ()
    higher_is_better: bool | None = True


@dataclass(frozen=True, slots=True)
class SegmentMember:
    """One customer of a list."""

    customer_id: str
    name: str | None
    email: str | None
    orders: int
    revenue: int
    first_on: date
    last_on: date
    probability_alive: float | None = None
    expected_orders: float | None = None  # next 365 days
    expected_spend: int | None = None  # next 365 days
    orders_interval: tuple[int, int] | None = None  # 95 %, next 365 days; for those whom the report itself names
    spend_interval: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """One named segment: its name, definition and advice stand in the glossary under `key`."""

    key: str
    size: int
    share: float  # of all customers
    revenue: int
    revenue_share: float
    boundary: str | None  # words: the limits as they fell in this shop, e.g. "over £1,203 in 12 months"
    members: tuple[SegmentMember, ...]  # the first, by revenue; the CSV has all
    csv: str  # name of the file with all of them, beside the report
    why_none: str | None = None  # words: why the segment cannot be told here (no discounts in the export)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected orders and spend of today's customers over a horizon, with 95 % intervals."""

    days: int
    orders: float
    orders_low: float
    orders_high: float
    spend: float | None
    spend_low: float | None
    spend_high: float | None


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Customers with like predictions: what was predicted and what came, per customer, on held-back time."""

    customers: int
    predicted: float
    actual: float


@dataclass(frozen=True, slots=True)
class FitCheck:
    """The model, fitted on the earlier part of the data, against what came afterwards."""

    cut_on: date
    days: int  # held back
    bins: tuple[CalibrationBin, ...]
    predicted_orders: float
    predicted_low: float
    predicted_high: float
    actual_orders: int
    naive_orders: float
    error: float  # mean absolute error per customer
    naive_error: float


@dataclass(frozen=True, slots=True)
class ModelFit:
    """One fitted model."""

    model: str  # `BG/NBD`, …
    params: dict[str, float]
    standard_errors: dict[str, float]
    log_likelihood: float
    aic: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class ValueBand:
    """Customers in order of their expected spend: who the best fifth is and what they bring."""

    label: str  # words: "best 20 %"
    customers: int
    expected_spend: float
    share: float


@dataclass(frozen=True, slots=True)
class Worth:
    """What today's customers are worth."""

    state: Literal["personal", "cohort average", "no model"]
    why: str  # words: what the state rests on, or why there is no model
    models: tuple[ModelFit, ...]
    forecasts: tuple[Forecast, ...]
    fit_check: FitCheck | None
    alive: float | None  # expected number of customers still alive
    bands: tuple[ValueBand, ...]


@dataclass(frozen=True, slots=True)
class RetentionGain:
    """What keeping more customers would bring this shop, by its own model."""

    basis: Literal["relative", "points"]  # retention + 5 % of itself, or + 5 percentage points
    retention: float  # over one year, today
    raised: float
    days: int
    orders: float
    more_orders: float
    spend: float | None
    more_spend: float | None
    reachable: bool = True  # False: not even if nobody left any more; `raised` is what that would give


@dataclass(frozen=True, slots=True)
class Talk:
    """A customer to talk to this week, and why."""

    customer: SegmentMember
    alive_before: float  # P(alive) four weeks ago
    at_stake: int  # expected spend of the next 365 days, if still alive
    reason: str  # words


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A figure that is often quoted, beside this shop's own."""

    key: str  # text in the glossary
    figure: str  # key of the figure it is set beside
    low: float
    high: float
    source: str
    year: str
    quoted: str  # as printed in the source


@dataclass(frozen=True, slots=True)
class SegmentJourney:
    """The way of some people: `customers` had ordered before the first event, `newcomers` had not."""

    key: Literal["customers", "newcomers"]
    journey: JourneyMap


@dataclass(frozen=True, slots=True)
class Visits:
    """How visits become orders. `since` and `until` are the days of the figures, the map is of all events."""

    files: tuple[str, ...]
    first_day: date
    since: date
    until: date
    figures: tuple[Figure, ...]
    funnels: tuple[Funnel, ...]
    landing: tuple[LandingPage, ...]  # the busiest first
    channels: tuple[ChannelFigures, ...]
    carts: CartFigures
    journey: JourneyMap
    segments: tuple[SegmentJourney, ...]
    account: EventAccount


@dataclass(frozen=True, slots=True)
class Contents:
    """The whole report."""

    about: About
    figures: tuple[Figure, ...]
    cohorts: tuple[CohortTable, ...]  # month, quarter, week
    movements: tuple[Movement, ...]
    rfm: tuple[RfmCell, ...]
    segments: tuple[Segment, ...]
    worth: Worth
    gain: tuple[RetentionGain, ...]
    talk_to: tuple[Talk, ...]
    benchmarks: tuple[Benchmark, ...]
    account: Account
    visits: Visits | None = None  # None: there are no events
