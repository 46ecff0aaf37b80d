"""Customer lifetime value: who is still a customer, how often they will buy and how much they will spend."""

from __future__ import annotations

from joren.clv.beta_geo import BetaGeoModel, ModifiedBetaGeoModel
from joren.clv.beta_geo_beta_binomial import BetaGeoBetaBinomialModel
from joren.clv.gamma_gamma import GammaGammaModel
from joren.clv.holdout import FitCheck, check_fit
from joren.clv.intervals import Interval
from joren.clv.lifetime_value import lifetime_value, spend_interval
from joren.clv.pareto_nbd import ParetoNBDModel
from joren.clv.pooled import Confidence, assess, cohort_average, fit_pooled, fit_pooled_spend
from joren.clv.prior import LogNormalPrior
from joren.clv.retention_gain import RetentionGain, retention_gain
from joren.clv.summarize import summarize, summarize_opportunities, summarize_until

__all__ = [
    "BetaGeoBetaBinomialModel",
    "BetaGeoModel",
    "Confidence",
    "FitCheck",
    "GammaGammaModel",
    "Interval",
    "LogNormalPrior",
    "ModifiedBetaGeoModel",
    "ParetoNBDModel",
    "RetentionGain",
    "assess",
    "check_fit",
    "cohort_average",
    "fit_pooled",
    "fit_pooled_spend",
    "lifetime_value",
    "retention_gain",
    "spend_interval",
    "summarize",
    "summarize_opportunities",
    "summarize_until",
]
