"""Which columns of a text may be read as numbers and moments while it is taken apart.

That halves what a large file costs. It is for columns that a sample shows to be clean; where a cell turns out not to
fit after all, `Mistyped` sends the reader back to take every cell as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Numbers that DuckDB and everybody else read in the same way.
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")


class Mistyped(Exception):  # noqa: N818  (no error: the reader looks again)
    """A column that a sample showed to be clean holds a cell that is no such number or moment."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """The columns that are read as numbers, and those that are read as moments, all by one pattern."""

    numbers: frozenset[str] = frozenset()
    moments: frozenset[str] = frozenset()
    pattern: str | None = None

    def __bool__(self) -> bool:
        """Whether any column is."""
        return bool(self.numbers or self.moments)

    def of(self, column: str) -> str:
        """What DuckDB calls the kind of a column."""
        if column in self.numbers:
            return "DOUBLE"
        return "TIMESTAMP" if column in self.moments else "VARCHAR"


def kinds_of(sample: Mapping[str, Sequence[str]], numbers: Sequence[str], patterns: Mapping[str, str]) -> Kinds:
    """The kinds of these columns: of `numbers` those that are clean, of the moments those that share one of `patterns`.

    `patterns` says how columns of moments write them, for those that write all in one way.
    """
    pattern = next(iter(patterns.values()), None)
    return Kinds(
        frozenset(column for column in numbers if _are_numbers(sample.get(column, ()))),
        frozenset(column for column, own in patterns.items() if own == pattern),
        pattern,
    )


def _are_numbers(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(map(_NUMBER.fullmatch, filled))
