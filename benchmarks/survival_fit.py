"""What it costs to fit each model of survival to a million tenures: from the tenures themselves, and from counts.

    python benchmarks/survival_fit.py                     # 1,000,000 tenures in whole periods
    python benchmarks/survival_fit.py --tenures 100000    # fewer

Half of the tenures came under observation late (left truncation). Prints CPU time, so that a busy machine matters
little, and the likelihood, so that a fit which stopped early would be seen.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from time import process_time

import numpy as np

from sim.clv.survival import (
    BetaDiscreteWeibull,
    ConstantRetention,
    KaplanMeier,
    ShiftedBetaGeometric,
    SurvivalModel,
    Weibull,
)

MODELS = (KaplanMeier, ConstantRetention, Weibull, ShiftedBetaGeometric, BetaDiscreteWeibull)
FOLLOWED = 120
"""Periods after which nobody is followed any more."""


def tenures(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return durations, whether each end was seen, and the age of entry, all (count,)."""
    luck = np.random.default_rng(1)
    lasts = np.ceil(Weibull(shape=0.77, scale=40.0).sample(3 * count, luck))
    entry = np.where(luck.random(3 * count) < 0.5, 0, luck.integers(0, 24, 3 * count))
    seen = np.flatnonzero(lasts > entry)[:count]
    until = np.minimum(entry + luck.integers(1, FOLLOWED, 3 * count), FOLLOWED)
    return np.minimum(lasts, until)[seen], (lasts <= until)[seen], entry[seen]


def seconds(fit: Callable[..., SurvivalModel], *data: np.ndarray) -> float:
    """Return CPU seconds of a fit, the least of three."""
    least = np.inf
    for _ in range(3):
        began = process_time()
        fit(*data)
        least = min(least, process_time() - began)
    return least


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tenures", type=int, default=1_000_000, help="how many tenures (default 1,000,000)")
    count = parser.parse_args().tenures
    durations, observed, entry = tenures(count)
    survivors = np.round(count * Weibull(shape=0.77, scale=40.0).survival(np.arange(61)))
    print(f"{count:,} tenures        seconds of CPU         ln likelihood")
    print("                      followed   entered late   counts")
    for model in MODELS:
        times = (
            seconds(model.fit, durations, observed),
            seconds(model.fit, durations, observed, entry),
            seconds(model.fit_counts, survivors),
        )
        likelihood = model.fit(durations, observed, entry).log_likelihood
        print(f"{model.__name__:20}{times[0]:10.3f}{times[1]:15.3f}{times[2]:9.3f}{likelihood:18,.1f}")


if __name__ == "__main__":
    main()
