"""The CDNOW sample of Fader and Hardie, as the published estimates were made from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

_FILE = Path(__file__).parents[2] / "data" / "cdnow_summary.csv"


def cdnow() -> dict[str, npt.NDArray[np.float64]]:
    """2,357 customers over 39 weeks: frequency, recency, T (weeks) and monetary_value (dollars).

    The file has weeks in two decimals. The estimates were published from whole days: Pareto/NBD's beta is 11.669 from
    these, and 11.668 from the rounded weeks.
    """
    with _FILE.open() as file:
        names = file.readline().strip().split(",")
        rows = np.loadtxt(file, delimiter=",")
    summary = dict(zip(names, rows.T, strict=True))
    for name in ("recency", "T"):
        summary[name] = np.rint(summary[name] * 7) / 7
    return summary
