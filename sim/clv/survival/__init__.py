"""How long relationships last, and what they are worth when retention changes with tenure.

Durations are in periods of any one length (months everywhere in this product). Survival S(t) is the share of
relationships that last longer than t. All models share one face, `SurvivalModel`: `fit`, `survival`, `retention`,
`expected_lifetime` and so on. Tenures that come in whole periods are fitted as what they are, counts of who left
within a period, and not as times known to the day; so a million of them cost as much to fit as a hundred.

lifelines (0.30.3, MIT) has Kaplan–Meier and Weibull too, and was weighed: it installs 105 MB (matplotlib, autograd,
formulaic), holds pandas below 3, takes 4 seconds to fit a Weibull law to a million tenures in whole periods, where the
counts need less than a tenth of one, and has no sBG. So it is not needed to run; the tests hold what it returned.
"""

from sim.clv.survival.beta_discrete_weibull import BetaDiscreteWeibull
from sim.clv.survival.constant_retention import ConstantRetention
from sim.clv.survival.dynamic_retention import (
    discounted_expected_residual_lifetime,
    dynamic_retention_clv,
    residual_clv,
)
from sim.clv.survival.interval import Interval
from sim.clv.survival.kaplan_meier import KaplanMeier
from sim.clv.survival.retention_comparison import RetentionComparison, retention_comparison
from sim.clv.survival.shifted_beta_geometric import ShiftedBetaGeometric
from sim.clv.survival.step_function import StepFunction
from sim.clv.survival.survival_model import Survival, SurvivalModel
from sim.clv.survival.tenures import Tenures
from sim.clv.survival.weibull import Weibull

__all__ = [
    "BetaDiscreteWeibull",
    "ConstantRetention",
    "Interval",
    "KaplanMeier",
    "RetentionComparison",
    "ShiftedBetaGeometric",
    "StepFunction",
    "Survival",
    "SurvivalModel",
    "Tenures",
    "Weibull",
    "discounted_expected_residual_lifetime",
    "dynamic_retention_clv",
    "residual_clv",
    "retention_comparison",
]
