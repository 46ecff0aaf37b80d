"""Newton's method for the likelihoods of the purchase models: few parameters, exact first and second derivatives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]
#: theta -> (value, gradient, Hessian)
Objective = Callable[[Vector], tuple[float, Vector, Vector]]

# So far from a sensible start (in logarithms) a parameter has run off to 0 or infinity, and there it is held.
_RUN_OFF, _BOUND = 10.0, 15.0
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


def maximise(
    objective: Objective, start: Vector, *, origin: Vector | None = None, tolerance: float = 1e-9, steps: int = 200
) -> Maximum:
    """The maximum of `objective` uphill from `start`, both over logarithms of the parameters.

    Each step is Newton's with the Hessian made negative definite (absolute eigenvalues), shortened to at most 1.5 in
    any logarithm, and halved until the value rises (Armijo). It ends when the rise that Newton's model promises is
    below `tolerance` (in units of log-likelihood). A parameter e^10 times away from `origin` (default: the start) has
    run off: the data do not determine it, and the search has not converged.
    """
    origin = start if origin is None else origin
    theta = np.clip(start, origin - _BOUND, origin + _BOUND)
    value, gradient, hessian = objective(theta)
    for iteration in range(steps):
        step = _direction(gradient, hessian)
        promise = float(gradient @ step)
        if promise <= 2 * max(tolerance, 1e-14 * abs(value)):
            return Maximum(theta, value, gradient, hessian, iteration, _at_hand(theta, origin))
        steps_to = ((theta + 0.5**halvings * step, 0.5**halvings * promise) for halvings in range(30))
        found = _first_rise(objective, value, ((np.clip(t, origin - _BOUND, origin + _BOUND), p) for t, p in steps_to))
        if found is None:
            return Maximum(theta, value, gradient, hessian, iteration, promise < 1e-4 and _at_hand(theta, origin))
        held = bool(np.any(np.abs(found[0] - origin) >= _BOUND)) and found[1] - value < 1e-6
        theta, value, gradient, hessian = found
        if held:
            break
    return Maximum(theta, value, gradient, hessian, steps, converged=False)


def _at_hand(theta: Vector, origin: Vector) -> bool:
    return bool(np.all(np.abs(theta - origin) < _RUN_OFF))


def _direction(gradient: Vector, hessian: Vector) -> Vector:
    curvature, axes = np.linalg.eigh(-hessian)
    curvature = np.maximum(np.abs(curvature), 1e-10 * np.abs(curvature).max() + 1e-300)
    step: Vector = axes @ ((axes.T @ gradient) / curvature)
    longest = float(np.abs(step).max())
    return step if longest <= _LONGEST_STEP else step * (_LONGEST_STEP / longest)


def _first_rise(
    objective: Objective, value: float, candidates: Iterable[tuple[Vector, float]]
) -> tuple[Vector, float, Vector, Vector] | None:
    """The first candidate where the objective has risen by a ten-thousandth of what was promised there."""
    for theta, promise in candidates:
        try_value, gradient, hessian = objective(theta)
        rounding = 1e-13 * abs(value) if promise < 1e-5 else 0.0  # so near the top, sums of logarithms only jitter
        if np.isfinite(try_value) and try_value >= value + 1e-4 * promise - rounding:
            return theta, try_value, gradient, hessian
    return None
