"""How far a prediction about all customers may be off: the parameters are estimates, and customers have their chance.

Parameters are drawn from the normal distribution of their logarithms around the maximum of the likelihood, with the
curvature of the log-likelihood there; chance is simulated at the maximum. That customers might stop behaving as
the model says is not in it: the hold-out check tells about that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.clv import gamma_gamma
from sim.clv.checks import Array
from sim.clv.gamma_gamma import GammaGamma
from sim.clv.histories import Histories
from sim.clv.likelihood import LogLikelihood
from sim.clv.purchase_model import PurchaseModel

DRAWS = 200
SAMPLE = 2000
"""Customers for whom predictions are repeated with other parameters; all, if there are no more."""
FUTURES = 10
"""Futures that are simulated for each of them."""
_STEP = 1e-4
_WIDEST = 2.0
"""Standard error of a logarithm at most: beyond it the data hardly tell, and nothing is normally distributed."""
_REACH = 1.959964
"""Standard errors from the middle to the ends of a 95 % interval."""


class Interval(NamedTuple):
    """A prediction with the ends of its 95 % interval, which are None where it cannot be given."""

    estimate: float
    low: float | None = None
    high: float | None = None


Expected = Callable[[PurchaseModel, GammaGamma | None, pd.DataFrame], Array]
"""From models and customers (n rows of a summary) to what is predicted of each, (n,)."""
Simulated = Callable[[pd.DataFrame, np.random.Generator], Array]
"""From customers to what happens to each in one future, (n,)."""


@dataclass(frozen=True)
class Uncertainty:
    """Other models that fit nearly as well, and a sample of the customers on whom they are tried."""

    models: tuple[PurchaseModel, GammaGamma | None]
    others: list[tuple[PurchaseModel, GammaGamma | None]]
    """Empty if the data do not determine the parameters."""
    sample: pd.DataFrame
    customers: int

    @classmethod
    def of(
        cls, purchases: PurchaseModel, spending: GammaGamma | None, summary: pd.DataFrame, seed: int = 1
    ) -> Uncertainty:
        """Return draws of the parameters of models that were fitted to a summary."""
        rng = np.random.default_rng(seed)
        chosen = rng.choice(len(summary), SAMPLE, replace=False) if len(summary) > SAMPLE else slice(None)
        # The likelihood of a model is known to its class and module only.
        drawn = _parameters(
            type(purchases)._log_likelihood_of(Histories.of(summary)), purchases.parameters, rng
        )
        models = [replace(purchases, **parameters) for parameters in drawn]  # type: ignore[type-var]
        if spending is None:
            others: list[tuple[PurchaseModel, GammaGamma | None]] = [(model, None) for model in models]
        else:
            used = summary[(summary["frequency"] > 0) & (summary["monetary_value"] > 0)]
            x, mean = used["frequency"].to_numpy(float), used["monetary_value"].to_numpy(float)
            drawn = _parameters(lambda at: gamma_gamma._log_likelihood(x, mean, at), spending.parameters, rng)
            others = list(
                zip(models, [GammaGamma(at["p"], at["q"], at["gamma"]) for at in drawn], strict=False)
            )
        return cls((purchases, spending), others, summary.iloc[chosen], len(summary))

    def interval(self, estimate: float, expected: Expected, simulated: Simulated) -> Interval:
        """Return the interval of a total over all customers, which is predicted to be `estimate`.

        expected and simulated say of each customer, on the same basis, what makes up the total, or something in
        proportion to it: only how far it varies in relation to its size is taken from them. The interval is symmetric
        in the logarithm, so it never reaches below zero; there is none where nothing is expected, or an expectation
        is infinite.
        """
        if not self.others or not estimate > 0:
            return Interval(estimate)
        try:
            totals = np.array([expected(*models, self.sample).sum() for models in self.others])
        except ValueError:
            return Interval(estimate)
        middle = expected(*self.models, self.sample)
        if not (middle.mean() > 0 and (totals > 0).all()):
            return Interval(estimate)
        known = float(np.var(np.log(totals / middle.sum()), ddof=1))
        rng = np.random.default_rng(2)
        luck = np.mean([np.mean((simulated(self.sample, rng) - middle) ** 2) for _ in range(FUTURES)])
        relative = known + float(np.log1p(luck / (self.customers * middle.mean() ** 2)))
        reach = float(np.exp(_REACH * np.sqrt(relative)))
        return (
            Interval(estimate, estimate / reach, estimate * reach)
            if np.isfinite(reach)
            else Interval(estimate)
        )


def _parameters(
    log_likelihood: LogLikelihood, at: dict[str, float], rng: np.random.Generator
) -> list[dict[str, float]]:
    """Return draws of parameters by name; none if the likelihood has no curvature that can be told."""
    logs = np.log(list(at.values()))

    def slopes(place: Array) -> Array:
        parameters = np.exp(place)
        return log_likelihood(parameters)[1] * parameters

    steps = _STEP * np.eye(logs.size)
    curvature = np.array([(slopes(logs + step) - slopes(logs - step)) / (2 * _STEP) for step in steps])
    curvature = -(curvature + curvature.T) / 2
    if not np.isfinite(curvature).all():
        return []
    precision, axes = np.linalg.eigh(curvature)
    widths = 1.0 / np.sqrt(np.maximum(precision, _WIDEST**-2))
    drawn = np.exp(logs + rng.standard_normal((DRAWS, logs.size)) * widths @ axes.T)
    return [dict(zip(at, row, strict=True)) for row in drawn.tolist()]
