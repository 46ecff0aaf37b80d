"""From the report's contents to its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from joren.language import babel_locale
from joren.language import gettext as _
from joren.orders.account import in_words
from joren.report.account_words import what_counts
from joren.report.change import change
from joren.report.contents import Contents
from joren.report.formatting import formatter
from joren.report.glossary import figure_keys, term, word_keys
from joren.report.headline import headline
from joren.report.page import cohorts, drawings, sayings
from joren.report.page.benchmarks import beside_own
from joren.report.page.downloads import links
from joren.report.page.environment import environment
from joren.report.page.rfm import corners, grid
from joren.report.page.sparkline import sparkline
from joren.report.segment_words import segment_words

#: The design system, then the sections in the order of the page: a later sheet may build on an earlier one.
_STYLES = (
    "tokens.css", "base.css", "layout.css",
    "answer.css", "figures.css", "talk.css", "segments.css", "charts.css", "heat.css", "worth.css", "glossary.css",
    "print.css",
)  # fmt: skip

#: The figures that are shown as three ways side by side, and hence not among the key figures.
WAYS = ("retention_rate_formula", "retention_rate_sets", "retention_rate_model")


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the page."""

    id: str
    title: str
    template: str


def render_html(contents: Contents, *, lists: Mapping[str, str] | None = None, folder: str = "") -> str:
    """The page, in the current language.

    `lists` holds CSV texts by the name of their file (`Segment.csv`): those that are short enough go into the page.
    The others are linked to in `folder`, a path relative to where the page will stand; without one they are not.
    """
    fmt = formatter(contents.about.currency)
    return (
        environment()
        .get_template("report.html")
        .render(
            contents=contents,
            about=contents.about,
            lang=babel_locale().replace("_", "-"),
            style=_style(),
            fmt=fmt,
            parts=_shown(contents),
            term=term,
            segment_words=segment_words,
            reason=in_words,
            downloads=links(contents.segments, lists or {}, folder),
            **_answers(contents),
            **_tables(contents),
            **drawings.drawn(contents, fmt),
        )
    )


def warm_up() -> None:
    """Do what takes time once: read the templates. May run in a thread."""
    environment().get_template("report.html")
    for part in _parts():
        environment().get_template(part.template)


def _parts() -> tuple[Part, ...]:
    return (
        Part("answer", _("In short"), "answer.html"),
        Part("figures", _("Key figures"), "figures.html"),
        Part("retention", _("Retention, three ways"), "retention.html"),
        Part("talk", _("Who to talk to this week"), "talk.html"),
        Part("segments", _("Segments"), "segments.html"),
        Part("months", _("Month by month"), "months.html"),
        Part("cohorts", _("Cohorts"), "cohorts.html"),
        Part("rfm", _("Recency and frequency"), "rfm.html"),
        Part("worth", _("What customers are worth"), "worth.html"),
        Part("gain", _("What more retention would bring"), "gain.html"),
        Part("account", _("How it was counted"), "account.html"),
        Part("glossary", _("Glossary"), "glossary.html"),
    )


def _shown(contents: Contents) -> list[Part]:
    """The sections that have something to say."""
    if not contents.about.orders:
        return [part for part in _parts() if part.id in {"answer", "account", "glossary"}]
    ways = [figure for figure in contents.figures if figure.key in WAYS]
    has = {"figures": len(contents.figures) > len(ways), "retention": ways, "segments": contents.segments}
    return [part for part in _parts() if has.get(part.id, True)]


def _answers(contents: Contents) -> dict[str, Any]:
    fmt = formatter(contents.about.currency)
    return {
        "headline": headline(contents),
        "window_words": sayings.window(contents, fmt),
        "figures": [figure for figure in contents.figures if figure.key not in WAYS],
        "ways": [figure for figure in contents.figures if figure.key in WAYS],
        "why_they_differ": sayings.why_they_differ(contents),
        "nobody_to_talk_to": sayings.nobody_to_talk_to(contents),
        "states": sayings.states(),
        "check_verdict": sayings.check_verdict(contents.worth.fit_check),
        "gains": sayings.gains(contents, fmt),
        "what_counts": what_counts(contents.about),
        "change": lambda figure: change(figure, fmt),
        "sparkline": lambda figure: sparkline(figure, fmt, contents.about.as_of),
    }


def _tables(contents: Contents) -> dict[str, Any]:
    fmt = formatter(contents.about.currency)
    names = {"month": _("Month"), "quarter": _("Quarter"), "week": _("Week")}
    return {
        "cohorts": cohorts.views(contents.cohorts, fmt),
        "periods": [(table.period, names[table.period]) for table in contents.cohorts if table.rows],
        "on_paper": cohorts.ON_PAPER,
        "rfm": grid(contents.rfm),
        "corners": corners(contents.rfm),
        "benchmarks": beside_own(contents, fmt),
        "glossary": [term(key) for key in (*figure_keys(), *word_keys())],
    }


@cache
def _style() -> Markup:
    folder = files("joren.report.page")
    return Markup("\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in _STYLES))  # noqa: S704
