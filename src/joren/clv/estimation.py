"""What every purchase model shares once its likelihood is written down: the fit, and how sure it is."""

from __future__ import annotations

from abc import ABC
from statistics import NormalDist
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from joren.clv.newton import Maximum, Objective, maximise
from joren.clv.prior import LogNormalPrior
from joren.errors import JorenError
from joren.language import gettext as _

Vector = npt.NDArray[np.float64]

_FLATTEST = 1e-4  # curvature below this is no information: a standard deviation of 100 in the logarithm


class NotFittedError(JorenError):
    """A model was asked before it was fitted."""

    code = "not_fitted"


class LikelihoodModel(ABC):
    """A model with positive parameters, fitted by maximum likelihood, or with a `prior` by its posterior's mode.

    After `fit`: `params_` by name, `log_likelihood_` (without the prior), `standard_errors_` by name,
    `covariance_` (of the parameters' natural logarithms, in the order of `parameter_names`; the inverse of the
    observed information), `n_customers_`, `n_iterations_` and `converged_`, which is False when the data do not
    determine some parameter and it ran off to 0 or infinity.
    """

    parameter_names: ClassVar[tuple[str, ...]]

    params_: dict[str, float]
    standard_errors_: dict[str, float]
    covariance_: Vector
    log_likelihood_: float
    n_customers_: float
    n_iterations_: int
    converged_: bool

    def __init__(self, *, prior: LogNormalPrior | None = None) -> None:
        self.prior = prior

    def params_interval(self, level: float = 0.95) -> dict[str, tuple[float, float]]:
        """Each parameter's interval at `level`, made on the log scale, so that its ends are positive."""
        theta = np.log(self._parameters())
        half = NormalDist().inv_cdf(0.5 + level / 2) * np.sqrt(np.diag(self.covariance_))
        low, high = np.exp(theta - half), np.exp(np.minimum(theta + half, 700.0))
        return {name: (float(low[i]), float(high[i])) for i, name in enumerate(self.parameter_names)}

    def parameter_draws(self, count: int, generator: np.random.Generator) -> Vector:
        """`count` draws of the parameters from the normal approximation on the log scale; (count, parameters)."""
        theta = np.log(self._parameters())
        curvature, axes = np.linalg.eigh(self.covariance_)
        root = axes * np.sqrt(np.maximum(curvature, 0.0))
        draws: Vector = np.exp(np.clip(theta + generator.standard_normal((count, len(theta))) @ root.T, -30.0, 30.0))
        return draws

    def _parameters(self) -> Vector:
        if not hasattr(self, "params_"):
            raise NotFittedError(
                _("This {model} has not been fitted yet: call its fit method with a summary first.").format(
                    model=type(self).__name__
                )
            )
        return np.array([self.params_[name] for name in self.parameter_names])

    def _estimate(self, likelihood: Objective, starts: list[Vector], n_customers: float) -> None:
        """Climb from the first start; where that does not settle, from the others, and keep the best.

        The last start is of the data's own scale: too far from it a parameter counts as undetermined.
        """
        objective = self._with_prior(likelihood)
        best: Maximum | None = None
        for start in starts:
            maximum = maximise(objective, start, origin=starts[-1])
            if best is None or maximum.value > best.value + 1e-9 or (maximum.converged and not best.converged):
                best = maximum
            if best.converged:
                break
        assert best is not None  # noqa: S101 - there is always a start
        self._keep(best, likelihood, n_customers)

    def _keep(self, maximum: Maximum, likelihood: Objective, n_customers: float) -> None:
        values = np.exp(maximum.theta)
        self.params_ = dict(zip(self.parameter_names, values.tolist(), strict=True))
        self.log_likelihood_ = likelihood(maximum.theta)[0] if self.prior is not None else maximum.value
        curvature, axes = np.linalg.eigh(-maximum.hessian)
        self.covariance_ = (axes / np.maximum(curvature, _FLATTEST)) @ axes.T
        errors = values * np.sqrt(np.diag(self.covariance_))
        self.standard_errors_ = dict(zip(self.parameter_names, errors.tolist(), strict=True))
        self.n_customers_ = n_customers
        self.n_iterations_ = maximum.iterations
        self.converged_ = maximum.converged

    def _with_prior(self, likelihood: Objective) -> Objective:
        prior = self.prior
        if prior is None:
            return likelihood

        def posterior(theta: Vector) -> tuple[float, Vector, Vector]:
            value, gradient, hessian = likelihood(theta)
            log_prior, prior_gradient, prior_hessian = prior.log_density(theta)
            return value + log_prior, gradient + prior_gradient, hessian + prior_hessian

        return posterior


def on_log_scale(theta: Vector, gradient: Vector, hessian: Vector) -> tuple[Vector, Vector]:
    """First and second derivatives by the logarithms, from those by the parameters themselves."""
    values = np.exp(theta)
    scaled = values * gradient
    return scaled, np.outer(values, values) * hessian + np.diag(scaled)
