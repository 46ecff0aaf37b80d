"""Newton's method for the likelihoods of the purchase models: few parameters, exact first and second derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
#: theta -> (value, gradient, Hessian)
Objective = Callable[[Vector], tuple[float, Vector, Vector]]

#: Logarithms of parameters further out than this say that the data do not determine the parameter.
BOUND = 15.0
_LONGEST_STEP = 1.5


@dataclass(frozen=True)
class Maximum:
    """Where the search ended: the point, the value and its derivatives there."""

    theta: Vector
    value: float
    gradient: Vector
    hessian: Vector
    iterations: int
    converged: bool


def maximise(objective: Objective, start: Vector, *, tolerance: float = 1e-9, steps: int = 200) -> Maximum:
    """The maximum of `objective` uphill from `start`, both over logarithms of the parameters.

    Each step is Newton's with the Hessian made negative definite (absolute eigenvalues), shortened to at most 1.5 in
    any logarithm, and halved until the value rises (Armijo). It ends when the rise that Newton's model promises is
    below `tolerance` (in units of log-likelihood), or when a parameter runs off to 0 or infinity.
    """
    theta = np.clip(start, -BOUND, BOUND)
    value, gradient, hessian = objective(theta)
    for iteration in range(steps):
        step = _direction(gradient, hessian)
        promise = float(gradient @ step)
        if promise <= 2 * max(tolerance, 1e-14 * abs(value)):
            converged = bool(np.all(np.abs(theta) < BOUND))
            return Maximum(theta, value, gradient, hessian, iteration, converged)
        found = _line_search(objective, theta, value, promise, step)
        if found is None:
            return Maximum(theta, value, gradient, hessian, iteration, promise < 1e-4)
        moved = found[0]
        stuck = bool(np.any(np.abs(moved) >= BOUND)) and found[1] - value < 1e-6
        theta, value, gradient, hessian = found
        if stuck:
            break
    return Maximum(theta, value, gradient, hessian, steps, converged=False)


def _direction(gradient: Vector, hessian: Vector) -> Vector:
    curvature, axes = np.linalg.eigh(-hessian)
    curvature = np.maximum(np.abs(curvature), 1e-10 * np.abs(curvature).max() + 1e-300)
    step: Vector = axes @ ((axes.T @ gradient) / curvature)
    longest = float(np.abs(step).max())
    return step if longest <= _LONGEST_STEP else step * (_LONGEST_STEP / longest)


def _line_search(
    objective: Objective, theta: Vector, value: float, promise: float, step: Vector
) -> tuple[Vector, float, Vector, Vector] | None:
    fraction = 1.0
    for _ in range(30):
        moved = np.clip(theta + fraction * step, -BOUND, BOUND)
        try_value, gradient, hessian = objective(moved)
        rounding = 1e-13 * abs(value) if promise < 1e-5 else 0.0  # so near the top, sums of logarithms only jitter
        if np.isfinite(try_value) and try_value >= value + 1e-4 * fraction * promise - rounding:
            return moved, try_value, gradient, hessian
        fraction *= 0.5
    return None
