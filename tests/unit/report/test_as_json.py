from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from joren.report.as_json import schema, to_dict
from joren.report.contents import Contents, ModelFit
from tests.unit.report.made_contents import empty, one_order, rich, tiny, yen
from tests.unit.report.made_visits import barely_visited, visited


@pytest.mark.parametrize("made", [rich, yen, tiny, one_order, empty, visited, barely_visited])
def test_survives_json_unchanged(made: Callable[[], Contents]) -> None:
    plain = to_dict(made())
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


def test_days_are_iso_and_enums_are_their_values() -> None:
    plain = to_dict(rich())
    assert plain["about"]["as_of"] == "2026-10-31"
    assert plain["figures"][3]["unit"] == "money"
    assert plain["account"]["left_out"][0]["reason"] == "bad_date"
    assert plain["cohorts"][0]["period"] == "month"


def test_says_how_many_minor_units_make_one() -> None:
    assert [to_dict(rich())["minor_units"], to_dict(yen())["minor_units"]] == [100, 1]


def test_what_is_no_number_becomes_null() -> None:
    contents = rich()
    fit = ModelFit("BG/NBD", {"r": float("nan")}, {"r": float("inf")}, -1.0, 2.0, chosen=True)
    object.__setattr__(contents.worth, "models", (fit,))
    assert to_dict(contents)["worth"]["models"][0]["params"] == {"r": None}
    assert to_dict(contents)["worth"]["models"][0]["standard_errors"] == {"r": None}


KINDS: dict[str, Any] = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "object": dict}


def check(value: Any, rule: dict[str, Any], described: dict[str, Any], where: str) -> None:
    """Hold a value against the few words of JSON Schema that ours is made of."""
    if "$ref" in rule:
        rule = described["$defs"][rule["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in rule:
        rule = next(each for each in rule["anyOf"] if (each.get("type") == "null") == (value is None))
    if "properties" in rule:
        assert list(value) == rule["required"] == list(rule["properties"]), where
        for name, part in rule["properties"].items():
            check(value[name], part, described, f"{where}.{name}")
    elif rule.get("type") == "array":
        for part in value:
            check(part, rule["items"], described, f"{where}[]")
    elif "enum" in rule:
        assert value in rule["enum"], where
    elif rule.get("type", "null") != "null":
        assert isinstance(value, KINDS[rule["type"]]), where


@pytest.mark.parametrize("made", [rich, tiny, empty, visited])
def test_the_schema_describes_what_is_written(made: Callable[[], Contents]) -> None:
    described = schema()
    check(to_dict(made()), described, described, "report")
