"""The whole way from a question to its answer in the market, going on where an earlier sitting ended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sim.study.optimising.evaluation import Seeds
from sim.study.optimising.optimum import Optimum, optimise
from sim.study.optimising.probe import probe
from sim.study.optimising.question import Question
from sim.study.optimising.runs import SplitMarket, StoredRuns
from sim.study.sweeping.engines import Engine
from sim.study.tasks import Progress


def best_split(
    question: Question,
    runs: Path | str,
    *,
    candidates: int = 40,
    seeds: Seeds | None = None,
    seed: int = 1,
    jobs: int = 1,
    progress: Progress | None = None,
    warn: Callable[[str], None] = lambda sentence: None,
) -> Optimum:
    """Live the scenario once, and then search, choose and judge splits of the firm's budget.

    runs: the folder in which finished runs are kept, and found by the next call; candidates, seeds: as in `optimise`;
    jobs ≥ 1: processes, which change nothing in the result, 1 being this one. progress: called with the number of runs
    that came in so far, made or found; warn: with a sentence for each part of the store that could not be read.
    Raises OptimiseError as `optimise` does, FolderError if the folder holds anything else, RunError if a run failed,
    StoreError if the folder cannot be written to, EngineError if workers cannot go on.
    """
    seeds = seeds or Seeds()
    known = probe(question, seed, seeds.searched[0])
    known.budget.space(
        question.free
    )  # before anything else is run, it is known whether there is something to divide
    done = 0

    def count(came_in: int) -> None:
        nonlocal done
        done += came_in
        if progress:
            progress(done)

    count(1)
    market = SplitMarket(question, known.budget)
    evaluate = StoredRuns(market, Path(runs), seed, lambda: _engine(jobs), count)
    for sentence in evaluate.damaged:
        warn(sentence)
    at_once = True
    try:
        optimum = optimise(question, known, evaluate, candidates=candidates, seeds=seeds, seed=seed)
        at_once = False
    finally:
        evaluate.close(at_once)
    return optimum


def _engine(jobs: int) -> Engine:
    if jobs == 1:
        from sim.study.sweeping.engines.here import Here

        return Here()
    from sim.study.sweeping.engines.processes import Processes

    return Processes(jobs)
