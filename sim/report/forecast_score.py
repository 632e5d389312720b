"""How far each method of forecasting customer lifetime value was off, over replications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from sim.clv.estimators import ESTIMATORS
from sim.report.interval import Estimate
from sim.report.number import counted, percent
from sim.report.run import Run

LABELS = {estimator.name: estimator.label for estimator in ESTIMATORS}
"""Name in the tables → name on the page."""


class Score(NamedTuple):
    """How far one method was off, over the replications in which it worked."""

    name: str
    label: str
    error: Estimate
    """Mean absolute error for one customer, as a share of the mean profit."""
    bias: Estimate
    """How much too high (above 0) or low on average, as a share of the mean profit; unknown where that is no profit."""
    rank: Estimate
    """Spearman's correlation with the truth."""
    predicted: float
    true: float
    """Means of a customer, in money."""
    replications: int


def scores_of(table: pd.DataFrame) -> list[Score]:
    """Return the scores of the methods that worked, the smallest error first.

    table: replication, method, mean_predicted, mean_true, bias, error_over_mean, rank_correlation.
    """
    worked = table[table["error_over_mean"].notna()]
    scores = []
    for name, own in worked.groupby(worked["method"].astype(str), sort=False):
        score = Score(
            str(name),
            LABELS.get(str(name), str(name)),
            Estimate.over(own["error_over_mean"], least=0.0),
            Estimate.over(own["bias"] / own["mean_true"].where(own["mean_true"] > 0)),
            Estimate.over(own["rank_correlation"], least=-1.0, most=1.0),
            float(own["mean_predicted"].mean()),
            float(own["mean_true"].mean()),
            own["replication"].nunique(),
        )
        scores.append(score)
    return sorted(scores, key=lambda score: score.error.estimate)


def closest(scores: Sequence[Score]) -> list[str]:
    """Return the labels of the methods whose error is the smallest as it is printed; scores: the smallest first."""
    least = percent(scores[0].error.estimate)
    return [score.label for score in scores if percent(score.error.estimate) == least]


def as_close(table: pd.DataFrame, scores: Sequence[Score]) -> list[str]:
    """Return the labels of methods whose errors cannot be told from the smallest, by differences within replications.

    table: replication, method, error_over_mean; scores: of the same table, the smallest error first.
    """
    named = table.assign(method=table["method"].astype(str))
    errors = named.pivot_table(index="replication", columns="method", values="error_over_mean")
    labels = []
    for score in scores[1:]:
        difference = Estimate.over((errors[score.name] - errors[scores[0].name]).to_numpy())
        if difference.low is not None and difference.low <= 0:
            labels.append(score.label)
    return labels


def looked_ahead(run: Run) -> str:
    """Return which months the forecasts for the firm in focus are about, in words."""
    own = run.forecasts[run.forecasts["firm"] == run.focus]
    if own.empty:
        return "in the months after the cut-off"
    first = own[["month", "horizon"]].to_dict("records")[0]
    return f"in the {counted(first['horizon'], 'month')} after month {int(first['month'])}"
