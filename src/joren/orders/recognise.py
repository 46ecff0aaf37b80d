"""Which layout a file has, by its headers or by what the user says of them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import ibis

from joren.engine import Engine
from joren.engine.duckdb import DuckDBEngine
from joren.errors import InputError
from joren.language import gettext as _
from joren.orders.cells.columns import Columns, Parser, parsed
from joren.orders.cells.numbers import currency_of_signs
from joren.orders.files.opened import Opened
from joren.orders.files.typed import Kinds, kinds_of
from joren.orders.layouts import LAYOUTS
from joren.orders.layouts.base import Layout, normal
from joren.orders.layouts.plain import Plain, is_enough
from joren.orders.layouts.words import SYNONYMS, recognise
from joren.orders.lines import Lines

_PLAIN = Plain()
#: The column that numbers rows, where rows are numbered.
LINE = "joren line"


@dataclass(frozen=True)
class Recognised:
    """A table of rows, the layout it has, and what its columns mean."""

    opened: Opened
    layout: Layout
    names: dict[str, str]  # the layout's words and the export's columns
    lines: Lines
    table: ibis.Table  # the rows, parsed
    currency: str | None  # of orders that do not say theirs
    notes: tuple[tuple[str, str], ...] = ()  # (what, column)


def recognised(opened: Opened, wish: Mapping[str, str] | None, *, typed: bool = True) -> Recognised:
    """The table with its layout; `InputError` when no layout fits.

    `typed`: clean columns of a text are read as numbers and moments while it is taken apart.
    """
    if wish:
        layout, names = mapped(opened.headers, wish, opened.name)
    else:
        found = layout_of(opened.headers)
        if found is None:
            raise InputError(not_recognised(opened.name, opened.headers), code="orders.not_recognised")
        layout, names = found
    return _understood(opened, layout, names, typed=typed)


def again(one: Recognised, rows: ibis.Table) -> Recognised:
    """The same understanding of the same rows, which now bear their `LINE`."""
    return _understood(replace(one.opened, table=rows), one.layout, {**one.names, LINE: LINE}, typed=False)


def _understood(opened: Opened, layout: Layout, names: dict[str, str], *, typed: bool) -> Recognised:
    parser = Parser(opened.table, opened.sample, opened.settle, opened.text_functions)
    if typed and opened.typed is not None and (kinds := _kinds(parser, layout, names)):
        parser = replace(parser, table=opened.typed(kinds))
    table = _apart(opened.engine, parsed(parser, names, layout.numbers, layout.moments))
    derived = layout.derive(table)
    if derived is not table:
        table = _apart(opened.engine, derived)
    signs = currency_of_signs(opened.sample.get(names.get("amount", ""), ())) if layout.currency is None else None
    lines = layout.lines(Columns(table, names))
    return Recognised(opened, layout, names, lines, table, layout.currency or signs, tuple(parser.notes))


def _kinds(parser: Parser, layout: Layout, names: Mapping[str, str]) -> Kinds:
    """Which columns may be read as numbers and moments, because they are clean and mean nothing else."""
    words = {column: {word for word, own in names.items() if own == column} for column in names.values()}
    forms = {column: parser.form(column) for column, own in words.items() if own <= layout.moments}
    numbers = [column for column, own in words.items() if own <= layout.numbers]
    patterns = {column: form.pattern for column, form in forms.items() if form.plain and form.pattern}
    return kinds_of(parser.sample, numbers, patterns)


def _apart(engine: Engine, table: ibis.Table) -> ibis.Table:
    """The same table, as a view: DuckDB computes its columns once, not for every place that uses them."""
    return engine.view(engine.backend.compile(table), "rows") if isinstance(engine, DuckDBEngine) else table


def layout_of(headers: Sequence[str]) -> tuple[Layout, dict[str, str]] | None:
    """The layout with these headers, and which column is which of its words; None when none has."""
    for layout in LAYOUTS:
        found = layout.find(headers)
        if found is not None:
            return layout, found
    return None


def mapped(headers: Sequence[str], wish: Mapping[str, str], file: str) -> tuple[Layout, dict[str, str]]:
    """The plain layout with the columns that the user names; words that he leaves out are looked for.

    Raises `InputError` for a word that we do not know, a column that the file does not have, or too few of them.
    """
    unknown = [word for word in wish if word not in SYNONYMS]
    if unknown:
        raise InputError(
            _("“{word}” is nothing that a column can be mapped to. What can be: {words}.").format(
                word=unknown[0], words=", ".join(SYNONYMS)
            ),
            code="orders.unknown_word",
        )
    exact = {header: header for header in headers} | {normal(header): header for header in headers}
    found = {word: exact.get(column) or exact.get(normal(column)) for word, column in wish.items()}
    for word, column in found.items():
        if column is None:
            raise InputError(_no_such_column(file, wish[word], headers), code="orders.no_such_column")
    taken = {column: word for word, column in found.items()}
    rest = {word: column for word, column in recognise(headers).items() if word not in found and column not in taken}
    both = rest | {word: column for word, column in found.items() if column is not None}
    if not is_enough(both):
        raise InputError(not_recognised(file, headers, both), code="orders.not_recognised")
    return _PLAIN, both


def not_recognised(file: str, headers: Sequence[str], found: Mapping[str, str] | None = None) -> str:
    """What to tell the user about a file whose headers no layout knows."""
    found = found if found is not None else recognise(headers)
    missing = [word for word in ("customer", "date", "amount") if word not in _with_stand_ins(found)]
    guesses = _guesses(missing, [header for header in headers if header not in found.values()])
    options = " ".join(f'--map {word}="{guesses.get(word, "…")}"' for word in missing)
    return _(
        "{file} is no order export that we know: there is no column for {missing}.\n"
        "Columns found: {columns}.\n"
        "Say which column is which, for example: {options}"
    ).format(file=file, missing=", ".join(missing), columns=listed(headers), options=options)


def _with_stand_ins(found: Mapping[str, str]) -> set[str]:
    words = set(found)
    if words & {"email", "phone", "name"}:
        words.add("customer")
    if {"price", "quantity"} <= words:
        words.add("amount")
    return words


def _guesses(words: Sequence[str], headers: Sequence[str]) -> dict[str, str]:
    """The header most like each word, none for two words."""
    pairs = [
        (_likeness(normal(header), _names(word)), word, header)
        for word in words
        for header in headers
        if normal(header)
    ]
    guesses: dict[str, str] = {}
    for score, word, header in sorted(pairs, key=lambda pair: -pair[0]):
        if score >= 0.6 and word not in guesses and header not in guesses.values():
            guesses[word] = header
    return guesses


def _names(word: str) -> list[str]:
    words = ("customer", "email", "phone") if word == "customer" else (word,)
    return [normal(synonym) for word in words for synonym in SYNONYMS[word]]


def _likeness(header: str, names: Sequence[str]) -> float:
    within = max(
        (0.6 + 0.3 * len(name) / len(header) for name in names if len(name) > 2 and name in header), default=0.0
    )
    close = difflib.get_close_matches(header, names, n=1, cutoff=0.6)
    return max(within, difflib.SequenceMatcher(None, header, close[0]).ratio() if close else 0.0)


def _no_such_column(file: str, wanted: str, headers: Sequence[str]) -> str:
    close = difflib.get_close_matches(wanted, list(headers), n=1)
    text = _("{file} has no column “{wanted}”.").format(file=file, wanted=wanted)
    if close:
        text += " " + _("Did you mean “{guess}”?").format(guess=close[0])
    return text + "\n" + _("Columns found: {columns}.").format(columns=listed(headers))


def listed(headers: Sequence[str]) -> str:
    """Headers for a message: the first sixty, long ones cut."""
    shown = [f"“{header if len(header) <= 60 else header[:59] + '…'}”" for header in headers[:60]]
    return ", ".join(shown) + (" …" if len(headers) > 60 else "")
