"""How long relationships last: estimators of survival from right-censored durations, all with one face.

`fit(durations, observed)` returns the fitted model. Durations are in periods (months everywhere in this product);
`observed` is true where the end was seen, and false where the relationship still lasts (right-censored). Survival
S(t) is the share of relationships that last longer than t.
"""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

Array = NDArray[np.float64]

_WIDEST = 8.0
"""The logarithms of shape and scale are sought within this distance of the start."""


class Interval(NamedTuple):
    """An estimate and the ends of its confidence interval."""

    estimate: float
    low: float
    high: float


class KaplanMeier:
    """The product-limit estimate: steps that assume no shape. Source: Kaplan & Meier (1958)."""

    def __init__(self, durations: Array, observed: NDArray[np.bool_]) -> None:
        sample = stats.CensoredData(uncensored=durations[observed], right=durations[~observed])
        self._curve: Any = stats.ecdf(sample).sf
        self._sorted = np.sort(durations)

    @classmethod
    def fit(cls, durations: ArrayLike, observed: ArrayLike) -> Self:
        """Return the estimate from durations (n,) ≥ 0 in periods and whether each end was seen (n,).

        Raises ValueError if there is no duration, or one is negative, missing or not finite.
        """
        return cls(*_checked(durations, observed))

    @property
    def parameters(self) -> dict[str, float]:
        """The median; a step function has no other parameters."""
        return {"median": self.median()}

    def survival(self, t: ArrayLike) -> Array:
        """Return the share that lasts longer than t, in [0, 1]; after the longest duration its last value."""
        return np.asarray(self._curve.evaluate(np.asarray(t, float)), float)

    def band(self, t: ArrayLike, level: float = 0.95) -> tuple[Array, Array]:
        """Return low and high ends of the pointwise interval of `survival(t)`.

        Greenwood's variance on the scale ln(−ln S); NaN where nobody has left yet or nobody remains, because the
        scale has no value there.
        """
        _check_level(level)
        with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # of the places without a value, which are NaN
            ends = self._curve.confidence_interval(level, method="log-log")
        at = np.asarray(t, float)
        return np.asarray(ends.low.evaluate(at), float), np.asarray(ends.high.evaluate(at), float)

    def at_risk(self, t: ArrayLike) -> NDArray[np.int64]:
        """Return how many were still followed just before t."""
        return self._sorted.size - np.searchsorted(self._sorted, np.asarray(t, float), side="left")

    def median(self) -> float:
        """Return the first time at which at most half remain, in periods; infinity if more than half stay."""
        return self._first_at_most_half(self._curve.probabilities)

    def interval(self, name: str, level: float = 0.95) -> Interval:
        """Return the interval of the median: where the band crosses one half. Source: Brookmeyer & Crowley (1982).

        Raises ValueError for any other name, or a level that is not between 0 and 1.
        """
        _check_name(name, self.parameters)
        low, high = self.band(self._curve.quantiles, level)
        return Interval(self.median(), self._first_at_most_half(low), self._first_at_most_half(high))

    def _first_at_most_half(self, survival: Array) -> float:
        reached = np.flatnonzero(survival <= 0.5 + 1e-12)
        return float(self._curve.quantiles[reached[0]]) if reached.size else float("inf")


