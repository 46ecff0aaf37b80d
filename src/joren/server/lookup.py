"""Rows whose column holds one of many values, fetched by one small statement.

The ORM spells every value out and looks at each several times: with thousands of them that costs more than the query.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

from joren.server.upsert import as_json, us_of


def rows_where(
    model: type[models.Model], columns: str, column: str, values: Iterable[Any], also: str = ""
) -> list[tuple[Any, ...]]:
    """`columns` (SQL) of the rows whose `column` holds one of `values`, whole numbers or texts; `also` is more SQL."""
    wanted = list(values)
    if not wanted:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        sql = f"SELECT {columns} FROM {table} WHERE {column} {among()}"  # noqa: S608  (callers give our own names)
        cursor.execute(sql + (f" AND {also}" if also else ""), [listed(wanted)])
        return list(cursor.fetchall())


def us_read(moment: datetime | str) -> int:
    """Microseconds since 1970, from a moment as the database hands it out."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return us_of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def among() -> str:
    """The SQL after a column that asks whether its value is among those of one parameter, made by `listed`."""
    return "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"


def listed(values: Iterable[Any]) -> Any:
    """Many values as one parameter."""
    return list(values) if connection.vendor == "postgresql" else as_json(list(values))
