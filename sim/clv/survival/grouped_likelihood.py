"""The most likely law of survival for tenures in whole periods: counts of who left within a period, not when in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.clv.checks import Array
from sim.clv.likelihood import Found, most_likely
from sim.clv.survival.tenures import Tenures

Law = Callable[[Array, Array], tuple[Array, Array]]
"""From parameters (k,) and ages (n,) to ln S (n,) and its slopes by each parameter (k, n)."""

_STEP = 1e-4
"""Of the logarithms of parameters, for the curvature at the maximum."""
_IMPOSSIBLE = -1e3
"""The mean log-likelihood of parameters under which what was seen could not have happened: bad, and yet not so bad
that a search which looks there thinks the best step is none."""


class Fit(NamedTuple):
    """The most likely parameters."""

    parameters: dict[str, float]
    log_likelihood: float
    at_bound: tuple[str, ...]
    """Parameters that ran to the bound of the search: the data do not tell how far they would go."""
    covariance: Array
    """Of the logarithms of the parameters, (k, k)."""

    def fields(self) -> dict[str, Any]:
        """Return the fields of a law with these parameters."""
        found = self._asdict()
        del found["parameters"]
        return {**self.parameters, **found}


class GroupedLikelihood:
    """Σ dₜ ln[S(t−1) − S(t)] + Σ cₜ ln S(t) − Σ eₜ ln S(t): d ended in period t, c lasted, e came under observation.

    The last term divides the likelihood of every tenure by S(entry): it is known only because it lasted until then.
    Source: Fader & Hardie (2007), appendix; with left truncation Klein & Moeschberger (2003), section 3.5.
    """

    def __init__(self, tenures: Tenures) -> None:
        """Raise ValueError if tenures are not in whole periods, or all are censored."""
        tenures.check_whole_periods()
        left = tenures.ages[tenures.ended > 0]
        self.ages = np.union1d(tenures.ages, left - 1.0)
        """At which survival enters the likelihood."""
        self.tenures = tenures
        self._ended = tenures.ended[tenures.ended > 0]
        self._end, self._before = np.searchsorted(self.ages, left), np.searchsorted(self.ages, left - 1.0)
        self._beyond = np.zeros(self.ages.size)
        self._beyond[np.searchsorted(self.ages, tenures.ages)] = tenures.lasting - tenures.entering

    def of(self, log_survival: Array, slopes: Array) -> tuple[float, Array]:
        """Return the log-likelihood from ln S at `ages` (n,), and its slopes (k,) from those of ln S (k, n)."""
        before, end = log_survival[self._before], log_survival[self._end]
        with np.errstate(all="ignore"):
            leaving = -np.expm1(end - before)
            value = self._beyond @ log_survival + self._ended @ (before + np.log(leaving))
            by_age = self._beyond.copy()
            np.add.at(by_age, self._before, self._ended / leaving)
            np.add.at(by_age, self._end, self._ended * (1.0 - 1.0 / leaving))
            by_parameter = slopes @ by_age
        if not (np.isfinite(value) and np.all(np.isfinite(by_parameter))):
            return _IMPOSSIBLE * self.tenures.count, np.zeros(slopes.shape[0])
        return float(value), by_parameter

    def most_likely(self, law: Law, starts: Sequence[dict[str, float]], model: str) -> Fit:
        """Return the parameters that make the tenures most likely; starts name them and say where to begin.

        The best of the maxima found from all of them is taken: where customers hardly differ the likelihood is a
        ridge, and a search may stop on it too early. Raises ValueError if no maximum is found from any.
        """

        def log_likelihood(parameters: Array) -> tuple[float, Array]:
            return self.of(*law(parameters, self.ages))

        maxima: list[Found] = []
        for start in starts:
            try:
                maxima.append(most_likely(log_likelihood, start, self.tenures.count, model))
            except ValueError as none:
                failure = none
        if not maxima:
            raise failure
        found = max(maxima, key=lambda maximum: maximum.log_likelihood)

        def slopes(logs: Array) -> Array:
            return log_likelihood(np.exp(logs))[1] * np.exp(logs)

        at = np.log(found.parameters)
        steps = np.eye(at.size) * _STEP
        curvature = np.array([(slopes(at - step) - slopes(at + step)) / (2.0 * _STEP) for step in steps])
        covariance = np.linalg.pinv((curvature + curvature.T) / 2.0)
        named = dict(zip(starts[0], found.parameters, strict=True))
        return Fit(named, found.log_likelihood, found.at_bound, np.asarray(covariance, float))
