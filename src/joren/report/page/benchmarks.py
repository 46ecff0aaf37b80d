"""What is quoted elsewhere, set beside what this shop has."""

from __future__ import annotations

from dataclasses import dataclass

from joren.language import gettext as _
from joren.report.benchmarks import line
from joren.report.contents import Benchmark, Contents, Figure, RetentionGain
from joren.report.formatting import Formatter


@dataclass(frozen=True, slots=True)
class Row:
    """One quoted figure."""

    says: str
    remark: str
    quoted: str
    source: str
    year: str
    low: float
    high: float
    own: float | None
    own_text: str
    own_name: str  # “This shop”, and over how long: a rate over 90 days is no rate over a year
    own_key: str  # what the glossary says about the shop's own figure; empty when there is none
    on_track: bool  # whether it is a share, which can be drawn between 0 and 100 %


def beside_own(contents: Contents, fmt: Formatter) -> list[Row]:
    """The report's quoted figures with the shop's own where orders can give it."""
    return [_row(each, contents, fmt) for each in contents.benchmarks]


#: What only events can tell: without them the remark says so.
_CARTS = "cart_abandonment_rate"


def _row(quoted: Benchmark, contents: Contents, fmt: Formatter) -> Row:
    words = line(quoted.key)
    own = _own(quoted, contents)
    figures = {figure.key for figure in _figures(contents)}
    return Row(
        says=words.says,
        remark=words.remark if own is None or quoted.figure != _CARTS else "",
        quoted=quoted.quoted,
        source=quoted.source,
        year=_(quoted.year),
        low=quoted.low,
        high=quoted.high,
        own=None if own is None else round(own, 4),
        own_text=_("not known from orders") if own is None else fmt.share(own),
        own_name=_own_name(quoted, contents, fmt) if own is not None else _("This shop"),
        own_key=quoted.figure if own is not None and quoted.figure in figures else "",
        on_track=quoted.high <= 1,
    )


def _own_name(quoted: Benchmark, contents: Contents, fmt: Formatter) -> str:
    gained = _one_year(contents) if quoted.figure == "gain" else None
    days = gained.days if gained is not None else contents.about.window_days
    if quoted.figure == _CARTS and contents.visits is not None:
        days = (contents.visits.until - contents.visits.since).days + 1
    return _("This shop, over {days}").format(days=fmt.days(days))


def _one_year(contents: Contents) -> RetentionGain | None:
    """What 5 % more retention brings over the shortest span told, where it is known in money."""
    known = [each for each in contents.gain if each.basis == "relative" and each.more_spend is not None and each.spend]
    return min(known, key=lambda each: each.days, default=None)


def _own(quoted: Benchmark, contents: Contents) -> float | None:
    if quoted.figure == "gain":
        gained = _one_year(contents)
        return gained.more_spend / gained.spend if gained and gained.more_spend and gained.spend else None
    return next((figure.value for figure in _figures(contents) if figure.key == quoted.figure), None)


def _figures(contents: Contents) -> tuple[Figure, ...]:
    return (*contents.figures, *(contents.visits.figures if contents.visits else ()))
