"""The special functions, the quadrature and Newton's method on their own."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from joren.clv.beta_quadrature import beta_nodes, nodes_needed
from joren.clv.gamma_functions import digamma, log_gamma, trigamma
from joren.clv.newton import maximise

POINTS = np.concatenate((np.geomspace(1e-6, 1e6, 400), np.arange(1.0, 300.0)))


def test_gamma_functions_are_scipys():
    assert log_gamma(POINTS) == pytest.approx(special.gammaln(POINTS), rel=2e-14, abs=5e-14)
    assert digamma(POINTS) == pytest.approx(special.digamma(POINTS), rel=2e-14, abs=5e-14)
    assert trigamma(POINTS) == pytest.approx(special.polygamma(1, POINTS), rel=2e-14)


@pytest.mark.parametrize(("a", "b"), [(0.8, 2.4), (0.05, 0.1), (1.0, 1.0), (3.0, 500.0)])
def test_quadrature_gives_the_moments_of_the_beta_distribution(a, b):
    points, weights = beta_nodes(a, b, 16)
    assert weights.sum() == pytest.approx(1.0)
    for power in range(1, 20):
        moment = np.exp(special.betaln(a + power, b) - special.betaln(a, b))
        assert weights @ points**power == pytest.approx(moment, rel=1e-9, abs=0)


def test_more_points_are_taken_the_nearer_the_pole():
    for pole in (0.05, 0.3, 2.0):
        points, weights = beta_nodes(0.8, 2.4, nodes_needed(pole))
        exact, _ = beta_nodes(0.8, 2.4, 128), None
        assert weights @ (1 / (points + pole)) == pytest.approx(exact[1] @ (1 / (exact[0] + pole)), rel=1e-10)
    assert nodes_needed(0.0) == 128
    assert nodes_needed(100.0) == 16


def test_newton_finds_a_far_maximum():
    def valley(theta):  # the logarithm of Rosenbrock's function, upside down
        x, y = theta
        inner = 1 + (1 - x) ** 2 + 100 * (y - x * x) ** 2
        slope = np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])
        bend = np.array([[2 - 400 * (y - 3 * x * x), -400 * x], [-400 * x, 200.0]])
        return -np.log(inner), -slope / inner, -(bend / inner - np.outer(slope, slope) / inner**2)

    found = maximise(valley, np.array([-3.0, 4.0]))
    assert found.converged
    assert found.theta == pytest.approx([1.0, 1.0], abs=1e-5)


def test_newton_says_so_when_a_parameter_runs_off():
    def rising(theta):
        away = np.exp(-theta[0])
        return -float(away), np.array([away]), np.array([[-away]])

    assert not maximise(rising, np.array([0.0])).converged
