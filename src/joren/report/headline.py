"""The report's answer in a few sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joren.language import gettext as _
from joren.language import ngettext
from joren.report.contents import Contents, Figure, Forecast
from joren.report.formatting import Formatter, formatter

#: Two retention rates this close are told as equal.
_SAME = 0.005


@dataclass(frozen=True, slots=True)
class Sentence:
    """A translated sentence with {placeholders}, and what goes into them, ready to read.

    `about` says what it is about, so that a page can set what comes first in larger type.
    """

    about: Literal["kept", "ahead", "extent"]
    message: str
    values: dict[str, str]

    def __str__(self) -> str:
        return self.message.format(**self.values)


def headline(contents: Contents) -> list[Sentence]:
    """The sentences with which the report begins, in the current language."""
    about, fmt = contents.about, formatter(contents.about.currency)
    if not about.orders:
        return [Sentence("kept", _("No order could be counted. What was left out, and why, stands below."), {})]
    figures = {figure.key: figure for figure in contents.figures}
    parts = [
        _kept(figures.get("retention_rate_sets"), about.window_days, fmt),
        _change(figures.get("retention_rate_sets"), fmt),
        _repeat(figures.get("repeat_purchase_rate"), figures.get("days_between_orders"), fmt),
        _ahead(contents.worth.forecasts, fmt),
        _to_talk_to(contents, fmt),
        _extent(contents, fmt),
    ]
    return [part for part in parts if part is not None]


def _extent(contents: Contents, fmt: Formatter) -> Sentence:
    about = contents.about
    message = ngettext(
        "{orders} order brought {revenue} net between {first} and {last}.",
        "{orders} orders brought {revenue} net between {first} and {last}.",
        about.orders,
    )
    values = {
        "orders": fmt.count(about.orders),
        "revenue": fmt.money_rounded(about.revenue),
        "first": fmt.day(about.first_day),
        "last": fmt.day(about.as_of),
    }
    return Sentence("extent", message, values)


def _kept(kept: Figure | None, window: int, fmt: Formatter) -> Sentence | None:
    if kept is None or kept.value is None:
        return None
    n = fmt.count(kept.value * 100)
    if window == 365:
        return Sentence(
            "kept", _("Of 100 customers who bought in the year before, {n} bought again in the last year."), {"n": n}
        )
    return Sentence(
        "kept",
        _("Of 100 customers who bought in the {days} days before, {n} bought again in the last {days} days."),
        {"n": n, "days": fmt.count(window)},
    )


def _change(kept: Figure | None, fmt: Formatter) -> Sentence | None:
    if kept is None or kept.value is None or kept.previous is None:
        return None
    difference = kept.value - kept.previous
    values = {"points": fmt.number(abs(difference) * 100), "before": fmt.share(kept.previous)}
    if abs(difference) < _SAME:
        return Sentence("kept", _("That is about as many as one window earlier ({before})."), values)
    if difference > 0:
        return Sentence("kept", _("That is {points} points more than one window earlier ({before})."), values)
    return Sentence("kept", _("That is {points} points fewer than one window earlier ({before})."), values)


def _repeat(repeat: Figure | None, gap: Figure | None, fmt: Formatter) -> Sentence | None:
    if repeat is None or repeat.value is None:
        return None
    if not repeat.value:
        return Sentence("ahead", _("Nobody bought more than once in the last window."), {})
    share = fmt.share(repeat.value, 0)
    if gap is None or gap.value is None:
        return Sentence("ahead", _("{share} of the last window's customers bought more than once."), {"share": share})
    return Sentence(
        "ahead",
        _("{share} of the last window's customers bought more than once, usually after {gap}."),
        {"share": share, "gap": fmt.days(gap.value)},
    )


def _ahead(forecasts: tuple[Forecast, ...], fmt: Formatter) -> Sentence | None:
    if not forecasts:
        return None
    far = max(forecasts, key=lambda forecast: forecast.days)
    if far.spend is None:
        return Sentence(
            "ahead",
            _("Today's customers are expected to order {orders} times in the next {days} days ({low} to {high})."),
            {
                "orders": fmt.count(far.orders),
                "low": fmt.count(far.orders_low),
                "high": fmt.count(far.orders_high),
                "days": fmt.count(far.days),
            },
        )
    return Sentence(
        "ahead",
        _("Today's customers are expected to spend {spend} in the next {days} days ({low} to {high})."),
        {
            "spend": fmt.money_short(far.spend),
            "low": fmt.money_short(far.spend_low),
            "high": fmt.money_short(far.spend_high),
            "days": fmt.count(far.days),
        },
    )


def _to_talk_to(contents: Contents, fmt: Formatter) -> Sentence | None:
    many = len(contents.talk_to)
    if not many:
        return None
    message = ngettext(
        "{n} good customer is slipping away: {at_stake} a year is at stake.",
        "{n} good customers are slipping away: {at_stake} a year is at stake.",
        many,
    )
    at_stake = sum(talk.at_stake for talk in contents.talk_to)
    return Sentence("ahead", message, {"n": fmt.count(many), "at_stake": fmt.money_short(at_stake)})
