"""Methods that could not be used in some replication: which, how often, and why."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sim.report.text import capital, clean


def failures(table: pd.DataFrame, labels: Mapping[str, str]) -> list[str]:
    """Return a sentence for each method that failed somewhere, with its first reason, in the order of the table.

    table: replication, method, failure (a text, empty where the method worked); labels: how methods are printed, those
    without a label by their name.
    """
    replications = table["replication"].nunique()
    failed = table[
        table["failure"].map(lambda reason: isinstance(reason, str) and bool(reason.strip())).astype(bool)
    ]
    sentences = []
    for name, own in failed.groupby(failed["method"].astype(str), sort=False):
        times = own["replication"].nunique()
        where = "" if replications == 1 else f" in {times} of {replications} replications"
        reasons = list(dict.fromkeys(clean(str(reason)).rstrip(".") for reason in own["failure"]))
        others = f", and {len(reasons) - 1} more reasons" if len(reasons) > 2 else ""
        others = f"; or {reasons[1]}" if len(reasons) == 2 else others
        label = labels.get(str(name)) or capital(str(name))
        sentences.append(f"{label} failed{where}: {reasons[0]}{others}.")
    return sentences
