"""From Arrow columns to NumPy arrays, without the second that pyarrow's own way takes to import pandas."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def numbers(rows: pa.Table, name: str) -> npt.NDArray[Any]:
    """A column of numbers without nulls, with its own type. The array is only for reading: it is Arrow's own memory.

    Raises `ValueError` when the column has nulls.
    """
    column = rows.column(name).combine_chunks()
    if column.null_count:
        raise ValueError(f"column {name} has nulls")
    return np.from_dlpack(column) if len(column) else np.empty(0, dtype=str(column.type).replace("double", "float64"))


def floats(rows: pa.Table, name: str) -> npt.NDArray[np.float64]:
    """A column of numbers as floats; a null is NaN."""
    held = rows.column(name).cast(pa.float64()).combine_chunks()
    valid, values = held.buffers()
    if values is None:
        return np.full(len(held), np.nan)
    array = np.frombuffer(values, dtype=np.float64)[held.offset : held.offset + len(held)].copy()
    if held.null_count:
        bits = np.unpackbits(np.frombuffer(valid, dtype=np.uint8), bitorder="little")
        array[bits[held.offset : held.offset + len(held)] == 0] = np.nan
    return array


def column(values: npt.NDArray[np.float64] | npt.NDArray[np.int64], *, nan_is_null: bool = False) -> pa.Array:
    """A NumPy array of floats or whole numbers as an Arrow array: `pa.array` would import pandas first."""
    held = np.ascontiguousarray(values)
    valid = None
    if nan_is_null:
        valid = pa.py_buffer(np.packbits(~np.isnan(held), bitorder="little"))
    return pa.Array.from_buffers(pa.from_numpy_dtype(held.dtype), len(held), [valid, pa.py_buffer(held)])
