"""Averages over a Beta distribution by Gauss's quadrature with that distribution as its weight."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

_FEWEST, _MOST = 16, 128


@lru_cache(maxsize=1024)
def beta_nodes(a: float, b: float, count: int) -> tuple[Vector, Vector]:
    """`count` points in (0, 1) and weights that sum to 1: exact for polynomials under Beta(a, b) up to 2·count − 1.

    Golub & Welsch (1969): the points are the eigenvalues of the Jacobi polynomials' recurrence matrix, shifted to
    [0, 1], and the weights the squares of the eigenvectors' first entries.
    """
    k = np.arange(1.0, count)
    total = a + b - 2.0  # the two exponents of the weight together
    diagonal = np.empty(count)
    diagonal[0] = a / (a + b)
    diagonal[1:] = (2 * k * (k + total + 1) + total * a) / ((2 * k + total) * (2 * k + total + 2))
    beside = np.empty(count - 1)
    beside[0] = a * b / ((a + b) ** 2 * (a + b + 1))
    k = k[1:]
    beside[1:] = k * (k + b - 1) * (k + a - 1) * (k + total)
    beside[1:] /= (2 * k + total) ** 2 * (2 * k + total + 1) * (2 * k + total - 1)
    points, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(np.sqrt(beside), 1) + np.diag(np.sqrt(beside), -1))
    points, weights = np.clip(points, 1e-300, 1.0), np.square(vectors[0])
    points.flags.writeable = weights.flags.writeable = False  # they are shared
    return points, weights


def nodes_needed(nearest_pole: float, accuracy: float = 1e-12) -> int:
    """How many points give `accuracy` for a function on [0, 1] whose nearest pole lies at −`nearest_pole`.

    The error falls as ρ^(−2n), ρ the size of the ellipse around the interval that touches the pole.
    """
    edge = 1.0 + 2.0 * max(nearest_pole, 1e-6)
    rho = edge + math.sqrt(edge * edge - 1.0)
    return int(np.clip(math.ceil(-0.5 * math.log(accuracy) / math.log(rho)), _FEWEST, _MOST))
