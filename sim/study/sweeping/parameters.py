"""Parameters of a sweep: what is varied, and whether the world or the firm decides about it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from sim.study.sweeping.distributions import Distribution

Role = Literal["uncertainty", "lever"]


@dataclass(frozen=True)
class Parameter:
    """One thing that a sweep varies: either it has values, which are scanned, or a distribution, which is sampled.

    key: a dotted path in the scenario, firms by name. role: an `uncertainty` is what nobody can choose (the market), a
    `lever` what the firm can (its policy). Raises ValueError unless it has exactly one of both.
    """

    key: str
    role: Role
    values: tuple[Any, ...] | None = None
    distribution: Distribution | None = None

    def __post_init__(self) -> None:
        if (self.values is None) == (self.distribution is None) or self.values == ():
            raise ValueError(f"{self.key} needs either values or a distribution")

    def value_at(self, probability: float) -> Any:
        """Return the value at a probability: of the distribution, or of the values, all being equally likely."""
        distribution = self.distribution or Distribution("choice", self.values or ())
        return distribution.value_at(probability)

    def ends(self) -> tuple[Any, ...]:
        """Return all values of a list or a choice, else the lowest and the highest value."""
        if self.distribution is None:
            return self.values or ()
        if self.distribution.kind == "choice":
            return self.distribution.arguments
        return (self.distribution.value_at(0.0), self.distribution.value_at(1.0))

    def described(self) -> dict[str, Any]:
        """Return the parameter as plain data, as a manifest tells it."""
        if self.distribution is None:
            return {"key": self.key, "role": self.role, "values": list(self.values or ())}
        return {
            "key": self.key,
            "role": self.role,
            "distribution": {self.distribution.kind: list(self.distribution.arguments)},
        }


def column(values: Sequence[Any]) -> pd.Series[Any]:
    """Return values of one parameter as a typed column: bool, int64, float64, or text; what is a group is JSON."""
    kinds = {type(value) for value in values}
    if kinds <= {bool}:
        return pd.Series(list(values), dtype="bool")
    if kinds <= {int}:
        return pd.Series(list(values), dtype="int64")
    if kinds <= {int, float}:
        return pd.Series(list(values), dtype="float64")
    texts = [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values]
    return pd.Series(texts, dtype="object")
