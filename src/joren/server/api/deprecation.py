"""Operations that will end: when that was said, when it is, and what to use instead.

The rule stands in `docs/howto/use-the-api.md`: what is in version 1 stays; what has to go is named here a year before.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime


@dataclass(frozen=True)
class Ending:
    """The end of an operation. `instead` is the address of what replaces it."""

    said_on: date
    ends_on: date
    instead: str

    def headers(self) -> dict[str, str]:
        """`Deprecation` (RFC 9745), `Sunset` (RFC 8594) and a link to what replaces it."""
        return {
            "Deprecation": f"@{int(_moment(self.said_on).timestamp())}",
            "Sunset": format_datetime(_moment(self.ends_on), usegmt=True),
            "Link": f'<{self.instead}>; rel="successor-version"',
        }


#: By method and address: `GET /api/v1/webhooks/{endpoint_id}`.
ENDINGS: MutableMapping[str, Ending] = {}


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
