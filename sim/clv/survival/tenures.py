"""Tenures as counts by age: how many ended, how many lasted, how many came under observation at each age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.clv.checks import NOT_NEGATIVE, POSITIVE, Array, number, row_of_numbers, spread


@dataclass(frozen=True)
class Tenures:
    """Tenures counted at the distinct ages at which something happened to them, ascending, (k,)."""

    ages: Array
    """In periods, ≥ 0."""
    ended: Array
    """How many ended at each age: the end was seen."""
    lasting: Array
    """How many were last seen at each age, still lasting (right-censored)."""
    entering: Array
    """How many came under observation at each age (left truncation): 0 for those followed from their start."""

    @classmethod
    def of(cls, durations: ArrayLike, observed: ArrayLike, entry: ArrayLike | None = None) -> Self:
        """Return the counts of single tenures.

        durations (n,) ≥ 0 in periods; observed (n,): true where the end was seen, false where the relationship
        still lasted. entry (n,), or one number for all: the age ≥ 0 at which each came under observation, below its
        duration (None: all were followed from their start). Who left before coming under observation is not among
        them, so a tenure counts as at risk only after its entry. Only a tenure that has just begun may have an entry
        of 0 at a duration of 0; nothing is learnt from it.
        Raises ValueError if there is no tenure, a number is negative, missing or infinite, observed is neither true
        nor false, lengths differ, or an entry is not below its duration.
        """
        time = row_of_numbers("durations", durations, NOT_NEGATIVE)
        seen = _true_or_false(observed)
        if seen.shape != time.shape:
            raise ValueError(
                f"durations are {time.shape} and observed {seen.shape}, but both must be the same (n,)"
            )
        if entry is None:
            return cls._counted(time[seen], time[~seen], np.zeros(1), np.array([time.size]))
        since = spread("entry", entry, NOT_NEGATIVE, time.size)
        late = (since >= time) & ((since > 0) | (time > 0))
        if late.any():
            first = np.flatnonzero(late)[0]
            raise ValueError(
                f"entry is {since[first]:g} where the duration is {time[first]:g}, but must be less than it"
            )
        return cls._counted(time[seen], time[~seen], *np.unique(since, return_counts=True))

    @classmethod
    def of_survivors(cls, survivors: ArrayLike) -> Self:
        """Return the counts of a cohort from the numbers left after 0, 1, 2 … whole periods, (periods + 1,).

        Who is left at the end is censored there. Raises ValueError if numbers are not whole, fewer than two, rise, or
        nobody began.
        """
        left = row_of_numbers("survivors", survivors, NOT_NEGATIVE)
        if left.size < 2:
            raise ValueError(f"survivors has {left.size} number, but must have at least 2")
        number("the first of survivors", left[0], POSITIVE)
        if np.any(left != np.floor(left)):
            wrong = left[left != np.floor(left)][0]
            raise ValueError(
                f"a number of survivors is {wrong:g}, but must be a whole number of relationships"
            )
        if np.any(np.diff(left) > 0):
            later = int(np.flatnonzero(np.diff(left) > 0)[0]) + 1
            raise ValueError(
                f"survivors are {left[later]:g} after {left[later - 1]:g}, but must never rise from period to period"
            )
        age = np.arange(left.size, dtype=float)
        nobody = np.zeros(left.size)
        return cls(
            age, -np.diff(left, prepend=left[0]), nobody + left[-1] * (age == age[-1]), left[0] * (age == 0)
        )

    @classmethod
    def _counted(cls, ended: Array, lasting: Array, entry: Array, entering: NDArray[np.int64]) -> Self:
        ends, ended_at = np.unique(ended, return_counts=True)
        lasts, lasting_at = np.unique(lasting, return_counts=True)
        age = np.union1d(np.union1d(ends, lasts), entry)

        def placed(at: Array, counts: NDArray[np.int64]) -> Array:
            column = np.zeros(age.size)
            column[np.searchsorted(age, at)] = counts
            return column

        return cls(age, placed(ends, ended_at), placed(lasts, lasting_at), placed(entry, entering))

    @property
    def count(self) -> float:
        """The number of tenures."""
        return float(self.entering.sum())

    @property
    def ends(self) -> float:
        """The number of ends seen."""
        return float(self.ended.sum())

    @property
    def exposure(self) -> float:
        """Periods lived under observation by all together."""
        return float((self.ended + self.lasting - self.entering) @ self.ages)

    @property
    def longest(self) -> float:
        """The longest duration, in periods."""
        return float(self.ages[self.ended + self.lasting > 0][-1])

    def at_risk(self, t: ArrayLike) -> NDArray[np.int64]:
        """Return how many were followed just before t ≥ 0: entry below t, or 0 at t = 0, and duration at least t."""
        at = np.asarray(t, float)
        place = np.searchsorted(self.ages, at, side="left")
        entered = np.append(0.0, np.cumsum(self.entering))[place]
        gone = np.append(0.0, np.cumsum(self.ended + self.lasting))[place]
        at_start = self.entering[self.ages == 0].sum()
        return np.asarray(np.where(at > 0, entered - gone, at_start), np.int64)

    def until(self, age: float) -> Self:
        """Return the same tenures followed only until an age: who lasts longer is censored there.

        Who came under observation at that age or later is not among them. Raises ValueError if nobody is left.
        """
        kept = self.ages <= age
        beyond = float((self.ended + self.lasting)[~kept].sum() - self.entering[self.ages >= age].sum())
        entering = np.where(self.ages < age, self.entering, 0.0)[kept]
        if entering.sum() == 0:
            raise ValueError(
                f"nobody came under observation before the age of {age:g}, but at least 1 must have"
            )
        ages, ended, lasting = self.ages[kept], self.ended[kept], self.lasting[kept].copy()
        if beyond > 0 and ages[-1] < age:
            ages = np.append(ages, age)
            ended, lasting, entering = (np.append(x, 0.0) for x in (ended, lasting, entering))
        lasting[-1] += beyond
        return type(self)(ages, ended, lasting, entering)

    def check_whole_periods(self) -> None:
        """Raise ValueError unless all ages are whole, an end was seen, and none at age 0."""
        wrong = self.ages[self.ages != np.floor(self.ages)]
        if wrong.size:
            named = "an entry" if self.entering[self.ages == wrong[0]].any() else "a duration"
            raise ValueError(f"{named} is {wrong[0]:g}, but must be a whole number of periods")
        if self.ages[0] == 0 and self.ended[0] > 0:
            raise ValueError("a duration is 0 where the end was seen, but must be at least 1")
        if self.ends == 0:
            raise ValueError(
                f"0 of {self.count:,.0f} ends were seen, but must be at least 1: all are censored"
            )

    def check_periods_followed(self, least: int) -> None:
        """Raise ValueError unless somebody was followed in at least this many different whole periods."""
        end = np.arange(1.0, min(self.longest, 2.0**20) + 1.0)
        followed = int(np.count_nonzero(self.at_risk(end)))
        if followed < least:
            raise ValueError(
                f"tenures were followed in {followed} period(s), but must be in at least {least}"
            )


def _true_or_false(observed: ArrayLike) -> NDArray[np.bool_]:
    seen = np.asarray(observed)
    if seen.dtype == np.bool_:
        return seen
    try:
        number_of = seen.astype(float)
    except (TypeError, ValueError):
        number_of = np.full(seen.shape, np.nan)
    wrong = seen[(number_of != 0) & (number_of != 1)]
    if wrong.size:
        raise ValueError(f"observed is {wrong[0]}, but must be true or false")
    return np.asarray(number_of == 1, np.bool_)
