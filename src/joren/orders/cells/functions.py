"""DuckDB's own functions under names that Ibis expressions can use, for text cells: only DuckDB reads text.

`install` must have run on the connection: what we add to DuckDB are SQL macros, so that they run inside its scans.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.datatypes as dt

from joren.orders.cells.dates import DATE_MACROS
from joren.orders.cells.numbers import NUMBER_MACROS


@ibis.udf.scalar.builtin(signature=((dt.string, dt.string), dt.timestamp))  # type: ignore[untyped-decorator]
def try_strptime(text: Any, pattern: Any) -> Any:
    """The moment that a text means by a pattern; null when it does not fit."""


@ibis.udf.scalar.builtin(name="joren_moment", signature=((dt.string, dt.boolean), dt.timestamp))  # type: ignore[untyped-decorator]
def any_moment(text: Any, day_first: Any) -> Any:
    """The moment that a text means, whatever its form; in UTC where the text says how far it is from it."""


@ibis.udf.scalar.builtin(name="joren_has_zone", signature=((dt.string,), dt.boolean))  # type: ignore[untyped-decorator]
def has_zone(text: Any) -> Any:
    """Whether a text that is a moment says how far it is from UTC."""


@ibis.udf.scalar.builtin(name="joren_number", signature=((dt.string, dt.boolean), dt.float64))  # type: ignore[untyped-decorator]
def any_number(text: Any, comma: Any) -> Any:
    """The number that a text means: `1.234,50`, `¥1,200`, `(12.00)`; `comma`: with commas for decimals."""


def install(connection: Any) -> None:
    """Make the macros known on a DuckDB connection."""
    for statement in (*DATE_MACROS, *NUMBER_MACROS):
        connection.execute(statement)
