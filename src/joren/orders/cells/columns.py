"""The columns of an export, by the names that a layout gives them, read as numbers, moments and names.

A text column is read by DuckDB's macros, guided by a sample of its cells; a typed one (Parquet, data frames, tables of
an engine) by portable Ibis alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis

from joren.orders.cells.dates import date_form
from joren.orders.cells.functions import any_moment, any_number, has_zone, try_strptime
from joren.orders.cells.numbers import writes_commas

#: What spreadsheets and data frames write for "nothing".
_NOTHING = ("", "nan", "null", "none", "n/a", "#n/a", "nat", "<na>", "-")

#: Asked when a sample cannot tell day from month: looks through the whole column.
Settle = Callable[[str], bool | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """A column as values. `unreadable` is true for a cell that holds something which is no such value."""

    value: Any
    unreadable: Any
    aware: Any = None  # moments only: the value is in UTC (a Boolean, or a Boolean column)


@dataclass(frozen=True)
class Columns:
    """The columns of one table. `names` maps a layout's words to the table's columns; a word may be missing."""

    table: ibis.Table
    names: Mapping[str, str]
    sample: Mapping[str, Sequence[str]]  # cells of the text columns
    settle: Settle
    text_functions: bool = True  # whether the engine knows DuckDB's functions
    notes: list[tuple[str, str]] = field(default_factory=list)  # (what, column)

    def __contains__(self, word: str) -> bool:
        return word in self.names

    def raw(self, word: str) -> Any:
        """The column as it stands; None when the export has none."""
        return self.table[self.names[word]] if word in self.names else None

    def cells(self, word: str) -> Sequence[str]:
        """Some cells of a text column."""
        return self.sample.get(self.names.get(word, ""), ())

    def number(self, word: str) -> Reading | None:
        """The column as floating-point numbers."""
        raw = self.raw(word)
        if raw is None:
            return None
        if not raw.type().is_string():
            value = raw.cast("float64") if raw.type().is_numeric() else ibis.null("float64")
            return Reading(value, raw.notnull() & ~_finite(value))
        fast = raw.try_cast("float64")
        if not self.text_functions:
            return Reading(fast, _says_something_unread(raw, fast))
        commas = writes_commas(self.cells(word))
        value = any_number(raw, True) if commas else ibis.coalesce(fast, any_number(raw, False))  # noqa: FBT003
        return Reading(value, _says_something_unread(raw, value))

    def moment(self, word: str) -> Reading | None:
        """The column as timestamps: in UTC where `aware`, in the shop's time where not."""
        raw = self.raw(word)
        if raw is None:
            return None
        kind = raw.type()
        if kind.is_timestamp():
            return Reading(raw.cast("timestamp"), ibis.literal(False), kind.timezone is not None)  # noqa: FBT003
        if kind.is_date():
            return Reading(raw.cast("timestamp"), ibis.literal(False), False)  # noqa: FBT003
        text = raw if kind.is_string() else raw.cast("string")
        if not self.text_functions:
            value = text.try_cast("timestamp")
            return Reading(value, _says_something_unread(text, value), False)  # noqa: FBT003
        return self._text_moment(word, text)

    def _text_moment(self, word: str, text: Any) -> Reading:
        column = self.names[word]
        form = date_form(self.sample.get(column, ()))
        if not form.settled:
            day_first = self.settle(column)
            if day_first is None:
                self.notes.append(("month_first", column))
            form = date_form(self.sample.get(column, ()), day_first=bool(day_first))
        if form.mixed:
            self.notes.append(("mixed_dates", column))
        slow = any_moment(text, form.day_first)
        if form.pattern is None:
            return Reading(slow, _says_something_unread(text, slow), has_zone(text))
        fast = try_strptime(text, form.pattern)
        value = ibis.coalesce(fast, slow)
        aware = ibis.ifelse(fast.isnull(), has_zone(text), form.aware)
        return Reading(value, _says_something_unread(text, value), aware)


def _finite(value: Any) -> Any:
    return (value.abs() < 1e300).fill_null(False)  # noqa: FBT003  (neither infinite nor not a number)


def _says_something_unread(text: Any, value: Any) -> Any:
    # Within `ifelse` the second question is asked only of the few cells that the first one leaves.
    return ibis.ifelse(value.isnull(), ~is_nothing(text), False)  # noqa: FBT003


def is_nothing(text: Any) -> Any:
    """Whether a text cell is empty, or says so in words."""
    return text.strip().lower().isin(_NOTHING).fill_null(True)  # noqa: FBT003


def as_name(raw: Any) -> Any:
    """An id or a name as text: trimmed, null for nothing, 12345 for 12345.0."""
    kind = raw.type()
    if kind.is_floating():
        whole = raw.cast("int64")
        return ibis.ifelse(raw == whole.cast("float64"), whole.cast("string"), raw.cast("string"))
    if not kind.is_string():
        return raw.cast("string")
    text = raw.strip()
    text = ibis.ifelse(text.endswith(".0"), text.re_replace(r"^(\d+)\.0$", r"\1"), text)
    return ibis.ifelse(is_nothing(text), ibis.null("string"), text)
