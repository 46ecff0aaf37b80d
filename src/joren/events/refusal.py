"""Why an event cannot be used."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The reasons for which an event becomes a dead letter. The values are stored: they never change."""

    JSON = "json"
    """It is no JSON object."""
    FIELD = "field"
    """A field is of the wrong type, too long or holds what no field may hold."""
    CALL = "call"
    """Its `type` is none of track, identify, page, screen, group, alias."""
    NAME = "name"
    """A track call does not say what happened."""
    IDENTITY = "identity"
    """It says of nobody that it happened: no id at all."""
    TIME = "time"
    """Its time cannot be read."""
    SIZE = "size"
    """It is larger than one event may be."""


class RefusedError(Exception):
    """An event that cannot be used: its reason, and the field at fault in the words of the sender (`$.properties`)."""

    def __init__(self, reason: Reason, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.reason = reason
        self.field = field
        self.detail = detail
