"""The search: known splits, points that cover the space, and then where a model of what was seen hopes for most."""

from __future__ import annotations

import hashlib
import math
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import qmc

from sim.study.optimising.evaluation import Ask, Evaluate
from sim.study.optimising.race import FIRST, P_VALUE, Candidate, Race
from sim.study.optimising.simplex import Array
from sim.study.optimising.space import Parts, Space
from sim.study.optimising.surface import proposal

if TYPE_CHECKING:
    import optuna

OWN, BLATTBERG_DEIGHTON, START, SEARCH, SURFACE = "own", "blattberg_deighton", "start", "search", "surface"
ORIGINS = (OWN, BLATTBERG_DEIGHTON, START, SEARCH, SURFACE)
"""Where candidates come from, in the order in which they race."""
BATCH = 8
"""Candidates that race side by side, however many processes there are: so their number changes nothing."""
LEAST = 6
"""Candidates that a search needs: the known ones, a point of the start, and some of each model."""


class OptimiseError(ValueError):
    """A search that cannot be made, in words for people."""


def search(
    space: Space,
    known: Mapping[str, Parts],
    evaluate: Evaluate,
    replications: range,
    candidates: int,
    seed: int,
) -> list[Candidate]:
    """Return all candidates in the order of the race, the scenario's own split first.

    known: other splits that take part, by origin; replications: at least `FIRST`, in which candidates race; candidates:
    how many there are in all, at least `LEAST`; seed: of the points of the start and of Optuna's sampler. Half of the
    candidates cover the space (Sobol points), half come from a tree-structured Parzen estimator; after each half comes
    the best point of a quadratic response surface. Raises OptimiseError if Optuna is missing, a number is too small, or
    the own split has no finite outcome.
    Source: Bergstra, Bardenet, Bengio & Kégl (2011), the estimator; Birattari, Stützle, Paquete & Varrentrapp (2002),
    racing.
    """
    library = optuna_library()
    if len(replications) < FIRST or candidates < LEAST:
        raise OptimiseError(
            f"the search has {len(replications)} replications and {candidates} candidates, but needs at least "
            f"{FIRST} and {LEAST}"
        )
    own = [float(v) for v in evaluate([Ask(space.own, number) for number in replications])]
    if not all(map(math.isfinite, own)):
        raise OptimiseError(
            "what is maximised is not a number in every run of the scenario's own split: a median lifetime, say, is "
            "not known while most customers stay; choose another outcome, or more months"
        )
    with _quiet(library):
        study = library.create_study(
            direction="maximize",
            sampler=library.samplers.TPESampler(
                seed=_sown(seed), multivariate=True, constant_liar=True, n_startup_trials=0
            ),
            pruner=library.pruners.WilcoxonPruner(p_threshold=P_VALUE, n_startup_steps=FIRST),
        )
        track = _Track(space, Race(evaluate, replications, own), study, library)
        track.remember_own()
        starts = [(origin, parts, space.cube(parts)) for origin, parts in known.items()]
        covering = max((candidates - 1 - len(starts)) // 2, 1)
        starts += [
            (START, space.parts(point), point) for point in _covering(covering, space.dimensions, seed)
        ]
        while starts:
            track.race(starts[:BATCH])
            starts = starts[BATCH:]
        track.race_proposal()
        while (left := candidates - 1 - len(track.candidates)) > 0:
            track.race([None] * min(left, BATCH))
        track.race_proposal()
    return track.candidates


_Start = tuple[str, Parts, Array]


class _Track:
    """Candidates so far, and Optuna's study of them."""

    def __init__(self, space: Space, race: Race, study: optuna.Study, library: ModuleType) -> None:
        self.space, self.course, self.study, self.library = space, race, study, library
        self.candidates: list[Candidate] = []
        self.axes = {
            f"u{k}": library.distributions.FloatDistribution(0.0, 1.0) for k in range(space.dimensions)
        }

    def remember_own(self) -> None:
        """Take the own split into the race, whose runs are known."""
        trial = self._asked(self.space.cube(self.space.own))
        for step in range(len(self.course.own)):
            trial.report(0.0, step)
        self.study.tell(trial, 0.0)
        own = list(self.course.own)
        self.candidates.append(Candidate(0, OWN, self.space.own, own, [0.0] * len(own)))

    def race(self, starts: list[_Start] | list[None]) -> None:
        """Let a batch race: given splits, or those that the sampler hopes for most."""
        entrants = []
        for start in starts:
            trial = self._asked(None if start is None else start[2])
            if start is None:
                point = np.array([trial.params[name] for name in self.axes])
                candidate = Candidate(trial.number, SEARCH, self.space.parts(point))
            else:
                candidate = Candidate(trial.number, start[0], start[1])
            entrants.append((trial, candidate))
        self.course.run(entrants)
        for trial, candidate in entrants:
            if math.isfinite(candidate.gain):
                self.study.tell(trial, candidate.gain)
            else:
                self.study.tell(trial, state=self.library.trial.TrialState.FAIL)
            self.candidates.append(candidate)

    def race_proposal(self) -> None:
        """Let the best point of the response surface race, if enough is known for one."""
        best = proposal(self.candidates, self.space)
        if best is not None:
            self.race([(SURFACE, best, self.space.cube(best))])

    def _asked(self, cube: Array | None) -> optuna.trial.Trial:
        if cube is not None:
            point = np.clip(cube, 0.0, 1.0).tolist()
            self.study.enqueue_trial(dict(zip(self.axes, point, strict=True)))
        return self.study.ask(self.axes)


def _covering(count: int, dimensions: int, seed: int) -> Array:
    """Return scrambled Sobol points (count, dimensions)."""
    points: Array = qmc.Sobol(
        dimensions, scramble=True, seed=np.random.default_rng(_sown(seed))
    ).random_base2(max(math.ceil(math.log2(count)), 0))[:count]
    return points


def _sown(seed: int) -> int:
    """Return 32 bits from a seed, which may be any integer."""
    return int.from_bytes(hashlib.blake2b(f"tenure optimise {seed}".encode(), digest_size=4).digest())


def optuna_library() -> ModuleType:
    """Return Optuna. Raises OptimiseError with the command that installs it."""
    try:
        import optuna
    except ImportError:
        raise OptimiseError(
            "the search needs Optuna, which is not installed: pip install 'tenure-sim[analysis]'"
        ) from None
    return optuna


@contextmanager
def _quiet(library: ModuleType) -> Iterator[None]:
    """Keep Optuna from writing: its log, and its warnings that some of what is used here may yet change."""
    before = library.logging.get_verbosity()
    library.logging.set_verbosity(library.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", library.exceptions.ExperimentalWarning)
            yield
    finally:
        library.logging.set_verbosity(before)
