"""Identical customers collapsed into one weighted row: what the likelihoods run over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from joren.clv.inputs import Customers

Vector = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_SAMPLE = 4096
_ON_GRID = 1e-4


@dataclass(frozen=True)
class Groups:
    """Customers with equal (frequency, recency, T), sorted by frequency, with how many of them there are."""

    frequency: Vector
    recency: Vector
    T: Vector
    weights: Vector

    #: the distinct frequencies, where each begins in the rows above, and how many customers have it
    levels: Vector
    starts: npt.NDArray[np.intp]
    level_weights: Vector

    #: the distinct ages, how many customers have each and how many repeat purchases they made together
    ages: Vector
    age_weights: Vector
    age_purchases: Vector

    def __len__(self) -> int:
        return len(self.frequency)

    def spread(self, per_level: Vector, first: int = 0) -> Vector:
        """One value per distinct frequency, from level `first` on, repeated for each of its rows."""
        ends = np.append(self.starts[1:], len(self))
        return np.repeat(per_level, (ends - self.starts)[first:])

    @cached_property
    def customers(self) -> Customers:
        """One customer of each group."""
        return Customers(self.frequency, self.recency, self.T)

    def sample(self, size: int) -> Groups:
        """About `size` customers drawn at even steps through the sorted rows: near to the whole, and repeatable."""
        edges = np.cumsum(self.weights)
        picks = np.searchsorted(edges, (np.arange(size) + 0.5) * (edges[-1] / size), side="left")
        rows, counts = np.unique(np.minimum(picks, len(self) - 1), return_counts=True)
        return _assemble(self.frequency[rows], self.recency[rows], self.T[rows], counts.astype(np.float64))


def group(customers: Customers, weights: Vector | None = None) -> Groups:
    """Collapse identical customers. Recency plays no part where frequency is 0.

    Ages are collapsed where they lie on a grid (whole days, say, in whatever unit): each row becomes one integer and
    one sort does it. Ages without a grid are left as rows, which costs a check of a sample and no more.
    """
    if weights is not None:
        return _group(customers, weights)
    if "groups" not in customers.kept:
        customers.kept["groups"] = _group(customers, None)
    groups: Groups = customers.kept["groups"]
    return groups


def _group(customers: Customers, weights: Vector | None) -> Groups:
    frequency, recency, T = customers.frequency, customers.recency, customers.T
    step = _grid_step(recency, T)
    if step > 0:
        age, last = np.rint(T / step).astype(np.int64), np.rint(recency / step).astype(np.int64)
        spans = (int(frequency.max()) + 1, int(last.max()) + 1, int(age.max()) + 1)
        if float(spans[0]) * spans[1] * spans[2] < 2**62:
            keys = (frequency.astype(np.int64) * spans[1] + last) * spans[2] + age
            return _collapse(keys, spans, step, weights)
    order = np.argsort(frequency, kind="stable")
    counts = np.ones(len(order)) if weights is None else weights[order]
    return _assemble(frequency[order], recency[order], T[order], counts)


def _collapse(keys: Codes, spans: tuple[int, int, int], step: float, weights: Vector | None) -> Groups:
    """One row per distinct key; a key is (frequency, recency, T) written as one integer in the base of `spans`."""
    if weights is None:
        small = spans[0] * spans[1] * spans[2] < 2**31
        ordered = np.sort(keys.astype(np.int32) if small else keys)  # half as wide, sorted in half the time
        first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        keys = ordered[first].astype(np.int64)
        counts: Vector = np.diff(np.append(first, len(ordered))).astype(np.float64)
    else:
        keys, where = np.unique(keys, return_inverse=True)
        counts = np.asarray(np.bincount(where, weights=weights, minlength=len(keys)), dtype=np.float64)
        keys, counts = keys[counts > 0], counts[counts > 0]
    rest, age_code = np.divmod(keys, spans[2])
    count, last_code = np.divmod(rest, spans[1])
    return _assemble(count.astype(np.float64), last_code * step, age_code * step, counts, age_code)


def _assemble(frequency: Vector, recency: Vector, T: Vector, weights: Vector, age_code: Codes | None = None) -> Groups:
    starts = np.flatnonzero(np.concatenate(([True], frequency[1:] != frequency[:-1])))
    ages: Vector
    age_weights: Vector
    age_purchases: Vector
    purchases = weights * frequency
    if age_code is None:
        ages, age_weights, age_purchases = T, weights, purchases
    else:
        dense = np.asarray(np.bincount(age_code, weights=weights), dtype=np.float64)
        seen = np.flatnonzero(dense)
        first_row = np.zeros(len(dense), dtype=np.intp)
        first_row[age_code] = np.arange(len(age_code))
        ages, age_weights = T[first_row[seen]], dense[seen]
        age_purchases = np.asarray(np.bincount(age_code, weights=purchases), dtype=np.float64)[seen]
    return Groups(
        frequency, recency, T, weights,
        frequency[starts], starts, np.add.reduceat(weights, starts),
        ages, age_weights, age_purchases,
    )  # fmt: skip


def alike_ahead(customers: Customers) -> tuple[Customers, npt.NDArray[np.intp]]:
    """The distinct (frequency, T), without recency, and each customer's place among them.

    Given that a customer is alive, what lies ahead depends on these two alone.
    """
    order = np.lexsort((customers.T, customers.frequency))
    frequency, T = customers.frequency[order], customers.T[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (np.diff(frequency) != 0) | (np.diff(T) != 0)
    where = np.empty(len(order), dtype=np.intp)
    where[order] = np.cumsum(new) - 1
    return Customers(frequency[new], np.zeros(int(new.sum())), T[new]), where


def _grid_step(recency: Vector, T: Vector) -> float:
    """The step of which all ages are multiples, or 0: guessed from a sample's smallest gap, then checked on all."""
    stride = max(1, len(T) // _SAMPLE)
    sample = np.unique(np.concatenate((T[::stride], recency[::stride], [0.0])))
    gaps = np.diff(sample)
    gaps = gaps[gaps > 1e-9 * max(1.0, sample[-1])]
    if not len(gaps):
        return 0.0
    for guess in (float(gaps.min()), 0.01):  # or ages rounded to two decimals
        step = float(sample[-1] / max(np.rint(sample[-1] / guess), 1.0))
        if sample[-1] / step < 2**31 and all(_multiples(ages, step) for ages in (sample, T, recency)):
            return step
    return 0.0


def _multiples(ages: Vector, step: float) -> bool:
    multiples = ages / step
    return bool(np.abs(multiples - np.rint(multiples)).max() < _ON_GRID)
