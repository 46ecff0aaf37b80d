"""What goes out and comes in: schemas that hide what the caller may not see, and take nothing that they do not know."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from ninja import Field, Path, Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from joren.server.accounts.access import Data
from joren.server.api import callers

_MARK = "x-personal"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _as_text(said: object) -> object:
    """A time is a text such as 2026-01-31T12:00:00Z; a number could be seconds or milliseconds of anything."""
    if isinstance(said, datetime) or (isinstance(said, str) and _DAY.match(said)):
        return said
    raise PydanticCustomError("datetime_parsing", "not a time")


def _in_range(at: datetime) -> datetime:
    """In UTC. Whoever means the beginning or the end of time gets what a database can hold."""
    return min(max(at, datetime(1970, 1, 2, tzinfo=UTC)), datetime(9999, 1, 1, tzinfo=UTC)).astimezone(UTC)


Moment = Annotated[
    datetime,
    PlainSerializer(
        lambda at: at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"), return_type=str
    ),
    Field(json_schema_extra={"format": "date-time"}),
]
#: A text of people's. PostgreSQL knows no NUL in one.
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", strip_whitespace=True)]
#: A customer's id in an address: digits, since JavaScript has no whole numbers of that size.
ProfileId = Annotated[str, Path(pattern=r"^[0-9]{1,19}$", description="The customer's `id`.")]
Since = Annotated[AwareDatetime, BeforeValidator(_as_text), AfterValidator(_in_range)]
Number = Annotated[int, Path(ge=1, le=2**63 - 1, description="Its `id`.")]


def personal(description: str) -> Any:
    """A field that tells who somebody is: null for callers who may not see that."""
    return Field(None, description=f"{description} Null for roles that may not see personal data.",
                 json_schema_extra={_MARK: True})  # fmt: skip


class Shown(Schema):
    """Something that goes out. Personal fields are emptied unless whoever asks may see them."""

    @model_validator(mode="after")
    def _hide(self) -> Self:
        caller = callers.current.get()
        if caller is None or not caller.may(Data.PERSONAL):
            for name, field in type(self).model_fields.items():
                if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get(_MARK):
                    self.__dict__[name] = None
        return self


class Given(Schema):
    """Something that comes in."""

    model_config = ConfigDict(extra="forbid")
