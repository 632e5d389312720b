"""Estimators of lifetime value: each predicts from a firm's log alone what its customers will bring.

All have one face, `Estimator.predict(log, horizon, discount_rate)`, and one cash-flow convention, so that they can be
judged against each other and against what then came (`sim.clv.forecast_scores`).
"""

from __future__ import annotations

from sim.clv.estimators.berger_nasr import berger_nasr
from sim.clv.estimators.buy_till_you_die import bg_nbd_gamma_gamma
from sim.clv.estimators.dwyer import dwyer
from sim.clv.estimators.dynamic_retention import shifted_beta_geometric, weibull
from sim.clv.estimators.estimator import Estimator
from sim.clv.estimators.past_value import past_value
from sim.clv.estimators.rfm_regression import rfm_regression
from sim.clv.estimators.stage_markov import stage_markov

__all__ = ["ESTIMATORS", "Estimator"]

ESTIMATORS: tuple[Estimator, ...] = (
    Estimator("dwyer", "Dwyer", "Dwyer (1989)", dwyer),
    Estimator("berger_nasr", "Berger–Nasr", "Berger & Nasr (1998)", berger_nasr),
    Estimator("weibull", "Weibull dynamic retention", "Weibull (1951)", weibull),
    Estimator("shifted_beta_geometric", "sBG", "Fader & Hardie (2007)", shifted_beta_geometric),
    Estimator("stage_markov", "Stage Markov chain", "Pfeifer & Carraway (2000)", stage_markov),
    Estimator(
        "bg_nbd_gamma_gamma",
        "BG/NBD + Gamma-Gamma",
        "Fader, Hardie & Lee (2005); Fader & Hardie (2013)",
        bg_nbd_gamma_gamma,
    ),
    Estimator("rfm_regression", "RFM regression", "Malthouse & Blattberg (2005)", rfm_regression),
    Estimator("past_value", "Past value", "Reinartz & Kumar (2003)", past_value),
)
"""The methods that are compared, from the textbook's table to the status quo."""
