"""What the purchase models are given: one row per customer, whatever kind of table it came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from joren.engine.columns import floats
from joren.errors import InputError
from joren.language import gettext as _

Vector = npt.NDArray[np.float64]

#: Anything with named columns: a pyarrow Table, a pandas DataFrame, an Ibis table, or a mapping of name -> array.
SummaryLike = Any

_ROWS_SHOWN = 5


class Level(NamedTuple):
    """Customers of one frequency: their rows, the ages T that occur, and which of these each row has."""

    frequency: float
    rows: npt.NDArray[np.intp]
    ages: Vector
    where: npt.NDArray[np.intp]


@dataclass(frozen=True)
class Customers:
    """The summary as arrays, one entry per customer, checked.

    `frequency` counts repeat purchases, `recency` is the age at the last purchase (0 without a repeat), `T` the age
    now, both in the summary's periods; `monetary_value` is the mean amount of the repeat purchases (NaN: not known).
    """

    frequency: Vector
    recency: Vector
    T: Vector
    monetary_value: Vector | None = None
    #: What was worked out from these customers for one question and serves the next, by what it is.
    kept: dict[str, Any] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.frequency)

    def rows(self, chosen: npt.NDArray[np.intp]) -> Customers:
        """These customers only, in this order, their purchases without their spend."""
        return Customers(self.frequency[chosen], self.recency[chosen], self.T[chosen])

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The customers by frequency, lowest first: what many questions about them are answered by."""
        order = np.argsort(self.frequency, kind="stable")
        starts = np.flatnonzero(np.concatenate(([True], np.diff(self.frequency[order]) > 0)))
        split = np.split(order, starts[1:]) if len(order) else []
        return tuple(
            Level(float(self.frequency[rows[0]]), rows, *np.unique(self.T[rows], return_inverse=True)) for rows in split
        )


def read_customers(summary: SummaryLike, *, spend: bool = False) -> Customers:
    """The columns `frequency`, `recency` and `T` (and `monetary_value` if `spend`) of `summary`, checked.

    Raises `InputError` naming the column and the first rows that cannot be, and what to do about them.
    """
    if isinstance(summary, Customers):
        if spend and summary.monetary_value is None:
            raise _missing("monetary_value", ("frequency", "recency", "T"))
        return summary
    names = ("frequency", "recency", "T", *(("monetary_value",) if spend else ()))
    columns = _columns(summary, names)
    customers = Customers(*(columns[name] for name in names))
    _check_counts(customers)
    if spend:
        _check_spend(customers)
    return customers


def read_spend(summary: SummaryLike) -> Customers:
    """The columns `frequency` and `monetary_value`, all that the spend model needs, checked."""
    if isinstance(summary, Customers):
        return read_customers(summary, spend=True)
    columns = _columns(summary, ("frequency", "monetary_value"))
    frequency = columns["frequency"]
    nothing = np.zeros_like(frequency)
    customers = Customers(frequency, nothing, nothing, columns["monetary_value"])
    _check_frequency(customers.frequency)
    _check_spend(customers)
    return customers


def read_weights(weights: npt.ArrayLike | None, rows: int) -> Vector | None:
    """How many identical customers each row stands for, checked; None where every row is one customer."""
    if weights is None:
        return None
    array = np.asarray(weights, dtype=np.float64)
    if array.shape != (rows,):
        raise InputError(
            _("weights has {found} values, the summary has {rows} rows: give one weight for each row.").format(
                found=array.size, rows=rows
            ),
            code="weights_length",
        )
    refuse_rows(~(np.isfinite(array) & (array >= 0)), "weights", _("must be a number of customers, zero or more"))
    return array


