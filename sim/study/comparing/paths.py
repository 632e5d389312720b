"""Differences over time: month by month against the first scenario, and from when on a scenario has paid back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sim.study.difference import Difference

MEASURES = ("cumulative_profit", "profit", "customers", "customer_equity", "satisfaction")
"""What is followed: profit so far, discounted to the opening of the books; and the others as in the table months."""
QUANTILES = {"low_90": 0.05, "low_50": 0.25, "median": 0.5, "high_50": 0.75, "high_90": 0.95}

Case = Literal["pays back", "never", "at once", "no difference"]


class Payback(NamedTuple):
    """From which month on a scenario has earned more than the first one for good.

    month: the first from which on the mean cumulative difference stays above 0, if it was below 0 before; None if it
    does not stay above ("never"), never was below ("at once"), or is 0 throughout ("no difference").
    seeds: how many seeds agree: their own difference is above 0 from that month on (for "never" at most 0 at the end,
    for "at once" never below 0).
    """

    case: Case
    month: int | None
    seeds: int

    @classmethod
    def of(cls, differences: ArrayLike) -> Payback:
        """Return the payback of cumulative differences (seeds, months)."""
        each = np.asarray(differences, float)
        mean = each.mean(axis=0)
        below = np.flatnonzero(mean < 0.0)
        if not below.size:
            if not (mean > 0.0).any():
                return cls("no difference", None, int((each == 0.0).all(axis=1).sum()))
            return cls("at once", None, int((each >= 0.0).all(axis=1).sum()))
        not_above = np.flatnonzero(mean <= 0.0)
        month = int(not_above[-1]) + 1
        if month == mean.size:
            return cls("never", None, int((each[:, -1] <= 0.0).sum()))
        return cls("pays back", month, int((each[:, month:] > 0.0).all(axis=1).sum()))


def paths_table(months: pd.DataFrame, names: Sequence[str], paired: bool) -> pd.DataFrame:
    """Return the differences to the first scenario by scenario, measure and month.

    months: replication, scenario (number), month and `MEASURES`. Columns: scenario, measure, month, mean with low and
    high (95 % interval of the mean), the quantiles over seeds `QUANTILES`, better (seeds above 0), and seeds.
    """
    parts = []
    for number in range(1, len(names)):
        for measure in MEASURES:
            first, other = by_seed(months, 0, measure), by_seed(months, number, measure)
            difference = other - first
            columns = range(difference.shape[1])
            means = [Difference.between(first[:, month], other[:, month], paired) for month in columns]
            table = {
                "scenario": names[number],
                "measure": measure,
                "month": np.arange(len(means), dtype=np.int16),
            }
            bands = {
                name: [_quantile(difference[:, m], at) for m in columns] for name, at in QUANTILES.items()
            }
            better = (difference > 0.0).sum(axis=0)
            seeds = np.isfinite(difference).sum(axis=0)
            parts.append(
                pd.DataFrame(
                    table
                    | dict(zip(("mean", "low", "high"), np.array(means).T, strict=True))
                    | bands
                    | {"better": better, "seeds": seeds}
                )
            )
    return pd.concat(parts, ignore_index=True)


def payback_table(months: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the payback of each other scenario: scenario, case, month, seeds that agree, of all seeds."""
    rows = []
    for number in range(1, len(names)):
        difference = by_seed(months, number, MEASURES[0]) - by_seed(months, 0, MEASURES[0])
        case, month, agree = Payback.of(difference)
        rows.append(
            {
                "scenario": names[number],
                "case": case,
                "month": month,
                "agree": agree,
                "seeds": len(difference),
            }
        )
    return pd.DataFrame(rows).astype({"month": "Int16"})


def by_seed(months: pd.DataFrame, scenario: int, measure: str) -> NDArray[np.float64]:
    """Return one measure of a scenario (its number): a row for each replication, a column for each month."""
    own = months[months["scenario"] == scenario]
    return own.pivot(index="replication", columns="month", values=measure).to_numpy(float)


def _quantile(values: NDArray[np.float64], at: float) -> float:
    known = values[np.isfinite(values)]
    return float(np.quantile(known, at)) if known.size else np.nan
