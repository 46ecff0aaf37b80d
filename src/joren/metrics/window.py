"""How many days the metrics look at: long enough to mean something, short enough to compare with what was before."""

from __future__ import annotations

from joren.errors import InputError
from joren.language import gettext as _
from joren.orders.days import order_days
from joren.orders.table import Orders

#: In days, the best first.
WINDOWS = (365, 180, 90, 30)


def choose_window(days: int) -> int:
    """The window for a shop whose data covers `days` days: the longest of 365, 180, 90 and 30 that fits in three times.

    Three, because a retention rate compares two windows, and its previous value needs one more. A younger shop gets 30.

    >>> choose_window(374), choose_window(3 * 365), choose_window(45)
    (90, 365, 30)
    """
    return next((window for window in WINDOWS if 3 * window <= days), WINDOWS[-1])


def window_of(orders: Orders) -> int:
    """The window for a shop: that which `choose_window` chooses for the days that its orders cover.

    Raises `InputError` when there are no orders.
    """
    return choose_window(days_covered(orders))


def days_covered(orders: Orders) -> int:
    """The days from a shop's first order to the day as of which its orders stand, both counted.

    Raises `InputError` when there are no orders.
    """
    if "days_covered" not in orders.kept:
        table = order_days(orders)
        first = orders.engine.run(table.agg(first=table.ordered_on.min()))["first"][0].as_py()
        if first is None:
            raise InputError(
                _("There are no orders up to {as_of}.").format(as_of=orders.as_of.isoformat()), code="orders.none"
            )
        orders.kept["days_covered"] = (orders.as_of - first).days + 1
    covered: int = orders.kept["days_covered"]
    return covered
