"""What an analysis of a sweep found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.study.sensitivity.response import Noise

NOISY = 0.2
"""Share of luck in the variance between points from which on a caution is due."""


@dataclass
class Findings:
    """What was found.

    tables: sobol, morris, scores, tornado, limits, trajectory, robustness, pareto, as far as they could be made;
    summary: all that is no table, under the name of each analysis; gaps: why an analysis could not be made, by name;
    cautions: what to know before its numbers are used, by name.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    summary: dict[str, Any] = field(default_factory=dict)
    gaps: dict[str, str] = field(default_factory=dict)
    cautions: dict[str, list[str]] = field(default_factory=dict)

    def warn(self, name: str, sentence: str) -> None:
        """Note what to know before the numbers of an analysis are used."""
        self.cautions.setdefault(name, []).append(sentence)

    def warn_of(self, name: str, noise: Noise, left_out: int, unit: str) -> None:
        """Note replications that are too few to know the noise, noise that blurs, and what was left out."""
        if noise.replications < 2:
            self.warn(name, "With one replication nobody knows how much of this is luck.")
        elif noise.share > NOISY:
            self.warn(
                name, "Luck is a large part of what differs here: more replications would sharpen this."
            )
        if left_out:
            plural = {"trajectory": "trajectories"}.get(unit, f"{unit}s")
            what = f"1 {unit} has" if left_out == 1 else f"{left_out} {plural} have"
            gone = "it was" if left_out == 1 else "they were"
            self.warn(name, f"{what} a run that is missing, failed or has no such outcome: {gone} left out.")

    def facts(self) -> dict[str, Any]:
        """Return all but the tables as JSON knows it."""
        return dict(_jsonable({**self.summary, "gaps": self.gaps, "cautions": self.cautions}))


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _jsonable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    return plain(value) if isinstance(value, float) else value


def plain(value: float) -> float | None:
    """Return a number as JSON knows it: NaN is null."""
    return float(value) if np.isfinite(value) else None
