"""Robustness: how settings of the levers do over many futures, and what is lost by having chosen the wrong one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.clv.checks import Array
from sim.study.sensitivity.crossing import Crossing
from sim.study.sensitivity.resampling import RESAMPLING, Draw, Resampling
from sim.study.sensitivity.response import Noise

MEASURES = ("expected", "worst", "mean_regret", "regret_90", "regret", "satisfied")
"""Mean over futures, worst future, mean, 90th percentile and greatest regret, share of futures that are good enough."""
BOUNDS = {"satisfied": (0.0, 1.0), "mean_regret": (0.0,), "regret_90": (0.0,), "regret": (0.0,)}
"""What a measure can be at least, and at most."""
LEAST_FUTURES = 30
"""Futures below which intervals, and above all the worst case and the greatest regret, say little."""


class Robustness(NamedTuple):
    """How each setting does, in the order of the sweep.

    table: setting, and for each measure its value, low, high and rank (`regret`, `regret_low`, `regret_high`,
    `regret_rank`, 1 is best, equals share the better rank), and least_regret: in which share of resamples the setting
    has the least greatest regret. threshold: what is good enough. A regret, in a future, is what the best setting
    there yields beyond this one.
    """

    table: pd.DataFrame
    threshold: float
    more_is_better: bool
    futures: int
    left_out: int
    noise: Noise

    @property
    def best(self) -> int:
        """The setting with the least greatest regret; of equals the one with the best expected value."""
        return int(self.table.sort_values(["regret_rank", "expected_rank"], kind="stable").index[0])


def robustness(
    crossing: Crossing,
    threshold: float | None = None,
    *,
    more_is_better: bool = True,
    resampling: Resampling = RESAMPLING,
) -> Robustness:
    """Return how each setting of the levers does over the futures.

    threshold: what an outcome has to reach, or with less being better stay at, to be good enough; None: the base
    setting's median over futures. All measures are of means over paired replications. Intervals come from resampling
    futures, where these were drawn, and replications; those of the worst case and of the greatest regret are about the
    futures that were tried: one that nobody tried can be worse. Where noise is large, regrets are too large, because
    the best of several settings is partly the luckiest. Source: Savage (1951) for regret; Lempert et al. (2006).
    """
    sign = 1.0 if more_is_better else -1.0
    settings, futures, replications = crossing.values.shape
    enough = float(np.median(crossing.means[crossing.base])) if threshold is None else float(threshold)
    everything = Draw(np.arange(futures), np.full(replications, 1.0 / replications))

    def measures(draw: Draw) -> Array:
        """Return the measures of each setting, (settings, measures)."""
        gain = sign * (crossing.values[:, draw.units] @ draw.weights)
        regret = gain.max(axis=0) - gain
        return np.stack(
            [
                sign * gain.mean(axis=1),
                sign * gain.min(axis=1),
                regret.mean(axis=1),
                np.quantile(regret, 0.9, axis=1),
                regret.max(axis=1),
                (gain >= sign * enough).mean(axis=1),
            ],
            axis=1,
        )

    found = measures(everything)
    resampled = resampling.repeated(measures, crossing.of(0).blocks, replications, crossing.sampled)
    table = pd.DataFrame({"setting": crossing.names})
    for column, name in enumerate(MEASURES):
        best_first = -found[:, column] if name == "satisfied" else found[:, column]
        if name in ("expected", "worst"):
            best_first = -sign * found[:, column]
        own = resampled[:, :, column] if len(resampled) else resampled
        ends = resampling.ends(own, found[:, column], *BOUNDS.get(name, ()))
        table[name], table[f"{name}_low"], table[f"{name}_high"] = found[:, column], *ends
        table[f"{name}_rank"] = pd.Series(best_first).round(12).rank(method="min").astype(int)
    table["least_regret"] = _share_of_firsts(resampled, settings)
    return Robustness(table, enough, more_is_better, futures, crossing.left_out, crossing.noise())


def _share_of_firsts(resampled: Array, settings: int) -> Array:
    """Return in which share of resamples each setting has the least greatest regret; equals share."""
    if not len(resampled):
        return np.full(settings, np.nan)
    regret = resampled[:, :, MEASURES.index("regret")]
    first = regret == regret.min(axis=1, keepdims=True)
    return np.asarray((first / first.sum(axis=1, keepdims=True)).mean(axis=0))
