"""One shape for everything that goes wrong: `{"error": {"code", "message", "field", "request_id"}}`.

`code` is stable and for programs; `message` is in the caller's language and for people.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema

from joren.collector.request_id import current


class Problem(Schema):
    """What went wrong."""

    code: str = Field(description="Stable, for programs: `request.field`, `rate`, …")
    message: str = Field(description="For people, in the language of Accept-Language (en, ja, zh-Hans).")
    field: str | None = Field(description="The part of the request that cannot be used, such as `events.0`.")
    request_id: str = Field(description="As in the header X-Request-Id; name it when you ask for help.")


class ErrorAnswer(Schema):
    """The body of every answer that is not 2xx or 304."""

    error: Problem


class ApiError(Exception):
    """An answer that is not the one that was asked for."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str | Promise,
        *,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.field = status, code, message, field
        self.headers = dict(headers or {})

    def response(self) -> HttpResponse:
        """The answer."""
        problem = {
            "code": self.code, "message": str(self.message), "field": self.field, "request_id": current.get()
        }  # fmt: skip
        body = json.dumps({"error": problem}, ensure_ascii=False)
        return HttpResponse(body, status=self.status, content_type="application/json", headers=self.headers)


def not_found() -> ApiError:
    """Nothing is there, or nothing that the caller may know of."""
    return ApiError(404, "not_found", _("There is nothing at this address."))


#: What each kind of unusable value is called, by the validator's name for it.
FIELD_MESSAGES: Mapping[str, Promise] = {
    "missing": _("This is needed."),
    "extra_forbidden": _("This is not known here."),
    "string_type": _("This must be a text."),
    "string_too_long": _("This is too long."),
    "string_too_short": _("This is too short."),
    "int_type": _("This must be a whole number."),
    "int_parsing": _("This must be a whole number."),
    "int_from_float": _("This must be a whole number."),
    "bool_type": _("This must be true or false."),
    "bool_parsing": _("This must be true or false."),
    "list_type": _("This must be a list."),
    "too_long": _("There are too many of them."),
    "too_short": _("There are too few of them."),
    "greater_than_equal": _("This is too small."),
    "less_than_equal": _("This is too large."),
    "int_parsing_size": _("This is too large."),
    "string_pattern_mismatch": _("This is not written as it must be."),
    "union_tag_invalid": _("This is none of the values that there are."),
    "union_tag_not_found": _("It does not say of what kind it is."),
    "enum": _("This is none of the values that there are."),
    "literal_error": _("This is none of the values that there are."),
    "datetime_parsing": _("This must be a time such as 2026-01-31T12:00:00Z."),
    "datetime_from_date_parsing": _("This must be a time such as 2026-01-31T12:00:00Z."),
    "datetime_type": _("This must be a time such as 2026-01-31T12:00:00Z."),
    "timezone_aware": _("This must be a time with its zone, such as 2026-01-31T12:00:00Z."),
    "model_attributes_type": _("This must be a JSON object."),
    "dict_type": _("This must be a JSON object."),
}


def of_field(problems: list[dict[str, Any]]) -> ApiError:
    """The answer to a request of which some part cannot be used; it names the first."""
    first = problems[0]
    # The first two parts say where it stood (query, path, body) and what the program calls the body.
    where = [str(part) for part in first["loc"][1:]]
    if first["loc"][0] == "body" and len(where) > 1:
        where = where[1:]
    message = FIELD_MESSAGES.get(first["type"], _("This value cannot be used."))
    return ApiError(422, "request.field", message, field=".".join(where) or None)


_BY_STATUS: Mapping[int, tuple[str, Promise]] = {
    400: ("request.json", _("The body is no JSON.")),
    404: ("not_found", _("There is nothing at this address.")),
    405: ("method", _("This address does not know this method.")),
    413: ("request.size", _("The body is too large.")),
}


def of_status(status: int) -> ApiError:
    """The answer to something that the framework refused."""
    code, message = _BY_STATUS.get(status, ("request", _("The request cannot be used.")))
    return ApiError(status, code, message)


def of_ourselves() -> ApiError:
    """The answer when it is our fault. What happened is in the log, by the request's id."""
    return ApiError(500, "server", _("Something went wrong here. It has been written down by its request id."))
