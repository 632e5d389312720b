"""The end of the race: finalists are chosen by fresh replications, and the winner is judged by others, never seen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.study.difference import Difference
from sim.study.optimising.evaluation import Ask, Evaluate
from sim.study.optimising.race import Candidate
from sim.study.optimising.space import PARTS, Parts

FINALISTS = 4
"""Candidates, beside the scenario's own split, that live the replications of the selection."""


def finalists_of(candidates: Sequence[Candidate], count: int = FINALISTS) -> list[Candidate]:
    """Return the scenario's own split, the first of the candidates, and those with the highest mean gains.

    Only who lived all replications of the race is among them; of equal splits, the first.
    """
    own, *others = candidates
    finished = sorted(
        (one for one in others if not one.pruned and math.isfinite(one.gain)),
        key=lambda one: (-one.gain, one.number),
    )
    chosen: dict[Parts, Candidate] = {own.parts: own}
    for one in finished:
        if len(chosen) <= count:
            chosen.setdefault(one.parts, one)
    return list(chosen.values())


def lived(splits: Mapping[str, Parts], evaluate: Evaluate, replications: Sequence[int]) -> pd.DataFrame:
    """Return a row for each split and replication: split, the six parts, replication, value.

    Equal splits are lived once: the same split with the same luck has the same outcome.
    """
    unlike = list(dict.fromkeys(splits.values()))
    asks = [Ask(parts, number) for parts in unlike for number in replications]
    values = dict(zip(asks, evaluate(asks), strict=True))
    rows = [
        {"split": name, **parts._asdict(), "replication": number, "value": values[Ask(parts, number)]}
        for name, parts in splits.items()
        for number in replications
    ]
    return pd.DataFrame(rows, columns=["split", *PARTS, "replication", "value"]).astype(
        {"replication": "int32"}
    )


def with_gains(table: pd.DataFrame, base: str) -> pd.DataFrame:
    """Return the table with the column gain: value less that of the split `base` in the same replication."""
    values = table[table["split"] == base].set_index("replication")["value"]
    return table.assign(gain=table["value"] - values.reindex(table["replication"]).to_numpy())


def best_of(table: pd.DataFrame, base: str) -> str:
    """Return the split with the highest mean gain; `base` unless another one has more than it."""
    means = table.groupby("split", sort=False)["gain"].mean()
    means = means[np.isfinite(means)]
    best = str(means.idxmax()) if len(means) else base
    return best if means.get(best, 0.0) > 0.0 else base


def difference(table: pd.DataFrame, first: str, other: str) -> tuple[Difference, int]:
    """Return how much higher `other` is than `first`, paired by replication, and in how many replications it is."""
    values = table.pivot_table(index="replication", columns="split", values="value", aggfunc="first")
    gains = (values[other] - values[first]).to_numpy(float)
    return Difference.of(gains), int((gains > 0).sum())


def as_good_as(best: Candidate, one: Candidate) -> bool:
    """Return whether the race cannot tell a candidate from a better one.

    Both lived all replications, and the 95 % interval of the paired difference does not lie wholly below 0.
    """
    if one.pruned or not math.isfinite(one.gain) or len(one.gains) != len(best.gains):
        return False
    return Difference.of(np.subtract(one.gains, best.gains)).sign >= 0


def candidates_table(candidates: Sequence[Candidate], best: Candidate) -> pd.DataFrame:
    """Return a row for each candidate in the order of the race; best: the one that the others are held against.

    Columns: candidate, origin, the six parts, replications (that it lived), gain (mean over them of the outcome less
    that of the own split in the same ones), low and high (95 % interval, 0 wide for the own split), pruned, as_good.
    """
    rows = []
    for one in candidates:
        gain = Difference.of(one.gains) if math.isfinite(one.gain) else Difference(*[math.nan] * 3)
        rows.append(
            {
                "candidate": one.number,
                "origin": one.origin,
                **one.parts._asdict(),
                "replications": len(one.gains),
                "gain": gain.mean,
                "low": gain.low,
                "high": gain.high,
                "pruned": one.pruned,
                "as_good": one is best or as_good_as(best, one),
            }
        )
    return pd.DataFrame(rows).astype({"candidate": "int32", "replications": "int32"})
