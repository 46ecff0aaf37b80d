"""How long the purchase models take, BG/NBD side by side with `lifetimes`.

    python benchmarks/clv_speed.py [--customers 1000000] [--skip-lifetimes]

The customers are drawn from BG/NBD with CDNOW's published parameters: first purchases spread evenly over two years
(13 to 104 weeks ago), seen by the day as a shop sees them, ages in weeks, so that about a third as many histories
differ as there are customers. Ours includes reading, checking and grouping the columns; both are timed after their
imports, ours as the median of five fits. The other models are timed on the same customers, with Gamma-Gamma amounts.
A second table is a mid-sized shop: 87,000 customers.
"""

from __future__ import annotations

import argparse
import statistics
import time
import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from joren.clv import BetaGeoModel, GammaGammaModel, ModifiedBetaGeoModel, ParetoNBDModel
from joren.clv.estimation import LikelihoodModel
from joren.clv.groups import group
from joren.clv.inputs import read_customers
from joren.clv.simulate import simulate_beta_geo, simulate_spend

Vector = npt.NDArray[np.float64]

TRUTH = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
MODELS: tuple[type[BetaGeoModel | ParetoNBDModel | GammaGammaModel], ...] = (
    BetaGeoModel,
    ModifiedBetaGeoModel,
    ParetoNBDModel,
    GammaGammaModel,
)


def shop(customers: int, seed: int = 1) -> dict[str, Vector]:
    """A summary seen by the day: the day of the last purchase, in weeks."""
    generator = np.random.default_rng(seed)
    T = generator.integers(13 * 7, 104 * 7 + 1, customers) / 7
    seen = simulate_beta_geo(generator, T, **TRUTH)
    last = np.minimum(np.ceil(seen.recency * 7) / 7, T)
    spend = simulate_spend(generator, seen.frequency, p=6.25, q=3.74, v=15.44)
    return {"frequency": seen.frequency, "recency": last, "T": T, "monetary_value": spend}


def timed(work: Callable[[], LikelihoodModel], runs: int = 5) -> tuple[float, LikelihoodModel]:
    seconds, models = [], []
    for _ in range(runs):
        began = time.perf_counter()
        models.append(work())
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), models[-1]


def table(summary: dict[str, Vector]) -> tuple[float, LikelihoodModel]:
    """Print the time of every model; give back BG/NBD's."""
    groups = len(group(read_customers(summary)))
    print(f"\n{len(summary['T']):,} customers, {groups:,} different histories")
    first = None
    for kind in MODELS:
        seconds, model = timed(lambda kind=kind: kind().fit(summary))  # type: ignore[misc]
        first = first or (seconds, model)
        values = "  ".join(f"{name} {value:.4f}" for name, value in model.params_.items())
        print(f"  {kind.__name__:22} {seconds:7.3f} s   {values}   LL {model.log_likelihood_:.3f}")
    assert first is not None
    return first


def lifetimes_fit(summary: dict[str, Vector]) -> tuple[float, dict[str, float]]:
    """Seconds and parameters of lifetimes' BG/NBD."""
    warnings.simplefilter("ignore")  # it is of 2020
    from lifetimes import BetaGeoFitter  # noqa: PLC0415  (timed after its imports)

    fitter = BetaGeoFitter()
    began = time.perf_counter()
    fitter.fit(summary["frequency"], summary["recency"], summary["T"])
    return time.perf_counter() - began, dict(fitter.params_)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--skip-lifetimes", action="store_true")
    wish = parser.parse_args()
    summary = shop(wish.customers)
    seconds, ours = table(summary)
    if not wish.skip_lifetimes:
        their_seconds, params = lifetimes_fit(summary)
        values = "  ".join(f"{name} {value:.4f}" for name, value in params.items())
        likelihood = BetaGeoModel()._likelihood(group(read_customers(summary)))
        theirs = likelihood(np.log([params[name] for name in TRUTH]))[0]
        print(f"  {'lifetimes BG/NBD':22} {their_seconds:7.3f} s   {values}   LL {theirs:.3f}")
        better = round(ours.log_likelihood_ - theirs, 6)
        print(
            f"  {their_seconds / seconds:.0f} times as fast as lifetimes; our log-likelihood less theirs {better:+.6f}"
        )
    table(shop(87_000, seed=2))


if __name__ == "__main__":
    main()
