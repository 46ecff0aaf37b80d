"""JSON and columns of many events at once: pieces of text that are glued row by row, with Arrow."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from joren.money import exponent
from joren.testing.shop.draws import Ints

#: An Arrow array of strings, or one string for all rows.
Texts = Any


class Piece(NamedTuple):
    """Some fields of a JSON object, for many events.

    Texts begin with a comma (`,"a":1,"b":2`), or are null where an event lacks the fields.
    """

    call: Texts
    """The fields as the call has them."""
    rest: Texts | None = None
    """Those that stay in the JSON when the event lands; None: none of them."""
    columns: Mapping[str, Any] = {}
    """What landing takes into columns: Arrow arrays, or one value for all."""


def glue(*texts: Texts) -> Any:
    """The texts of each row, one after the other. A row with a missing one is missing."""
    return pc.binary_join_element_wise(*texts, "")


def glue_present(*texts: Texts) -> Any:
    """The texts of each row that are not missing, one after the other."""
    return pc.binary_join_element_wise(*texts, "", null_handling="replace", null_replacement="")


def numbers(values: npt.NDArray[np.integer]) -> Any:
    """Whole numbers as texts."""
    return pc.cast(pa.array(values), pa.string())


def chosen(table: Any, rows: Ints) -> Any:
    """The entries of an Arrow array at these places."""
    return table.take(pa.array(rows))


def quoted(value: object) -> str:
    """A value as JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def fields(values: Mapping[str, object]) -> str:
    """`,"a":1,"b":2`, or nothing when there are no values."""
    return "".join(f",{quoted(name)}:{quoted(value)}" for name, value in values.items())


def column(name: str, values: Any) -> Piece:
    """A text that lands in the column of its name. Rows without one are missing."""
    return Piece(glue(f',"{name}":"', values, '"'), None, {name: values})


def rest(name: str, values: Any) -> Piece:
    """A text that stays in the JSON."""
    text = glue(f',"{name}":"', values, '"')
    return Piece(text, text)


def amount(name: str, minor: Ints, currency: str) -> Piece:
    """An amount of money, which travels in major units and lands in minor ones."""
    return Piece(glue(f',"{name}":', major(minor, currency)), None, {name: pa.array(minor)})


def major(minor: Ints, currency: str) -> Any:
    """Amounts in minor units as JSON numbers in major ones."""
    decimals = exponent(currency)
    if decimals == 0:
        return numbers(minor)
    different, which = np.unique(minor, return_inverse=True)
    return chosen(pa.array([repr(int(value) / 10**decimals) for value in different]), which)


def moments(time: Ints) -> Any:
    """Moments (microseconds since 1970, UTC) as ISO 8601 texts with milliseconds."""
    stamps = pa.array(time, pa.timestamp("us"))
    of_day = pc.cast(pc.cast(stamps, pa.time64("us")), pa.time32("ms"))
    return glue(pc.cast(pc.cast(stamps, pa.date32()), pa.string()), "T", pc.cast(of_day, pa.string()), "Z")


def listed(items: Any, begins: Ints) -> Any:
    """JSON arrays of items: row i has those from `begins[i]` to `begins[i + 1]`."""
    lists = pa.ListArray.from_arrays(pa.array(begins, pa.int32()), items)
    return glue("[", pc.binary_join(lists, ","), "]")


def braced(texts: Sequence[Texts], size: int) -> Any:
    """JSON objects of fields that begin with commas; missing where there are none."""
    if not texts:
        return pa.nulls(size, pa.string())
    joined = glue_present(*texts) if len(texts) > 1 else texts[0]
    if isinstance(joined, str):
        return pa.repeat("{" + joined[1:] + "}", size) if joined else pa.nulls(size, pa.string())
    some = pc.if_else(pc.equal(pc.binary_length(joined), 0), pa.scalar(None, pa.string()), joined)
    return glue("{", pc.ascii_ltrim(some, ","), "}")
