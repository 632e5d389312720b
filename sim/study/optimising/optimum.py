"""From the question to the answer: race, selection, judgement, and what was found in figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.scenario.scenario import Scenario
from sim.study.difference import LEVEL, Difference
from sim.study.optimising.evaluation import Evaluate, Seeds
from sim.study.optimising.finalists import (
    FINALISTS,
    best_of,
    candidates_table,
    difference,
    finalists_of,
    lived,
    with_gains,
)
from sim.study.optimising.probe import Probe
from sim.study.optimising.question import Question, with_parts
from sim.study.optimising.race import Candidate
from sim.study.optimising.search import BLATTBERG_DEIGHTON, OWN, OptimiseError, search
from sim.study.optimising.space import PARTS, Parts
from sim.study.outcomes import OUTCOMES

FOUND = "found"
"""The name of the winner among the splits that are judged; the scenario's own, if nothing was better."""


@dataclass(frozen=True)
class Optimum:
    """What was found: the tables `candidates`, `finalists` and `held_out`, and the figures of the answer.

    scenario: with the winner's split, or as it was if no candidate did better in the selection.
    """

    scenario: Scenario
    parts: Parts
    tables: Mapping[str, pd.DataFrame]
    summary: Mapping[str, Any]


def most_runs(candidates: int, seeds: Seeds) -> int:
    """Return how many runs an optimisation has at most, the probe included; racing makes them fewer."""
    return 1 + candidates * seeds.search + (FINALISTS + 1) * seeds.search + 3 * seeds.held_out


def optimise(
    question: Question,
    known: Probe,
    evaluate: Evaluate,
    *,
    candidates: int = 40,
    seeds: Seeds | None = None,
    seed: int = 1,
) -> Optimum:
    """Search, choose and judge a split.

    known: what one run told; evaluate: returns outcomes of runs; candidates: in the race; seed: of the search's own
    luck, and the one of the runs. Raises OptimiseError as `search` does, or if fewer than two replications are held
    out.
    """
    seeds = seeds or Seeds()
    if seeds.held_out < 2:
        raise OptimiseError("an interval needs at least 2 replications that are held out")
    space = known.budget.space(question.free)
    analytic = known.analytic
    joins = analytic is not None and space.holds(analytic)
    others = {BLATTBERG_DEIGHTON: analytic} if analytic is not None and joins else {}
    raced = search(space, others, evaluate, seeds.searched, candidates, seed)
    finalists = {str(one.number): one for one in finalists_of(raced)}
    selection = with_gains(
        lived({name: one.parts for name, one in finalists.items()}, evaluate, seeds.selecting), "0"
    )
    winner = finalists[best_of(selection, "0")]
    judged = {OWN: known.budget.own, FOUND: winner.parts}
    judged |= {BLATTBERG_DEIGHTON: analytic} if analytic is not None else {}
    held_out = with_gains(lived(judged, evaluate, seeds.judging), OWN)
    selection = selection.rename(columns={"split": "candidate"}).astype({"candidate": "int32"})
    tables = {
        "candidates": candidates_table(raced, winner),
        "finalists": selection.assign(origin=[finalists[str(n)].origin for n in selection["candidate"]])[
            ["candidate", "origin", *PARTS, "replication", "value", "gain"]
        ],
        "held_out": held_out,
    }
    return Optimum(
        with_parts(question, known.budget, winner.parts),
        winner.parts,
        tables,
        _summary(question, known, winner, raced, tables, seeds, seed, joins),
    )


def _summary(
    question: Question,
    known: Probe,
    winner: Candidate,
    raced: list[Candidate],
    tables: Mapping[str, pd.DataFrame],
    seeds: Seeds,
    seed: int,
    analytic_raced: bool,
) -> dict[str, Any]:
    outcome, held_out, table = OUTCOMES[question.outcome], tables["held_out"], tables["candidates"]
    compared = [(OWN, FOUND)]
    if known.analytic is not None:
        compared += [(OWN, BLATTBERG_DEIGHTON), (BLATTBERG_DEIGHTON, FOUND)]
    as_good = table[table["as_good"]]
    return {
        "firm": question.firm,
        "outcome": outcome.name,
        "meaning": outcome.meaning,
        "unit": outcome.unit_in(question.scenario.currency),
        "budget": known.budget.money,
        "budget_given": known.budget.is_given,
        "free": list(question.free),
        "level": LEVEL,
        "seed": seed,
        "search_replications": seeds.search,
        "held_out_replications": seeds.held_out,
        "candidates": len(raced),
        "pruned": sum(one.pruned for one in raced),
        "race_runs": sum(len(one.values) for one in raced),
        "winner": winner.number,
        "origin": winner.origin,
        "blattberg_deighton_raced": analytic_raced,
        "splits": {
            name: {part: float(rows[part].iloc[0]) for part in PARTS}
            for name, rows in held_out.groupby("split", sort=False)
        },
        "means": {
            name: _number(mean)
            for name, mean in held_out.groupby("split", sort=False)["value"].mean().items()
        },
        "differences": [_compared(held_out, first, other) for first, other in compared],
        "as_good": {
            "candidates": len(as_good),
            "lowest": {part: float(as_good[part].min()) for part in PARTS},
            "highest": {part: float(as_good[part].max()) for part in PARTS},
        },
    }


def _compared(held_out: pd.DataFrame, first: str, other: str) -> dict[str, Any]:
    found, better = difference(held_out, first, other)
    return {"first": first, "other": other} | _figure(found) | {"better": better}


def _figure(found: Difference) -> dict[str, float | int | None]:
    low, high = (_number(end) for end in (found.low, found.high))
    return {"estimate": _number(found.mean), "low": low, "high": high, "sign": found.sign}


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
