"""A file or table that is open for reading, whatever it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import ibis

from joren.engine import Engine
from joren.orders.files.typed import Kinds


def _none_broken() -> int:
    return 0


def _no() -> bool:
    return False


@dataclass(frozen=True)
class Opened:
    """One table of rows. `broken` says, once the table was read through, how many rows were too broken to be in it."""

    name: str
    engine: Engine
    table: ibis.Table
    sample: Mapping[str, Sequence[str]]  # cells of the text columns
    settle: Callable[[str], bool | None]  # whether the whole of a column shows that the day comes before the month
    encoding: str | None = None
    delimiter: str | None = None
    text_functions: bool = True
    broken: Callable[[], int] = _none_broken
    #: Whether, once the table was read through, the encoding turns out to be another one.
    misread: Callable[[], bool] = _no
    #: The table with some columns read as numbers and moments, where the format can; and whether, once that was read
    #: through, a cell turned out not to fit.
    typed: Callable[[Kinds], ibis.Table] | None = None
    mistyped: Callable[[], bool] = _no
    #: Rows again, with a column `joren line`: which line of the file the row would be on, were no row broken.
    numbered: Callable[[], ibis.Table] | None = None
    #: The broken rows: line and text.
    broken_rows: Callable[[], Iterable[tuple[int, str]]] | None = None
    held: object = field(default=None, repr=False)  # what must live as long as the table does

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(self.table.columns)
