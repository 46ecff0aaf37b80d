"""DuckDB's own functions under names that Ibis expressions can use. Only text cells need them, and only DuckDB reads text.

`install` must have run on the connection: what we add to DuckDB are SQL macros, so that they run inside its scans.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.datatypes as dt

from joren.orders.cells.dates import DATE_MACROS
from joren.orders.cells.numbers import NUMBER_MACROS


@ibis.udf.scalar.builtin(signature=((dt.string, dt.string), dt.timestamp))
def try_strptime(text: Any, pattern: Any) -> Any:  # type: ignore[empty-body]
    """The moment that a text means by a pattern; null when it does not fit."""


@ibis.udf.scalar.builtin(name="joren_moment", signature=((dt.string, dt.boolean), dt.timestamp))
def any_moment(text: Any, day_first: Any) -> Any:  # type: ignore[empty-body]
    """The moment that a text means, whatever its form; in UTC where the text says how far it is from it."""


@ibis.udf.scalar.builtin(name="joren_has_zone", signature=((dt.string,), dt.boolean))
def has_zone(text: Any) -> Any:  # type: ignore[empty-body]
    """Whether a text that is a moment says how far it is from UTC."""


@ibis.udf.scalar.builtin(name="joren_number", signature=((dt.string, dt.boolean), dt.float64))
def any_number(text: Any, comma: Any) -> Any:  # type: ignore[empty-body]
    """The number that a text means: `1.234,50`, `¥1,200`, `(12.00)`. `comma`: the column writes decimals with commas."""


def install(connection: Any) -> None:
    """Make the macros known on a DuckDB connection."""
    for statement in (*DATE_MACROS, *NUMBER_MACROS):
        connection.execute(statement)
