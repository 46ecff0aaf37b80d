"""The columns of an export, by the names that a layout gives them, read as numbers, moments and names.

A text column is read by DuckDB's macros, guided by a sample of its cells; a typed one (Parquet, data frames, tables of
an engine) by portable Ibis alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis

from joren.orders.cells.dates import DateForm, date_form
from joren.orders.cells.functions import any_moment, any_number, has_zone, try_strptime
from joren.orders.cells.numbers import writes_commas

#: What spreadsheets and data frames write for "nothing". A pattern: of a longer list of words DuckDB makes a join,
#: for which it prepares every row.
_NOTHING = r"^(nan|null|none|#?n/a|nat|<na>|-)?$"
#: Letters in the longest of them.
_LONGEST = 4


_UTC = ("Z", "+0000", "+00:00", "UTC", "GMT")


@dataclass(frozen=True, slots=True)
class Reading:
    """A column as values. `unreadable` is true for a cell that holds something which is no such value.

    None where another column of the row tells.
    """

    value: Any
    unreadable: Any = None
    aware: Any = None  # moments only: the value is in UTC (a Boolean column)


@dataclass(frozen=True)
class Parser:
    """Reads the cells of one table. `settle` is asked when a sample cannot tell day from month."""

    table: ibis.Table
    sample: Mapping[str, Sequence[str]]  # cells of the text columns
    settle: Callable[[str], bool | None]
    text_functions: bool = True  # whether the engine knows DuckDB's functions
    notes: list[tuple[str, str]] = field(default_factory=list)  # (what, column)
    forms: dict[str, DateForm] = field(default_factory=dict)  # how columns write dates, where that was asked

    def number(self, column: str) -> Any:
        """A column as floating-point numbers."""
        raw = self.table[column]
        if not raw.type().is_string():
            return raw.cast("float64") if raw.type().is_numeric() else ibis.null("float64")
        fast = raw.try_cast("float64")
        if not self.text_functions:
            return fast
        if writes_commas(self.sample.get(column, ())):
            return any_number(raw, True)
        return _first(fast, any_number(raw, False), raw)

    def moment(self, column: str) -> tuple[Any, Any]:
        """A column as timestamps, and whether they are in UTC; otherwise they are in the shop's time."""
        raw = self.table[column]
        kind = raw.type()
        if kind.is_timestamp() or kind.is_date():
            return raw.cast("timestamp"), ibis.literal(kind.is_timestamp() and kind.timezone is not None)
        text = raw if kind.is_string() else raw.cast("string")
        if not self.text_functions:
            return text.try_cast("timestamp"), ibis.literal(False)
        form = self.form(column)
        slow = any_moment(text, form.day_first)
        if form.pattern is None:
            return slow, has_zone(text)
        fast = try_strptime(text, form.pattern)
        return _first(fast, slow, text), ibis.ifelse(fast.isnull(), has_zone(text), form.aware)

    def form(self, column: str) -> DateForm:
        """How a text column writes its dates; what is doubtful about it is noted."""
        if column not in self.forms:
            self.forms[column] = self._form(column)
        return self.forms[column]

    def _form(self, column: str) -> DateForm:
        sample = self.sample.get(column, ())
        form = date_form(sample)
        if not form.settled:
            day_first = self.settle(column)
            if day_first is None:
                self.notes.append(("month_first", column))
            form = date_form(sample, day_first=bool(day_first))
        if form.aware and any(not cell.endswith(_UTC) for cell in sample if cell and cell.strip()):
            self.notes.append(("zoned", column))
        if form.mixed:
            self.notes.append(("mixed_dates", column))
        return form


@dataclass(frozen=True)
class Columns:
    """The columns of one table by a layout's words, parsed. A word that the export does not have is None."""

    table: ibis.Table  # has `word`, and for numbers and moments `word raw` and `word aware`
    names: Mapping[str, str]  # the layout's words and the export's columns

    def __contains__(self, word: str) -> bool:
        return word in self.names

    def name(self, word: str) -> Any:
        """A column as it stands."""
        return self.table[word] if word in self.names else None

    def reading(self, word: str) -> Reading | None:
        """A column of numbers or moments."""
        if word not in self.names:
            return None
        value = self.table[word]
        raw = self.table[f"{word} raw"]
        aware = self.table[f"{word} aware"] if f"{word} aware" in self.table.columns else None
        if raw.type().is_string():
            # Within `ifelse` the second question is asked only of the few cells that the first one leaves.
            return Reading(value, ibis.ifelse(value.isnull(), ~is_nothing(raw), False), aware)
        if value.type().is_floating():
            return Reading(value, raw.notnull() & ~_finite(value))
        return Reading(value, raw.notnull() & value.isnull(), aware)

    def need(self, word: str) -> Reading:
        """A column that the layout cannot do without."""
        reading = self.reading(word)
        if reading is None:
            raise LookupError(word)
        return reading


def parsed(parser: Parser, names: Mapping[str, str], numbers: Collection[str], moments: Collection[str]) -> ibis.Table:
    """The columns that a layout needs, parsed: the table of `Columns`."""
    wanted: dict[str, Any] = {}
    for word, column in names.items():
        if word in numbers:
            wanted |= {word: parser.number(column), f"{word} raw": parser.table[column]}
        elif word in moments:
            value, aware = parser.moment(column)
            wanted |= {word: value, f"{word} raw": parser.table[column], f"{word} aware": aware}
        else:
            wanted[word] = parser.table[column]
    return parser.table.select(**wanted)


def _first(fast: Any, slow: Any, raw: Any) -> Any:
    """The fast reading, or the slow one where that failed.

    The CASE around the slow one keeps DuckDB from computing parts of it, which occur more than once, for every row.
    """
    return ibis.coalesce(fast, ibis.ifelse(raw.notnull(), slow, ibis.null(slow.type())))


def _finite(value: Any) -> Any:
    return (value.abs() < 1e300).fill_null(False)


def is_nothing(text: Any) -> Any:
    """Whether a text cell is empty, or says so in words."""
    bare = text.strip()
    # Only what is short is looked at: the pattern on half a million ids takes longer than to group ten million rows.
    return ibis.ifelse(bare.length() > _LONGEST, False, bare.lower().re_search(_NOTHING)).fill_null(True)


def as_name(raw: Any) -> Any:
    """An id or a name as text: trimmed, null for nothing, 12345 for 12345.0."""
    kind = raw.type()
    if kind.is_floating():
        whole = raw.cast("int64")
        return ibis.ifelse(raw == whole.cast("float64"), whole.cast("string"), raw.cast("string"))
    if not kind.is_string():
        return raw.cast("string")
    text = raw.strip()
    whole = text.re_replace(r"^(\d+)\.0$", r"\1")
    cleaned = ibis.cases((is_nothing(text), ibis.null("string")), (text.endswith(".0"), whole), else_=text)
    # Nearly all ids are clean as they stand, and stripping is slow. Blanks sort before everything that is written.
    is_clean = (raw.length() > _LONGEST) & (raw >= "!") & (raw.reverse() >= "!") & ~raw.endswith(".0")
    return ibis.ifelse(is_clean, raw, cleaned)
