"""Weak knowledge about parameters from elsewhere, for shops too small to tell them by themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LogNormalPrior:
    """Independent log-normal priors, in the order of the model's `parameter_names`.

    `medians` are the parameters' prior medians, `spreads` the standard deviations of their natural logarithms.
    """

    medians: tuple[float, ...]
    spreads: tuple[float, ...]

    def log_density(self, theta: Vector) -> tuple[float, Vector, Vector]:
        """Log density at the log-parameters `theta` up to a constant, its gradient and its Hessian."""
        away = (theta - np.log(self.medians)) / np.asarray(self.spreads)
        precision = 1.0 / np.square(self.spreads)
        return -0.5 * float(away @ away), -away / np.asarray(self.spreads), -np.diag(precision)
