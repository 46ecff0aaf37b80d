"""Customer lifetime value: who is still a customer, how often they will buy and how much they will spend."""

from __future__ import annotations

from joren.clv.beta_geo import BetaGeoModel, ModifiedBetaGeoModel
from joren.clv.beta_geo_beta_binomial import BetaGeoBetaBinomialModel
from joren.clv.gamma_gamma import GammaGammaModel
from joren.clv.pareto_nbd import ParetoNBDModel
from joren.clv.summarize import summarize, summarize_opportunities, summarize_until

__all__ = [
    "BetaGeoBetaBinomialModel",
    "BetaGeoModel",
    "GammaGammaModel",
    "ModifiedBetaGeoModel",
    "ParetoNBDModel",
    "summarize",
    "summarize_opportunities",
    "summarize_until",
]
