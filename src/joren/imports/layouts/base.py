"""What a layout is: which headers mean which word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from joren.orders.layouts.base import normal, pick

Headers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Layout:
    """One kind of file. A file is one when it has a column for all of `needed` and for one of each set in `one_of`."""

    name: str
    headers: Headers
    needed: tuple[str, ...] = ()
    one_of: tuple[frozenset[str], ...] = ()
    moments: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    marks: frozenset[str] = field(default=frozenset())
    """Headers one of which shows that it is this kind of file and no other."""
    zone: str | None = None
    """The time zone of moments that do not say theirs, where it is not the shop's."""

    def find(self, headers: Sequence[str]) -> dict[str, str] | None:
        """Which of the file's columns is which word; None when this is no such file."""
        if self.marks and not {normal(each) for each in self.marks} & {normal(each) for each in headers}:
            return None
        found = pick(headers, self.headers, self.needed)
        if found is None or not all(words & set(found) for words in self.one_of):
            return None
        return found
