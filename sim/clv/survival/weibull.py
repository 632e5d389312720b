"""The Weibull law: a hazard of leaving that falls or rises with age, as a power of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Self, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from sim.clv.checks import NOT_NEGATIVE, POSITIVE, Array, number, one_of, whole
from sim.clv.survival.annuity import Tail
from sim.clv.survival.grouped_likelihood import GroupedLikelihood
from sim.clv.survival.kaplan_meier import KaplanMeier
from sim.clv.survival.parametric import Parametric
from sim.clv.survival.survival_model import ages
from sim.clv.survival.tenures import Tenures

Method = Literal["mle", "least_squares"]
"""Most likely for counts by whole period; or a straight line through the Kaplan–Meier points."""

_HIGHEST = 10.0
"""Of the logarithm of the cumulative hazard while the parameters are sought: S(t) = e^−22,000 is as good as 0."""


@dataclass(frozen=True)
class Weibull(Parametric):
    """S(t) = exp(−((t − location)/scale)^shape): the hazard of leaving falls with age if shape < 1.

    shape β > 0; scale η > 0 and location γ ≥ 0 in periods: nobody leaves before the location. Time is continuous:
    S(t) is smooth, and the hazard is instantaneous. Raises ValueError for parameters outside. Source: Weibull (1951).
    """

    shape: float
    scale: float
    location: float = 0.0

    def __post_init__(self) -> None:
        for name, value in self.parameters.items():
            number(name, value, POSITIVE)
        number("location", self.location, NOT_NEGATIVE)

    @classmethod
    def fit(
        cls,
        durations: ArrayLike,
        observed: ArrayLike,
        entry: ArrayLike | None = None,
        method: Method = "mle",
        location: float = 0.0,
    ) -> Self:
        """Return the law for single tenures in whole periods; arguments as in `Tenures.of`.

        An end seen in period t adds ln[S(t−1) − S(t)], a relationship still lasting after t adds ln S(t), so it is
        not taken for a time known to the day; with left truncation both are given S(entry). method "least_squares":
        the line ln(−ln S) = β ln t − β ln η through the Kaplan–Meier points, which has no intervals.
        location ≥ 0 is given, not estimated. Source of the grouped form: Fader & Hardie (2007).
        Raises ValueError if a duration is not a whole number ≥ 0 (≥ 1 where the end was seen), if the ends fall
        into fewer than two different periods (they do not tell shape from scale), or before the location.
        """
        return cls.fit_tenures(Tenures.of(durations, observed, entry), method, location)

    @classmethod
    def fit_counts(cls, survivors: ArrayLike, method: Method = "mle", location: float = 0.0) -> Self:
        """Return the law for the numbers left after 0, 1, 2 … whole periods; otherwise as `fit`."""
        return cls.fit_tenures(Tenures.of_survivors(survivors), method, location)

    @classmethod
    def fit_tenures(cls, tenures: Tenures, method: Method = "mle", location: float = 0.0) -> Self:
        """Return the law for tenures that are already counted; otherwise as `fit`."""
        one_of("method", method, get_args(Method))
        number("location", location, NOT_NEGATIVE)
        likelihood = GroupedLikelihood(tenures)
        _check_ends(tenures, location)

        def law(parameters: Array, age: Array) -> tuple[Array, Array]:
            return _law(parameters, np.maximum(age - location, 0.0))

        line = _line(tenures, location)
        if method == "least_squares":
            if line is None:
                raise ValueError(
                    "least squares must have at least 2 points of the curve above 0, but there are fewer"
                )
            shape, scale = line
            value, _ = likelihood.of(*law(np.array([shape, scale]), likelihood.ages))
            return cls(shape, scale, location, log_likelihood=value)
        starts = [{"shape": 1.0, "scale": tenures.exposure / tenures.ends}]
        if line is not None:
            starts.append(dict(zip(("shape", "scale"), line, strict=True)))
        found = likelihood.most_likely(law, starts, "Weibull law")
        return cls(**found.fields(), location=location)

    @property
    def parameters(self) -> dict[str, float]:
        """Shape, and scale in periods; the location is not estimated."""
        return {"shape": self.shape, "scale": self.scale}

    @property
    def tail(self) -> Tail:
        """How the law ends: faster than any power; at a rate of retention that rises to 1 if the hazard falls."""
        if self.shape == 1.0:
            return Tail(math.exp(-1.0 / self.scale))
        return Tail(1.0 if self.shape < 1.0 else 0.0)

    def smooth_log_survival(self, age: Array) -> Array:
        """Return −((t − γ)/η)^β."""
        with np.errstate(over="ignore"):
            return -((np.maximum(age - self.location, 0.0) / self.scale) ** self.shape)

    def log_survival(self, t: ArrayLike) -> Array:
        """Return ln S(t) for t ≥ 0 at any time, also within a period."""
        return self.smooth_log_survival(ages(t))

    def hazard(self, t: ArrayLike) -> Array:
        """Return the instantaneous hazard (β/η)((t − γ)/η)^(β−1) per period, for t > γ; it can exceed 1.

        The share lost within a period is 1 − retention(t). Raises ValueError for t ≤ γ, where it may be infinite.
        """
        time = ages(t) - self.location
        if np.min(time) <= 0:
            raise ValueError(
                f"t is {np.min(time) + self.location:g}, but must be above {self.location:g}: "
                "there the hazard has no finite value"
            )
        return np.asarray(self.shape / self.scale * (time / self.scale) ** (self.shape - 1.0))

    def expected_lifetime(self, horizon: float | None = None) -> float:
        """Return the mean of min(lifetime, horizon) in periods, known to the day: ∫ S(t) dt; None: without limit.

        Without limit it is γ + η Γ(1 + 1/β). In whole periods, the one of leaving included, it is 1 + annuity(1).
        Raises ValueError if the horizon is negative, or the mean not finite.
        """
        power = 1.0 / self.shape
        until = math.inf if horizon is None else number("horizon", horizon, NOT_NEGATIVE)
        lived = max(until - self.location, 0.0) / self.scale
        share = float(special.gammainc(power, lived**self.shape)) if math.isfinite(lived) else 1.0
        mean = min(until, self.location) + self.scale * float(special.gamma(1.0 + power)) * share
        if not math.isfinite(mean):
            raise ValueError(
                f"the expected lifetime comes to {mean:g}: a shape of {self.shape:g} is too low for it"
            )
        return mean

    def median(self) -> float:
        """Return the time at which half remain, in periods."""
        return self.location + self.scale * float(math.log(2.0) ** (1.0 / self.shape))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return n durations drawn from the law, (n,), at any time > γ; rounded up they are whole periods."""
        return self.location + self.scale * rng.weibull(self.shape, whole("n", n))


