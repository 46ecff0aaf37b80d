"""The report as plain JSON, and the schema that says what is in it."""

from __future__ import annotations

import math
import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, Literal, Union

from joren.money import minor_units
from joren.report.contents import Contents

#: Raised when a name or a meaning changes; new names may come at any time.
FORMAT = 1


def to_dict(contents: Contents) -> dict[str, Any]:
    """The report with nothing but dicts, lists, strings, numbers, booleans and None.

    The names are those of `joren.report.contents`; days are ISO dates; money is in minor units, of which
    `minor_units` make one unit of `about.currency`; shares lie between 0 and 1.
    """
    plain = {field.name: _plain(getattr(contents, field.name)) for field in fields(contents)}
    return {"format": FORMAT, "minor_units": minor_units(contents.about.currency), **plain}


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `to_dict` returns."""
    defined: dict[str, Any] = {}
    whole = _object(Contents, defined)
    properties = {"format": {"const": FORMAT}, "minor_units": {"enum": [1, 100, 1000]}, **whole["properties"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Joren report",
        **whole,
        "properties": properties,
        "required": list(properties),
        "$defs": dict(sorted(defined.items())),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        # JSON has neither NaN nor infinity: a standard error that could not be had is null.
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _object(kind: type, defined: dict[str, Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    properties = {field.name: _schema(hints[field.name], defined) for field in fields(kind)}
    about = (kind.__doc__ or "").strip().splitlines()[0]
    return {"type": "object", "description": about, "properties": properties, "required": list(properties)}


def _schema(hint: Any, defined: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in {Union, types.UnionType}:
        return {"anyOf": [_schema(part, defined) for part in arguments]}
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0], defined)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(float | None, defined)}
    if origin is Literal:
        return {"enum": list(arguments)}
    if is_dataclass(hint):
        return _reference(typing.cast("type", hint), defined)
    return _leaf(hint)


def _reference(kind: type, defined: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in defined:
        defined[kind.__name__] = {}  # taken before its parts are looked at, which may name it
        defined[kind.__name__] = _object(kind, defined)
    return {"$ref": f"#/$defs/{kind.__name__}"}


_LEAVES: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    date: {"type": "string", "format": "date"},
    type(None): {"type": "null"},
}


def _leaf(hint: Any) -> dict[str, Any]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    return _LEAVES[hint]
