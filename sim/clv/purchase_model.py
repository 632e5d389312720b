"""What the buy-till-you-die models share: parameters, a unit of time, a fit to histories and a forecast for each.

A model adds its own mathematics: its parameters, the probability to be alive, the purchases of those who are, and the
likelihood of histories with the place where the search for its maximum begins.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar, Self

import pandas as pd

from sim.clv.checks import POSITIVE, Array, number
from sim.clv.histories import Histories
from sim.clv.likelihood import LogLikelihood, most_likely
from sim.clv.time_unit import time_unit_named


class PurchaseModel(ABC):
    """A model of purchases by customers who die unseen, fitted (`fit`) or published.

    A frozen dataclass: its parameters come first, all of them positive, then the three fields that every model has.
    Raises ValueError if a parameter is not positive and finite, or the time unit is unknown.
    """

    name: ClassVar[str]
    """The model's name in the field."""
    time_unit: str
    """Unit of recency and T, "day", "week", "month" or "year", and of the parameters that are times."""
    log_likelihood: float
    """Of the histories to which the model was fitted; NaN if it was not."""
    at_bound: tuple[str, ...]
    """Parameters that the data do not determine; empty for a good fit."""

    def __post_init__(self) -> None:
        for name, value in self.parameters.items():
            number(name, value, POSITIVE)
        object.__setattr__(self, "time_unit", time_unit_named(self.time_unit))

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters by name, in their order."""
        shared = PurchaseModel.__annotations__
        return {name: value for name, value in vars(self).items() if name not in shared}

    @classmethod
    def fit(cls, summary: pd.DataFrame, time_unit: str) -> Self:
        """Return the model that makes the summary most likely.

        summary: columns frequency, recency and T, one row for each customer, as `rfm_summary` returns them;
        time_unit: "day", "week", "month" or "year", the unit of recency and T. Equal histories are counted once.
        Raises ValueError for histories that cannot be, if nobody bought again (then nothing tells rate from death),
        and if the likelihood has no maximum that can be found.
        """
        of = Histories.of(summary)
        start = cls._start(of)
        found = most_likely(cls._log_likelihood_of(of), start, float(of.place.size), f"{cls.name} model")
        model: Callable[..., Self] = cls
        return model(*found.parameters, time_unit, found.log_likelihood, found.at_bound)

    @abstractmethod
    def probability_alive(self, of: Histories) -> Array:
        """Return the probability that customers with these histories are alive at T, (k,), in [0, 1]."""

    def expected_purchases(self, of: Histories, time: float) -> Array:
        """Return the purchases expected in (T, T + time], (k,); time ≥ 0 in time units."""
        return self.probability_alive(of) * self._purchases_if_alive(of, time)

    @abstractmethod
    def _purchases_if_alive(self, of: Histories, time: float) -> Array:
        """Return the purchases expected of customers who are alive at T."""

    @classmethod
    @abstractmethod
    def _start(cls, of: Histories) -> dict[str, float]:
        """Return where the search begins, by name of the parameter and in the order of the fields."""

    @classmethod
    @abstractmethod
    def _log_likelihood_of(cls, of: Histories) -> LogLikelihood:
        """Return the log-likelihood of these histories, each counted for all who have it."""
