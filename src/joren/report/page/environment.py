"""The templates and what they may call."""

from __future__ import annotations

from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup, escape

from joren.language import gettext, ngettext
from joren.report.glossary import term
from joren.report.headline import Sentence
from joren.report.run_on import run_on


def say(message: str, /, **values: Any) -> Markup:
    """A translated sentence, its {placeholders} filled in; whatever is no markup of ours is escaped."""
    return _filled(gettext(message), values)


def say_many(singular: str, plural: str, number: int, /, **values: Any) -> Markup:
    """The form of the sentence that goes with `number`."""
    return _filled(ngettext(singular, plural, number), values)


def filled(sentences: list[Sentence]) -> list[Markup]:
    """Sentences that are translated already, with what goes into them set in bold."""
    return [
        _filled(
            each.message, {name: Markup("<strong>{}</strong>").format(value) for name, value in each.values.items()}
        )
        for each in sentences
    ]


def explained(key: str, name: str | None = None) -> Markup:
    """A figure's name, or another word for it, as a link to what the glossary says about it."""
    entry = term(key)
    if not entry.meaning:
        return escape(name or entry.name)
    return Markup('<a class="term" href="#{}">{}</a>').format(entry.anchor, name or entry.name)


def _filled(message: str, values: dict[str, Any]) -> Markup:
    text = escape(message)
    return text.format(**values) if values else text


@cache
def environment() -> jinja2.Environment:
    """The environment: everything is escaped, and a name that does not exist is an error."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("joren.report", "page"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        {"_": say, "ngettext": say_many, "filled": filled, "run_on": run_on, "explained": explained, "term": term}
    )
    return made
