"""Many rows in one go: insert those that are new, change those that are there. Alike on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models

_One = TypeVar("_One")
#: SQLite takes 32,766 parameters in a statement.
AT_ONCE = 10_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def upsert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    key: Sequence[str],
    changes: Mapping[str, str] | None = None,
    where: str = "",
) -> None:
    """Insert rows; where `key` is taken, set `changes` (column → SQL) if `where` holds; with no changes, leave it.

    In SQL `new.x` is the value of the row given and `old.x` of the one that is there. Values must be such as the
    database takes them: see `moments` and `as_json`. Sort the rows, so that two transactions meet in one order.
    """
    if not rows:
        return
    table = model._meta.db_table
    marks = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {table} ({', '.join(map(_quoted, columns))}) VALUES ({marks}) ON CONFLICT ({', '.join(key)}) "  # noqa: S608
    if changes:
        told = ", ".join(f"{_quoted(column)} = {_spelled(value, table)}" for column, value in changes.items())
        sql += f"DO UPDATE SET {told}" + (f" WHERE {_spelled(where, table)}" if where else "")
    else:
        sql += "DO NOTHING"
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def latest(columns: Iterable[str]) -> dict[str, str]:
    """Changes that take over what the row given says."""
    return {column: f"new.{_quoted(column)}" for column in columns}


def smallest(column: str) -> str:
    """The smaller of both values."""
    return f"CASE WHEN new.{column} < old.{column} THEN new.{column} ELSE old.{column} END"


def largest(column: str) -> str:
    """The larger of both values."""
    return f"CASE WHEN new.{column} > old.{column} THEN new.{column} ELSE old.{column} END"


def moments() -> Callable[[int], Any]:
    """A function from microseconds since 1970 to what the database takes for a moment. It remembers its answers."""
    adapt = connection.ops.adapt_datetimefield_value
    return cache(lambda us: adapt(_EPOCH + timedelta(microseconds=us)))


def moment_of(us: int) -> datetime:
    """A moment, from microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=us)


def us_of(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def as_json(value: Any) -> str:
    """A value as a JSON column takes it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def some_at_a_time(many: Iterable[_One], most: int = AT_ONCE) -> Iterator[list[_One]]:
    """The same in lists that one statement takes."""
    rest = iter(many)
    while part := list(islice(rest, most)):
        yield part


def _quoted(column: str) -> str:
    return f'"{column}"'  # `limit` and `number` are words of SQL


def _spelled(sql: str, table: str) -> str:
    return sql.replace("new.", "excluded.").replace("old.", f"{table}.")
