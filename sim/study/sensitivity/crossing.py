"""A crossing: every setting of the levers lived in every future, so that settings can be compared in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sim.clv.checks import Array
from sim.study.sensitivity.resampling import Numbers
from sim.study.sensitivity.response import Noise, Response


@dataclass(frozen=True)
class Crossing:
    """One outcome of every lever setting in every future.

    settings: a row for each setting of the levers, in the order of the sweep; futures: one for each combination of the
    uncertainties; values: (settings, futures, replications), all there; sampled, block: of the futures, as in
    `Response`; left_out: futures in which some run failed; sample: the row of the sample that each future is; base: the
    number of the setting that the others are held against.
    """

    settings: pd.DataFrame
    futures: pd.DataFrame
    values: Array
    sampled: bool = True
    block: Numbers | None = None
    left_out: int = 0
    sample: Numbers | None = None
    base: int = 0

    @property
    def names(self) -> list[str]:
        """A name for each setting: the values of its levers."""
        return [named(row) for row in self.settings.to_dict("records")]

    @property
    def means(self) -> Array:
        """Mean over paired replications of each setting and future, (settings, futures)."""
        return np.asarray(self.values.mean(axis=2))

    def of(self, setting: int) -> Response:
        """Return the response of one setting over futures."""
        return Response(self.futures, self.values[setting], self.sampled, self.block)

    def noise(self) -> Noise:
        """Return how much of what differs between futures and settings is luck."""
        points = pd.DataFrame(index=range(self.values.shape[0] * self.values.shape[1]))
        return Response(points, self.values.reshape(len(points), -1)).noise()


def crossing_of(response: Response, levers: Sequence[str], sample: ArrayLike | None = None) -> Crossing:
    """Return a response as settings of the levers × futures; that of the first point comes first and is the base.

    sample: the number of the row of the sample that each point comes from, (points,), where uncertainties were sampled:
    two rows may have equal values and are two futures still. Futures in which a run of any setting failed are left out.
    Raises ValueError with the reason if there are no levers, no uncertainties, fewer than two settings or complete
    futures, or not every setting was lived in every future.
    """
    chosen = [name for name in response.parameters if name in levers]
    uncertain = [name for name in response.parameters if name not in levers]
    if not chosen:
        raise ValueError("the sweep has no levers")
    if not uncertain:
        raise ValueError("the sweep has no uncertainties: there is one future only")
    row = np.zeros(len(response.points), int) if sample is None else np.asarray(sample, int)
    settings = _numbered(response.points[chosen])
    futures = _numbered(response.points[uncertain].assign(**{"": row}))
    count, many = int(settings.max()) + 1, int(futures.max()) + 1
    if count < 2:
        raise ValueError("the levers have one setting only: there is nothing to compare it with")
    cells = pd.DataFrame({"setting": settings, "future": futures})
    if len(cells) != count * many or cells.duplicated().any():
        raise ValueError(
            f"{count} settings of the levers and {many} futures were not lived in all combinations, so settings "
            "cannot be compared in the same futures: give levers lists of values"
        )
    place = cells.sort_values(["setting", "future"]).index.to_numpy().reshape(count, many)
    values = response.values[place]
    complete = np.isfinite(values).all(axis=(0, 2))
    if complete.sum() < 2:
        raise ValueError(f"{complete.sum()} futures have every run, but 2 or more are needed")
    kept = place[0][complete]
    return Crossing(
        response.points[chosen].iloc[place[:, 0]].reset_index(drop=True),
        response.points[uncertain].iloc[kept].reset_index(drop=True),
        values[:, complete],
        response.sampled,
        None if response.block is None else response.block[kept],
        int((~complete).sum()),
        None if sample is None else row[kept],
    )


def _numbered(table: pd.DataFrame) -> Numbers:
    """Return the number of the combination of values in each row, in the order of appearance."""
    return np.asarray(table.groupby(list(table.columns), sort=False, dropna=False).ngroup(), np.intp)


def named(values: dict[Any, Any]) -> str:
    """Return a combination of values as a name: the last word of each key, and its value."""
    return ", ".join(f"{str(key).rsplit('.', 1)[-1]} {_printed(value)}" for key, value in values.items())


def _printed(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
