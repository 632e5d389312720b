"""Outcomes of scenarios side by side: what differs, how surely, and what it was worth to give both the same luck."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.study.difference import Chance, Difference
from sim.study.outcomes import OUTCOMES


def outcomes_table(rows: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return outcomes as a tidy table: scenario, replication, firm, outcome, value, in the order of all of them.

    rows: scenario (number), replication, firm, and a column for each outcome.
    """
    tidy = rows.melt(["scenario", "replication", "firm"], list(OUTCOMES), "outcome", "value")
    tidy["scenario"] = np.asarray(names, object)[tidy["scenario"].to_numpy(int)]
    tidy["firm"] = tidy["firm"].astype(str)
    return tidy[["scenario", "replication", "firm", "outcome", "value"]].astype({"replication": "int16"})


def differences_table(outcomes: pd.DataFrame, names: Sequence[str], paired: bool) -> pd.DataFrame:
    """Return each other scenario against the first, firm by firm and outcome by outcome.

    Columns: scenario, firm, outcome, first and other (means), mean, low and high of the difference (95 % t interval,
    paired by luck, or Welch's for independent runs), better (seeds in which the scenario does better), seeds, chance
    with chance_low and chance_high, unpaired_low and unpaired_high (Welch's interval from these very runs), width (of
    the paired interval as part of that) and variance (of a difference of independent runs over that of a paired one:
    how many times as many runs would be needed without common luck). The last four are missing if nothing is paired;
    a firm that is not in both scenarios is left out, and so is a seed in which either has no value; where a value is
    infinite (a median lifetime that was not reached), so are the means.
    """
    by_seed = outcomes.pivot_table(
        index="replication", columns=["scenario", "firm", "outcome"], values="value", dropna=False, sort=False
    )
    firms = outcomes.drop_duplicates(["scenario", "firm"]).groupby("scenario", sort=False)["firm"].agg(list)
    rows = []
    for name in names[1:]:
        for firm in firms[names[0]]:
            if firm not in firms[name]:
                continue
            for outcome in OUTCOMES:
                first, other = (
                    by_seed[(scenario, firm, outcome)].to_numpy(float) for scenario in (names[0], name)
                )
                rows.append(
                    {"scenario": name, "firm": firm, "outcome": outcome} | _row(first, other, outcome, paired)
                )
    return pd.DataFrame(rows).astype({"better": "int32", "seeds": "int32"})


def _row(
    first: NDArray[np.float64], other: NDArray[np.float64], outcome: str, paired: bool
) -> dict[str, float]:
    known = ~(np.isnan(first) | np.isnan(other))
    first, other = first[known], other[known]
    difference = Difference.between(first, other, paired)
    chance = Chance.of(other > first if OUTCOMES[outcome].more_is_better else other < first)
    saved = dict.fromkeys(("unpaired_low", "unpaired_high", "width", "variance"), np.nan)
    if paired and np.isfinite(difference.width):
        unpaired = Difference.unpaired(first, other)
        independent = first.var(ddof=1) + other.var(ddof=1)
        saved = {
            "unpaired_low": unpaired.low,
            "unpaired_high": unpaired.high,
            "width": _ratio(difference.width, unpaired.width),
            "variance": _ratio(independent, (other - first).var(ddof=1)),
        }
    means = [float(values.mean()) if values.size else np.nan for values in (first, other)]
    return {
        "first": means[0],
        "other": means[1],
        **difference._asdict(),
        "better": chance.hits,
        "seeds": chance.seeds,
        "chance": chance.share,
        "chance_low": chance.low,
        "chance_high": chance.high,
    } | saved


def _ratio(over: float, under: float) -> float:
    """Return a ratio, infinite where nothing is below, and missing where nothing is above either."""
    if under == 0.0:
        return np.inf if over > 0.0 else np.nan
    return float(over / under)
