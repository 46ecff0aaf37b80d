"""Numbers that cannot be, said in words."""

from __future__ import annotations

from joren.errors import InputError
from joren.language import gettext as _


class ImpossibleError(InputError, ValueError):
    """A count or score that no shop can have."""

    code = "metrics.impossible"


def check_counts(**counts: float) -> None:
    """Raise `ImpossibleError` when one of the named counts is negative or no number."""
    for name, count in counts.items():
        if not count >= 0:
            raise ImpossibleError(
                _("{name} cannot be {count}: give a number of 0 or more.").format(name=name, count=count)
            )


def check_not_zero(**counts: float) -> None:
    """Raise `ImpossibleError` when one of the named counts, by which is divided, is 0, negative or no number."""
    check_counts(**counts)
    for name, count in counts.items():
        if count == 0:
            raise ImpossibleError(_("With {name} = 0 there is nothing to take a share of.").format(name=name))


def check_at_most(limit_name: str, limit: float, **counts: float) -> None:
    """Raise `ImpossibleError` when one of the named counts is more than the one it is a part of."""
    for name, count in counts.items():
        if count > limit:
            raise ImpossibleError(
                _("{name} = {count} cannot be more than {limit_name} = {limit}.").format(
                    name=name, count=count, limit_name=limit_name, limit=limit
                )
            )
