"""How many days the metrics look at: long enough to mean something, short enough to compare with what was before."""

from __future__ import annotations

#: In days, the best first.
WINDOWS = (365, 180, 90, 30)


def choose_window(days: int) -> int:
    """The window for a shop whose data covers `days` days: the longest of 365, 180, 90 and 30 that fits in three times.

    Three, because a retention rate compares two windows, and its previous value needs one more. A younger shop gets 30.

    >>> choose_window(374), choose_window(3 * 365), choose_window(45)
    (90, 365, 30)
    """
    return next((window for window in WINDOWS if 3 * window <= days), WINDOWS[-1])
