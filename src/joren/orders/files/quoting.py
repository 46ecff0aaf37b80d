"""Names and texts inside DuckDB's SQL."""

from __future__ import annotations


def name(identifier: str) -> str:
    """A table's or column's name, quoted."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text, quoted."""
    return "'" + value.replace("'", "''") + "'"
