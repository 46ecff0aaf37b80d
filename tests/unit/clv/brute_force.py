"""Double integrals over a rectangle, by many points and no cleverness."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


def integral(function: Callable[[Vector, Vector], Vector], first: float, second: float, points: int = 600) -> float:
    """The integral of a smooth function over (0, first) × (0, second)."""
    nodes, weights = np.polynomial.legendre.leggauss(points)
    nodes, weights = (nodes + 1) / 2, weights / 2
    values = function(first * nodes[:, np.newaxis], second * nodes)
    return float(first * second * (weights @ values @ weights))
