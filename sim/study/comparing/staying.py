"""Where the money of a firm goes in each scenario, and how long the customers stay whom it wins there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.study.comparing.lived import SPENDING
from sim.study.difference import Difference


def spending_table(rows: pd.DataFrame, names: Sequence[str], paired: bool) -> pd.DataFrame:
    """Return what each scenario spends on each line in a mean month: scenario, line, amount, mean, low, high.

    rows: replication, scenario (number) and the lines of spending. mean, low and high are of the difference to the
    first scenario (0 for that itself).
    """
    found = []
    for number, name in enumerate(names):
        for line in SPENDING:
            first, own = (rows[rows["scenario"] == one][line].to_numpy(float) for one in (0, number))
            difference = Difference.between(first, own, paired or number == 0)
            amount = {"scenario": name, "line": line.removesuffix("_spend"), "amount": float(own.mean())}
            found.append(amount | difference._asdict())
    return pd.DataFrame(found)


def survival_table(tenures: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return how many of the customers won in the booked months are still there, by months since joining.

    tenures: replication, scenario (number), months, ended and staying (relationships by how long they have lasted).
    Columns: scenario, months, at_risk, ended, survival (Kaplan & Meier 1958, all replications together).
    """
    parts = []
    for number, name in enumerate(names):
        own = tenures[tenures["scenario"] == number].groupby("months")[["ended", "staying"]].sum()
        leaving, followed = own["ended"].to_numpy(float), own.sum(axis=1).to_numpy(float)[::-1].cumsum()[::-1]
        months = np.flatnonzero(followed > 0)
        survival = np.cumprod(1.0 - leaving[months] / followed[months])
        parts.append(
            pd.DataFrame(
                {
                    "scenario": name,
                    "months": months.astype("int16"),
                    "at_risk": followed[months].astype("int64"),
                    "ended": leaving[months].astype("int64"),
                    "survival": survival,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
