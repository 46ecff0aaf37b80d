"""Who stays: the retention rate, by the formula and from sets."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from joren.metrics.impossible import check_at_most, check_counts, check_not_zero


def retention_rate(*, start: float, end: float, new: float) -> float:
    """Customer retention rate by the usual formula, (E − N) / S, as a share.

    `start` customers at the period's beginning, `end` at its end, `new` of these won during it. More than 1 is possible
    where customers who had left before the period came back in it: they are in E but neither in N nor in S.
    Raises `ImpossibleError` (a ValueError) for negative counts, none at the start, or more new customers than all.

    >>> retention_rate(start=2000, end=2400, new=600)
    0.9
    """
    check_counts(end=end, new=new)
    check_not_zero(start=start)
    check_at_most("end", end, new=new)
    return (end - new) / start


def retention_rate_from_sets(start: Iterable[Hashable], end: Iterable[Hashable]) -> float:
    """The share of the customers at the start who are customers at the end, |S ∩ E| / |S|: never more than 1.

    `start` and `end` are the customers themselves (their ids). Raises `ImpossibleError` when `start` is empty.

    >>> retention_rate_from_sets(["ann", "bob", "cho", "dee"], ["bob", "cho", "dee", "eve", "fay"])
    0.75
    """
    at_start = set(start)
    check_not_zero(start=len(at_start))
    return len(at_start & set(end)) / len(at_start)
