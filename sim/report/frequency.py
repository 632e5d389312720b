"""How often each of some named things happened, as shares with intervals over replications."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sim.report.interval import Estimate


def shares(values: pd.Series, replication: pd.Series, names: Sequence[str]) -> pd.DataFrame:
    """Return the share of each name among the values, most frequent first: name, count, share, low, high.

    The share is the mean over the replications that have any value, so it is the middle of its interval.
    """
    counts = pd.crosstab(replication, values.astype(str)).reindex(columns=list(names), fill_value=0)
    totals = counts.sum(axis=1)
    parts = counts[totals > 0].div(totals[totals > 0], axis=0)
    rows = []
    for name in names:
        share = Estimate.share(parts[name].to_numpy())
        rows.append((name, int(counts[name].sum()), share.estimate, share.low, share.high))
    table = pd.DataFrame(rows, columns=["name", "count", "share", "low", "high"])
    return table.sort_values("share", ascending=False, kind="stable", ignore_index=True)
