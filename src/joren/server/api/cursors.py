"""Lists in pages. A cursor says after which row to go on, so that rows that come in meanwhile move nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Query, Schema

from joren.server.api.errors import ApiError

_SALT = "joren.api.cursor"
MOST = 200

Row = TypeVar("Row", bound=Model)


class Paging(Schema):
    """Which page of a list."""

    limit: Annotated[int, Query(ge=1, le=MOST, description="How many at most.")] = 50
    cursor: Annotated[
        str | None,
        Query(
            max_length=1000, description="`next` of the page before, with the same parameters. None: the first page."
        ),
    ] = None


def page(rows: QuerySet[Row], paging: Paging, order: tuple[str, ...], *which: object) -> tuple[list[Row], str | None]:
    """The rows of a page in this order (the last name unique, none of them null), and the next page's cursor.

    `which` is what else chose the rows: a cursor is good only where it came from.
    """
    place = [rows.model._meta.label_lower, *order, *map(str, which)]
    if paging.cursor is not None:
        rows = rows.filter(_after(rows.model, order, read_cursor(paging.cursor, place, len(order))))
    found = list(rows.order_by(*order)[: paging.limit + 1])
    if len(found) <= paging.limit:
        return found, None
    last = found[paging.limit - 1]
    values = [_written(getattr(last, name.lstrip("-"))) for name in order]
    return found[: paging.limit], write_cursor(place, values)


def write_cursor(place: Sequence[str], values: Sequence[object]) -> str:
    """A cursor to go on after these values in the list that `place` tells from all others."""
    return signing.dumps([list(place), list(values)], salt=_SALT, compress=True)


def read_cursor(cursor: str, place: Sequence[str], count: int) -> list[Any]:
    """The values in a cursor. Raises `ApiError` for one that is not of this list, or not of ours at all."""
    try:
        came_from, values = signing.loads(cursor, salt=_SALT)
        if came_from == list(place) and len(values) == count:
            return list(values)
    except (signing.BadSignature, ValueError, TypeError):
        pass
    raise ApiError(422, "cursor", _("This cursor is not of this list."), field="cursor")


def _after(model: type[Model], order: tuple[str, ...], values: list[Any]) -> Q:
    """Rows behind these values: further in the first name, or the same there and further in the second, and so on."""
    condition, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field = model._meta.get_field(name.lstrip("-"))
        at = field.to_python(value)  # type: ignore[union-attr]
        further = "lt" if name.startswith("-") else "gt"
        condition |= same & Q(**{f"{field.name}__{further}": at})
        same &= Q(**{field.name: at})
    return condition


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
