"""The sentences of the page that depend on what the figures are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from joren.language import gettext as _
from joren.report.contents import Contents, FitCheck, RetentionGain
from joren.report.formatting import Formatter
from joren.report.page.sparkline import MOST
from joren.report.run_on import run_on


@dataclass(frozen=True, slots=True)
class GainWords:
    """One reading of “5 % more retention”, ready to show: what it brings over each span of time."""

    title: str
    spans: tuple[tuple[str, str], ...]  # how much more, and the sentence to it


def window(contents: Contents, fmt: Formatter) -> str:
    """Which days the key figures are about, and with which they are compared."""
    about = contents.about
    days = about.window_days
    return _("{now}, compared with {before}. The small lines show the last months, up to {most} of them.").format(
        now=fmt.window(about.as_of, days), before=fmt.window(about.as_of - timedelta(days=days), days), most=MOST
    )


def why_they_differ(contents: Contents) -> str:
    """Why the three retention rates are not the same number; empty when there are not two of them."""
    found = {figure.key: figure.value for figure in contents.figures if figure.value is not None}
    formula, sets = found.get("retention_rate_formula"), found.get("retention_rate_sets")
    parts = []
    if formula is not None and sets is not None:
        if formula > sets:
            parts.append(
                _(
                    "The formula is higher than the count person by person because it takes customers who came back"
                    " after a long silence for customers who stayed."
                )
            )
        else:
            parts.append(
                _("The formula and the count person by person agree: hardly anybody came back after a long silence.")
            )
    if found.get("retention_rate_model") is not None and sets is not None:
        parts.append(
            _(
                "The model looks at all customers so far and judges each by their own rhythm; the other two count"
                " everyone as lost who did not buy within the window."
            )
        )
    return run_on(parts)


def nobody_to_talk_to(contents: Contents) -> str:
    """Why the list of whom to talk to is empty."""
    if contents.worth.state == "no model":
        return _("Without a model of how this shop's customers buy, nobody can be singled out: {why}").format(
            why=contents.worth.why
        )
    return _("Nobody who spends much has begun to slip away. Look again next week.")


def states() -> dict[str, str]:
    """How sure the forecasts are, in words."""
    return {
        "personal": _("Personal forecasts"),
        "cohort average": _("Cohort average"),
        "no model": _("No model"),
    }


def check_verdict(check: FitCheck | None) -> str:
    """Whether the totals held, and whether the model was worth its trouble."""
    if check is None:
        return ""
    return run_on([_total_verdict(check), _single_verdict(check)])


def _total_verdict(check: FitCheck) -> str:
    if check.actual_orders > check.predicted_high:
        return _(
            "More came than the interval allows: this shop has a season or a trend that the model does not know, and"
            " the forecasts above may be as far off."
        )
    if check.actual_orders < check.predicted_low:
        return _(
            "Fewer came than the interval allows: this shop has a season or a trend that the model does not know, and"
            " the forecasts above may be as far off."
        )
    return _("What came lies within the interval.")


def _single_verdict(check: FitCheck) -> str:
    if check.error >= check.naive_error:
        return _("For single customers it was no better than the naive average.")
    return _("Customer by customer it was off by {percent}% less than the naive average.").format(
        percent=round((1 - check.error / check.naive_error) * 100)
    )


def gains(contents: Contents, fmt: Formatter) -> list[GainWords]:
    """What keeping more customers would bring, one entry for each reading of “5 % more” that differs."""
    found: dict[tuple[str, float], list[RetentionGain]] = {}
    for each in contents.gain:
        found.setdefault((each.basis if each.reachable else "capped", each.raised), []).append(each)
    return [_gain(basis, each, fmt) for (basis, _raised), each in found.items()]


def _gain(basis: str, over: list[RetentionGain], fmt: Formatter) -> GainWords:
    titles = {
        "relative": _("5% more of what it is: {now} → {then}"),
        "points": _("5 points more: {now} → {then}"),
        "capped": _("Nearly everybody kept: {now} → {then}"),
    }
    title = titles[basis].format(now=fmt.share(over[0].retention), then=fmt.share(over[0].raised))
    spans = {each.days: _span(each, fmt) for each in over}  # where both readings end at the same, they say the same
    return GainWords(title, tuple(spans.values()))


def _span(gain: RetentionGain, fmt: Formatter) -> tuple[str, str]:
    days = fmt.days(gain.days)
    if gain.more_spend is None or not gain.spend:
        share = fmt.share(gain.more_orders / gain.orders if gain.orders else 0.0)
        more = _("{orders} more orders").format(orders=fmt.count(gain.more_orders))
        return more, _("{share} more orders in the next {days}.").format(share=share, days=days)
    sentence = _("{share} more spend and {orders} more orders in the next {days}.").format(
        share=fmt.share(gain.more_spend / gain.spend), orders=fmt.count(gain.more_orders), days=days
    )
    return "+" + fmt.money_short(gain.more_spend), sentence