def _law(parameters: Array, age: Array) -> tuple[Array, Array]:
    """Return ln S at ages since the location, and its slopes by shape and scale."""
    shape, scale = parameters
    log_age = np.log(np.where(age > 0, age, scale) / scale)
    hazard = np.where(age > 0, np.exp(np.minimum(shape * log_age, _HIGHEST)), 0.0)
    return -hazard, np.array([-hazard * log_age, hazard * shape / scale])


def _line(tenures: Tenures, location: float) -> tuple[float, float] | None:
    """Return shape and scale of the line through the Kaplan–Meier points above 0; None if there are not two."""
    at = tenures.ages[tenures.ended > 0]
    survival = KaplanMeier(tenures).survival(at)
    at, survival = at[survival > 0], survival[survival > 0]
    if at.size < 2:
        return None
    shape, height = np.polyfit(np.log(at - location), np.log(-np.log(survival)), 1)
    return float(shape), math.exp(-float(height) / float(shape))


def _check_ends(tenures: Tenures, location: float) -> None:
    at = tenures.ages[tenures.ended > 0]
    if at.size < 2:
        raise ValueError(f"the ends fall into {at.size} different period(s), but must fall into at least 2")
    if at[0] <= location:
        raise ValueError(f"location is {location:g}, but must be below {at[0]:g}, by which somebody had left")
