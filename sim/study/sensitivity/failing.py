"""Failing: which strategy is looked at, and in which futures it fails."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.clv.checks import Array
from sim.study.sensitivity.box import Mask


class Failing(NamedTuple):
    """A strategy and where it fails.

    strategy, rival: numbers of settings of the levers, None where there are none; threshold: what has to be reached,
    None where the strategy is held against the rival; fails: in which futures it does not, (futures,).
    """

    strategy: int | None
    rival: int | None
    threshold: float | None
    fails: Mask


def failing_strategy(
    means: Array, strategy: int, base: int, threshold: float | None, more_is_better: bool
) -> Failing:
    """Return where one setting of the levers, the strategy, fails.

    means: (settings, futures). With a threshold: where it misses that. Without one: where it does worse than the base;
    if it is the base itself, than the other setting with the best expected value.
    """
    sign = 1.0 if more_is_better else -1.0
    if threshold is not None:
        return Failing(strategy, None, threshold, sign * means[strategy] < sign * threshold)
    rival = base
    if strategy == base:
        expected = sign * means.mean(axis=1)
        expected[base] = -np.inf
        rival = int(expected.argmax())
    return Failing(strategy, rival, None, sign * means[strategy] < sign * means[rival])


def failing_outcome(means: Array, threshold: float | None, more_is_better: bool) -> Failing:
    """Return where an outcome, (points,), misses the threshold, or without one is in the worse half."""
    sign = 1.0 if more_is_better else -1.0
    limit = float(np.median(means)) if threshold is None else threshold
    return Failing(None, None, limit, sign * means < sign * limit)
