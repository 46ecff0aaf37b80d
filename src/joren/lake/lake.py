"""The lake as a whole: the history of events, the mirror of the present, and views over both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from joren.lake.columns import EVENTS
from joren.lake.events import EventLake
from joren.lake.mirror import MirrorTable
from joren.lake.place import Place


class Lake:
    """The lake at a place or in a folder. Tables are opened when they are first asked for."""

    def __init__(self, where: Place | Path) -> None:
        self.place = Place.of(where)
        self._events: EventLake | None = None
        self._mirrors: dict[str, MirrorTable] = {}

    def open_for(self, connection: Any) -> None:
        """Let a DuckDB connection read what the views name."""
        self.place.open_for(connection)

    @property
    def events(self) -> EventLake:
        """The table of events."""
        if self._events is None:
            self._events = EventLake(self.place)
        return self._events

    def mirror(self, name: str) -> MirrorTable:
        """A mirrored table: `people`, `ids`, `orders`, `carts` or `products`."""
        if name not in self._mirrors:
            self._mirrors[name] = MirrorTable.at(self.place, name)
        return self._mirrors[name]

    def events_sql(self) -> str:
        """The events as DuckDB's SQL, each with the `profile` whose it is by now."""
        return self._with_profile(self.events.sql(), EVENTS.names)

    def orders_sql(self) -> str:
        """The orders as DuckDB's SQL, each with the `profile` whose it is by now."""
        return self._with_profile(self.mirror("orders").sql(), self.mirror("orders").columns.names)

    def _with_profile(self, sql: str, columns: list[str]) -> str:
        named = ", ".join(f'told."{name}"' for name in columns)
        return (
            f"SELECT {named}, coalesce(ids.profile, told.subject) AS profile FROM ({sql}) AS told "  # noqa: S608
            f"LEFT JOIN ({self.mirror('ids').sql()}) AS ids ON ids.subject = told.subject"
        )