def _columns(summary: SummaryLike, names: tuple[str, ...]) -> dict[str, Vector]:
    if hasattr(summary, "to_pyarrow") and hasattr(summary, "select"):  # an Ibis table: fetch these columns, once
        absent = [name for name in names if name not in summary.columns]
        if absent:
            raise _missing(absent[0], summary.columns)
        summary = summary.select(*names).to_pyarrow()
    found = _column_names(summary)
    for name in names:
        if name not in found:
            raise _missing(name, found)
    columns = {name: _numbers(_held(summary, name), name) for name in names}
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{name}: {length}" for name, length in lengths.items())
        raise InputError(
            _("The columns of the summary differ in length ({lengths}): give one value per customer.").format(
                lengths=listed
            ),
            code="column_lengths",
        )
    return columns


def _column_names(summary: SummaryLike) -> Iterable[str]:
    if isinstance(summary, Mapping):
        return list(summary)
    if hasattr(summary, "column_names"):
        return list(summary.column_names)
    if hasattr(summary, "columns"):
        return list(summary.columns)
    raise InputError(
        _("A summary is a table with columns; {kind} has none: make one with joren.clv.summarize.").format(
            kind=type(summary).__name__
        ),
        code="not_a_table",
    )


def _held(summary: SummaryLike, name: str) -> Any:
    """A column; Arrow's own numbers are taken without its way to NumPy, which would import pandas first."""
    if isinstance(summary, pa.Table) and pa.types.is_primitive(summary.schema.field(name).type):
        return floats(summary, name)
    return summary[name]


def _numbers(column: Any, name: str) -> Vector:
    values = column.to_numpy() if hasattr(column, "to_numpy") else column
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(
            _("Column {column} of the summary holds something other than numbers: {problem}.").format(
                column=name, problem=error
            ),
            code="not_numbers",
        ) from error
    if array.ndim != 1:
        raise InputError(
            _("Column {column} of the summary must hold one number per customer.").format(column=name),
            code="not_one_dimensional",
        )
    return array


def _check_frequency(frequency: Vector) -> None:
    whole = frequency == np.floor(frequency)
    refuse_rows(
        ~(np.isfinite(frequency) & (frequency >= 0) & whole), "frequency", _("must be a count of repeat purchases")
    )


def _check_counts(customers: Customers) -> None:
    frequency, recency, T = customers.frequency, customers.recency, customers.T
    _check_frequency(frequency)
    refuse_rows(~(np.isfinite(recency) & (recency >= 0)), "recency", _("must be an age, zero or more"))
    refuse_rows(~(np.isfinite(T) & (T >= 0)), "T", _("must be an age, zero or more"))
    refuse_rows(
        recency > T * (1 + 1e-9), "recency", _("is greater than T: no purchase can come after the end of observation")
    )
    refuse_rows((frequency == 0) & (recency > 0), "recency", _("must be 0 where frequency is 0"))


def _check_spend(customers: Customers) -> None:
    assert customers.monetary_value is not None  # noqa: S101 - for the type checker; the callers read the column
    refuse_rows(
        np.isinf(customers.monetary_value), "monetary_value", _("must be the mean amount of the repeat purchases")
    )


def refuse_rows(wrong: npt.NDArray[np.bool_], column: str, rule: str) -> None:
    """Raise `InputError` if any row is `wrong`, with the column, the rule it breaks and the first such rows."""
    if not wrong.any():
        return
    rows = np.flatnonzero(wrong)
    shown = ", ".join(str(row) for row in rows[:_ROWS_SHOWN]) + (", …" if len(rows) > _ROWS_SHOWN else "")
    raise InputError(
        _(
            "Column {column} {rule}. Rows that break this: {count} (counted from 0: {rows}); correct or drop them."
        ).format(column=column, rule=rule, count=len(rows), rows=shown),
        code=f"summary_{column}",
    )


def _missing(name: str, found: Iterable[str]) -> InputError:
    return InputError(
        _("The summary has no column {column}; it has: {found}. Make one with joren.clv.summarize.").format(
            column=name, found=", ".join(map(str, found))
        ),
        code="missing_column",
    )
