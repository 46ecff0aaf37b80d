"""What is quoted elsewhere, set beside what this shop has."""

from __future__ import annotations

from dataclasses import dataclass

from joren.language import gettext as _
from joren.report.benchmarks import line
from joren.report.contents import Benchmark, Contents
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
    own_key: str  # what the glossary says about the shop's own figure; empty when there is none
    on_track: bool  # whether it is a share, which can be drawn between 0 and 100 %


def beside_own(contents: Contents, fmt: Formatter) -> list[Row]:
    """The report's quoted figures with the shop's own where orders can give it."""
    return [_row(each, contents, fmt) for each in contents.benchmarks]


def _row(quoted: Benchmark, contents: Contents, fmt: Formatter) -> Row:
    words = line(quoted.key)
    own = _own(quoted, contents)
    figures = {figure.key for figure in contents.figures}
    return Row(
        says=words.says,
        remark=words.remark,
        quoted=quoted.quoted,
        source=quoted.source,
        year=_(quoted.year),
        low=quoted.low,
        high=quoted.high,
        own=None if own is None else round(own, 4),
        own_text=_("not known from orders") if own is None else fmt.share(own),
        own_key=quoted.figure if own is not None and quoted.figure in figures else "",
        on_track=quoted.high <= 1,
    )


def _own(quoted: Benchmark, contents: Contents) -> float | None:
    if quoted.figure == "gain":
        for gain in contents.gain:
            if gain.basis == "relative" and gain.more_spend is not None and gain.spend:
                return gain.more_spend / gain.spend
        return None
    return next((figure.value for figure in contents.figures if figure.key == quoted.figure), None)
