"""Derivatives by differences, to check the exact ones against."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


def gradient_by_differences(value: Callable[[Vector], float], at: Vector, step: float = 1e-5) -> Vector:
    gradient = np.zeros(len(at))
    for i in range(len(at)):
        move = np.zeros(len(at))
        move[i] = step
        gradient[i] = (value(at + move) - value(at - move)) / (2 * step)
    return gradient


def hessian_by_differences(gradient: Callable[[Vector], Vector], at: Vector, step: float = 1e-5) -> Vector:
    rows = []
    for i in range(len(at)):
        move = np.zeros(len(at))
        move[i] = step
        rows.append((gradient(at + move) - gradient(at - move)) / (2 * step))
    return np.array(rows)
