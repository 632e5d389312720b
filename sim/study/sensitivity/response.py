"""A response: one outcome at all points of a design, each lived in the same replications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.clv.checks import Array, columns
from sim.study.sensitivity.resampling import Blocks, Numbers

POINT, REPLICATION = "point", "replication"


class Noise(NamedTuple):
    """How much of what differs between points is luck of the replications.

    share: of the variance between the points' means, what luck that is not shared by all points adds to it, in [0, 1];
    unpaired: what that would be if every point had seeds of its own; both missing with one replication.
    """

    replications: int
    share: float
    unpaired: float


@dataclass(frozen=True)
class Response:
    """One outcome at the points of a design.

    points: a row for each point in the order of the design, a column for each parameter; values: (points,
    replications), NaN where a run failed or has no such outcome; sampled: whether the points were drawn from
    distributions, so that others could have been drawn, rather than chosen one by one; block: the number of what each
    point was drawn with, (points,), as a Saltelli block or a trajectory; None: each was drawn alone.
    """

    points: pd.DataFrame
    values: Array
    sampled: bool = True
    block: Numbers | None = None

    @property
    def parameters(self) -> list[str]:
        """Names of the parameters."""
        return list(map(str, self.points.columns))

    @property
    def replications(self) -> int:
        """Runs of each point."""
        return int(self.values.shape[1])

    @cached_property
    def complete(self) -> NDArray[np.bool_]:
        """Which points have the outcome in every replication, (points,): only these can be compared in pairs."""
        return np.asarray(np.isfinite(self.values).all(axis=1))

    @property
    def left_out(self) -> int:
        """Number of points that have not."""
        return int((~self.complete).sum())

    @property
    def means(self) -> Array:
        """Mean over paired replications of each point, (points,), NaN for those that are left out."""
        return np.where(self.complete, self.values.mean(axis=1), np.nan)

    def kept(self) -> Response:
        """Return the response at the complete points alone; raise ValueError if they are fewer than two."""
        if self.complete.sum() < 2:
            raise ValueError(
                f"{self.complete.sum()} of {len(self.points)} points have the outcome in every replication that "
                "is used, but 2 or more are needed"
            )
        return self.at(self.complete)

    def at(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> Response:
        """Return the response at some of the points."""
        block = None if self.block is None else self.block[which]
        return Response(
            self.points.iloc[which].reset_index(drop=True), self.values[which], self.sampled, block
        )

    @property
    def blocks(self) -> Blocks:
        """What is drawn together."""
        return Blocks(np.arange(len(self.points)) if self.block is None else self.block)

    def noise(self) -> Noise:
        """Return how much of what differs between complete points is luck.

        In the two-way table of points × replications, luck that hits all points alike cancels when they are compared
        under the same seeds; what is left, the interaction, divided by the number of replications, is in the variance
        of the means. Missing if the points have one replication, or all the same mean.
        """
        values = self.kept().values
        points, replications = values.shape
        between = float(values.mean(axis=1).var(ddof=1))
        if replications < 2 or between <= 0.0:
            return Noise(replications, float("nan"), float("nan"))
        centred = values - values.mean(axis=1, keepdims=True)
        left = centred - centred.mean(axis=0, keepdims=True)
        interaction = float((left**2).sum()) / ((points - 1) * (replications - 1))
        within = float((centred**2).sum()) / (points * (replications - 1))
        share, unpaired = (min(luck / replications / between, 1.0) for luck in (interaction, within))
        return Noise(replications, share, unpaired)


def response_of(
    table: pd.DataFrame, parameters: Sequence[str], outcome: str, *, sampled: bool = True
) -> Response:
    """Return an outcome as a response.

    table: point, replication, the parameters and the outcome, one row for each planned run; points are taken in rising
    order, which is that of the design. An infinite outcome counts as missing.
    Raises ValueError if a column is missing, a run is there twice, or a parameter differs within a point.
    """
    columns("table", table, (POINT, REPLICATION, *parameters))
    if outcome not in table:
        raise ValueError(f'table has no column "{outcome}", but must have the outcome')
    if table.duplicated([POINT, REPLICATION]).any():
        point, number = table.loc[table.duplicated([POINT, REPLICATION]), [POINT, REPLICATION]].iloc[0]
        raise ValueError(f"point {point} has replication {number} twice")
    named = list(parameters)
    points = table.drop_duplicates([POINT, *named])[[POINT, *named]].sort_values(POINT, kind="stable")
    if points[POINT].duplicated().any():
        mixed = points.loc[points[POINT].duplicated(), POINT].iloc[0]
        raise ValueError(f"point {mixed} has different parameters in different replications")
    values = table.pivot(index=POINT, columns=REPLICATION, values=outcome).to_numpy(float)
    return Response(
        points[named].reset_index(drop=True), np.where(np.isfinite(values), values, np.nan), sampled
    )


def numeric(column: pd.Series[Any]) -> bool:
    """Return whether a parameter is a quantity, with more and less of it, rather than a choice or a switch."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