class Weibull:
    """S(t) = exp(−(t/scale)^shape): the hazard of leaving falls with age if shape < 1. Source: Weibull (1951)."""

    def __init__(self, shape: float, scale: float, log_likelihood: float, covariance: Array) -> None:
        self.parameters = {"shape": shape, "scale": scale}
        self.log_likelihood = log_likelihood
        self._covariance = covariance
        """Of the logarithms of shape and scale, (2, 2)."""

    @classmethod
    def fit(cls, durations: ArrayLike, observed: ArrayLike) -> Self:
        """Return the maximum-likelihood fit to durations (n,) in whole periods, grouped and right-censored.

        An end seen in period t adds ln[S(t−1) − S(t)], a relationship still lasting after t adds ln S(t), so it is
        not taken for a time known to the day. Source of the grouped form: Fader & Hardie (2007).
        Raises ValueError if a duration is not a whole number ≥ 0 (≥ 1 where the end was seen), or if the ends fall
        into fewer than two different periods: they do not tell shape from scale.
        """
        time, seen = _checked(durations, observed)
        if not np.array_equal(time, np.floor(time)):
            wrong = time[time != np.floor(time)][0]
            raise ValueError(f"a duration is {wrong:g}, but must be a whole number of periods")
        if np.any(time[seen] == 0):
            raise ValueError("a duration is 0 where the end was seen, but must be at least 1")
        months = time.astype(np.int64)
        ended = np.bincount(months[seen], minlength=2).astype(float)
        if np.count_nonzero(ended) < 2:
            periods = np.count_nonzero(ended)
            raise ValueError(
                f"the ends fall into {periods} different period(s), but must fall into at least 2"
            )
        lasting = np.bincount(months[~seen], minlength=1).astype(float)
        return cls._most_likely(_Grouped(ended, lasting))

    @classmethod
    def _most_likely(cls, data: _Grouped) -> Self:
        start = np.array([0.0, np.log(data.exposure / data.ended.sum())])
        box = [(x - _WIDEST, x + _WIDEST) for x in start]
        found = optimize.minimize(data.loss, start, method="L-BFGS-B", bounds=box)
        found = optimize.minimize(
            data.loss, found.x, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-9}
        )
        shape, scale = np.exp(found.x)
        return cls(
            float(shape),
            float(scale),
            -float(found.fun),
            np.asarray(np.linalg.pinv(_curvature(data, found.x)), float),
        )

    def survival(self, t: ArrayLike) -> Array:
        """Return the share that lasts longer than t ≥ 0, in [0, 1]."""
        time = np.asarray(t, float)
        return np.exp(-((time / self.parameters["scale"]) ** self.parameters["shape"]))

    def median(self) -> float:
        """Return the time at which half remain, in periods."""
        return float(self.parameters["scale"] * np.log(2.0) ** (1.0 / self.parameters["shape"]))

    def interval(self, name: str, level: float = 0.95) -> Interval:
        """Return the interval of "shape" or "scale": normal on its logarithm, from the curvature at the maximum.

        Raises ValueError for any other name, or a level that is not between 0 and 1.
        """
        _check_name(name, self.parameters)
        _check_level(level)
        place = list(self.parameters).index(name)
        reach = stats.norm.ppf(0.5 + level / 2) * np.sqrt(max(self._covariance[place, place], 0.0))
        estimate = self.parameters[name]
        return Interval(estimate, float(estimate * np.exp(-reach)), float(estimate * np.exp(reach)))


class _Grouped(NamedTuple):
    """Durations as counts by whole period: a million relationships cost as much as a hundred."""

    ended: Array
    lasting: Array

    @property
    def exposure(self) -> float:
        """Periods lived by all together."""
        return float(self.ended @ np.arange(self.ended.size) + self.lasting @ np.arange(self.lasting.size))

    def loss(self, logs: Array) -> float:
        """Return minus the log-likelihood at the logarithms of shape and scale."""
        shape, scale = np.exp(logs)
        time = np.arange(max(self.ended.size, self.lasting.size), dtype=float)
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            hazard = (time / scale) ** shape
            step = np.log(-np.expm1(-np.diff(hazard[: self.ended.size]))) - hazard[: self.ended.size - 1]
            in_period = self.ended[1:][self.ended[1:] > 0] @ step[self.ended[1:] > 0]
            beyond = self.lasting[self.lasting > 0] @ hazard[: self.lasting.size][self.lasting > 0]
        loss = beyond - in_period
        return float(loss) if np.isfinite(loss) else 1e300


def _curvature(data: _Grouped, at: Array, step: float = 1e-3) -> Array:
    """Return the matrix of second derivatives of the loss by central differences, (2, 2)."""
    e = np.eye(2) * step
    return np.array(
        [
            [
                (
                    data.loss(at + e[i] + e[j])
                    - data.loss(at + e[i] - e[j])
                    - data.loss(at - e[i] + e[j])
                    + data.loss(at - e[i] - e[j])
                )
                / (4 * step**2)
                for j in range(2)
            ]
            for i in range(2)
        ]
    )


def _checked(durations: ArrayLike, observed: ArrayLike) -> tuple[Array, NDArray[np.bool_]]:
    time = np.asarray(durations, float)
    seen = np.asarray(observed, bool)
    if time.ndim != 1 or time.shape != seen.shape:
        raise ValueError(
            f"durations are {time.shape} and observed {seen.shape}, but both must be the same (n,)"
        )
    if time.size == 0:
        raise ValueError("there are 0 durations, but must be at least 1")
    wrong = time[~(np.isfinite(time) & (time >= 0))]
    if wrong.size:
        raise ValueError(f"a duration is {wrong[0]:g}, but must be a finite number of at least 0")
    return time, seen


def _check_name(name: str, parameters: dict[str, float]) -> None:
    if name not in parameters:
        raise ValueError(f'unknown parameter "{name}"; valid here: {", ".join(parameters)}')


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level is {level:g}, but must be between 0 and 1")
